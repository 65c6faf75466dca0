//! Where the label is in a model, and several labels on one vector.

use std::collections::BTreeMap;

use hevesy_compartment::{Expression, ModelError, Network, Reaction, State};
use hevesy_library::{DecayIn, KineticModel};

/// Puts further labels on the vector of a model that decays by its own flows, with these decay constants in 1/h.
///
/// Every compartment that the first label reaches has a twin for each further one: q_k flows with the rate per amount of the first, where
/// every amount of the first label in that rate is the sum over all labels, since all of them take the same sites; its own decay leaves the
/// same unlabelled molecule. Returns for each further label its state by that of the first. Theory: theory/kinetics.md (20).
///
/// # Errors
/// A flow whose law is no product with the amount it comes from.
pub(crate) fn add_labels(
    network: &mut Network,
    model: &KineticModel,
    further_per_h: &[f64],
) -> Result<Vec<BTreeMap<usize, usize>>, ModelError> {
    if further_per_h.is_empty() {
        return Ok(Vec::new());
    }
    let first = network.clone();
    only_in_decay(&first)?;
    let labelled = reached(model, &first)?;
    let twins: Vec<BTreeMap<usize, usize>> = (2..further_per_h.len() + 2)
        .map(|label| {
            let mut twin = |(i, held): (usize, &bool)| {
                held.then(|| {
                    let name = format!("{} (label {label})", first.states[i].name);
                    let initial = Expression::Number(0.0);
                    network.states.push(State { name, initial, constant: false, rule: None });
                    (i, network.states.len() - 1)
                })
            };
            labelled.iter().enumerate().filter_map(&mut twin).collect()
        })
        .collect();
    let all = |rate: &Expression| {
        rate.replaced(&|e| match e {
            Expression::State(i) if labelled[*i] => {
                let twins = twins.iter().map(|t| Expression::State(t[i]));
                Some(Expression::Sum(std::iter::once(Expression::State(*i)).chain(twins).collect()))
            }
            _ => None,
        })
    };
    let mut twin_reactions = Vec::new();
    for reaction in &mut network.reactions {
        let (from, _) = reaction.changes[0];
        if !labelled[from] {
            reaction.rate = all(&first.resolved(&reaction.rate, &reaction.name)?);
            continue;
        }
        let decays = is_decay(reaction, &first);
        let rate = all(&first.resolved(&per_amount(reaction, &first)?, &reaction.name)?);
        for (twin, lambda) in twins.iter().zip(further_per_h) {
            let rate = if decays { Expression::Number(*lambda) } else { rate.clone() };
            let changes = reaction.changes.iter().map(|(i, n)| (*twin.get(i).unwrap_or(i), *n)).collect();
            let rate = rate.times(Expression::State(twin[&from]));
            twin_reactions.push(Reaction { name: reaction.name.clone(), changes, rate });
        }
        reaction.rate = rate.times(Expression::State(from));
    }
    network.reactions.extend(twin_reactions);
    Ok(twins)
}

/// Whether what differs from label to label is nowhere but in doses and flows of decay: elsewhere it would be that of the first for all of them.
fn only_in_decay(network: &Network) -> Result<(), ModelError> {
    for of_label in ["lambda", "activity", "label", "drug"] {
        let uses = |e: &Expression| {
            let mut found = false;
            e.visit(&mut |part| found |= *part == Expression::Name(of_label.into()));
            found
        };
        let quantities = network.quantities.iter().filter(|(_, e)| uses(e)).map(|(name, _)| name);
        let flows =
            network.reactions.iter().filter(|r| uses(&r.rate) && !is_decay(r, network)).map(|r| &r.name);
        if let Some(name) = quantities.chain(flows).next() {
            return Err(ModelError::new(
                name,
                format!("it uses `{of_label}`, which several labels in one body do not share"),
                "let it stand in doses and flows of decay only",
            ));
        }
    }
    Ok(())
}

/// Whether the label decays wherever it goes.
pub(crate) fn decays_everywhere(model: &KineticModel, network: &Network) -> Result<(), ModelError> {
    let reached = reached(model, network)?;
    let decays = |i: usize| network.reactions.iter().any(|r| r.changes[0].0 == i && is_decay(r, network));
    match (0..reached.len()).find(|i| reached[*i] && !decays(*i)) {
        None => Ok(()),
        Some(state) => Err(ModelError::new(
            &network.states[state].name,
            "it holds the label, and no flow with the rate `lambda` lets it decay",
            "add one to the model",
        )),
    }
}

/// Compartments that the label can reach.
pub(crate) fn reached(model: &KineticModel, vector: &Network) -> Result<Vec<bool>, ModelError> {
    let mut reached = vec![false; vector.states.len()];
    for dose in model.dose.iter().filter(|d| d.labelled) {
        reached[vector.state(&dose.into)?] = true;
    }
    let within = model.decay == DecayIn::Within;
    let flows: Vec<_> = vector.reactions.iter().filter(|r| !(within && is_decay(r, vector))).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for reaction in &flows {
            if let [(from, _), (to, _)] = reaction.changes[..] {
                changed |= reached[from] && !reached[to];
                reached[to] |= reached[from];
            }
        }
    }
    Ok(reached)
}

/// Whether a flow is the decay of the label: `lambda` times the amount it comes from.
pub(crate) fn is_decay(reaction: &Reaction, vector: &Network) -> bool {
    let from = reaction.changes[0].0;
    match divided(&reaction.rate, from, &vector.states[from].name) {
        Some(Expression::Product(factors)) => {
            let others = factors.iter().filter(|f| !matches!(f, Expression::Number(n) if *n == 1.0));
            others.collect::<Vec<_>>()[..] == [&Expression::Name("lambda".into())]
        }
        other => other == Some(Expression::Name("lambda".into())),
    }
}

/// A rate over an amount, where it is a product with that amount.
fn divided(rate: &Expression, from: usize, name: &str) -> Option<Expression> {
    let factors = match rate {
        Expression::Product(factors) => factors,
        Expression::State(i) if *i == from => return Some(Expression::Number(1.0)),
        Expression::Name(n) if n == name => return Some(Expression::Number(1.0)),
        Expression::Quotient(a, b) => return Some(divided(a, from, name)?.over((**b).clone())),
        _ => return None,
    };
    for (i, factor) in factors.iter().enumerate() {
        if let Some(reduced) = divided(factor, from, name) {
            let mut rest = factors.clone();
            rest[i] = reduced;
            return Some(Expression::Product(rest));
        }
    }
    None
}

/// The rate of a flow per amount that it comes from.
///
/// # Errors
/// A law that is no product with that amount.
pub(crate) fn per_amount(reaction: &Reaction, vector: &Network) -> Result<Expression, ModelError> {
    let (from, _) = reaction.changes[0];
    divided(&reaction.rate, from, &vector.states[from].name).ok_or_else(|| {
        ModelError::new(
            &reaction.name,
            "its law is not something times the amount it comes from",
            "write it as something times that amount, so that daughters and further labels can follow",
        )
    })
}
