//! What records must obey together: names and registry numbers are unique, what is named exists, activities and
//! chelates are possible.

use std::collections::BTreeMap;

use super::{Arm, Citation, Claim, Conflict, Document, Finding, Guideline, LeftOut, Trial};
use crate::shelf::{Text, fold};
use crate::{
    ActivityRange, Agent, Chelator, Chemistry, Drug, DrugClass, Holding, Problem, Record, Shelf, Tissue,
    Tumour, TumourModel, activity_of,
};

/// What is known from the literature.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Classes of drugs.
    pub drug_classes: Shelf<DrugClass>,
    /// Partners of radiopharmaceuticals.
    pub drugs: Shelf<Drug>,
    /// Cell lines and animal tumours.
    pub tumour_models: Shelf<TumourModel>,
    /// Clinical studies.
    pub trials: Shelf<Trial>,
    /// Preclinical findings.
    pub findings: Shelf<Finding>,
    /// Claims of the reviews.
    pub claims: Shelf<Claim>,
    /// Contradictions and misprints.
    pub conflicts: Shelf<Conflict>,
    /// Rules of guidelines, labels and custom.
    pub guidelines: Shelf<Guideline>,
    /// Documents that are cited.
    pub documents: Shelf<Document>,
    /// Records of the evidence base that are not here.
    pub left_out: Shelf<LeftOut>,
}

/// Every name belongs to one record.
fn unique_names<T: Record>(shelf: &Shelf<T>) -> Result<(), Problem> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    // The user's own files come last, so that they are the ones to blame.
    let (own, built_in): (Vec<_>, Vec<_>) = shelf.with_texts().partition(|(_, text)| text.own);
    for (record, text) in built_in.into_iter().chain(own) {
        let mut own: Vec<String> = record.names().iter().map(|n| fold(n)).collect();
        own.push(fold(record.id()));
        own.sort();
        own.dedup();
        for name in own {
            if let Some(other) = owners.insert(name.clone(), record.id()) {
                let written =
                    record.names().iter().find(|n| fold(n) == name).map_or(record.id(), String::as_str);
                return Err(text.problem(
                    written,
                    format!("the name `{written}` belongs to {other} too"),
                    "remove it from one of the two; the name of one thing must not lead to another",
                ));
            }
        }
    }
    Ok(())
}

/// A name that must exist on a shelf.
fn known<T: Record>(shelf: &Shelf<T>, name: &str, text: &Text) -> Result<(), Problem> {
    if shelf.get(name).is_some() {
        return Ok(());
    }
    let near = shelf.find(name).map_or(String::new(), |r| format!("; `{}` is meant?", r.id()));
    Err(text.problem(
        name,
        format!("`{name}` is not in library/{}{near}", T::FOLDER),
        "correct the name, or add a file for it",
    ))
}

/// Checks agents against each other and against chelators, tumours and tissues.
pub(crate) fn agents(
    shelf: &Shelf<Agent>,
    chelators: &Shelf<Chelator>,
    tumours: &Shelf<Tumour>,
    tissues: &Shelf<Tissue>,
) -> Result<(), Problem> {
    unique_names(shelf)?;
    unique_names(chelators)?;
    for (agent, text) in shelf.with_texts() {
        if let Some(tumour) = &agent.tumour {
            known(tumours, tumour, text)?;
        }
        for organ in &agent.organs_at_risk {
            known(tissues, organ, text)?;
        }
        for substitute in &agent.substitutes {
            known(shelf, &substitute.agent, text)?;
        }
        let (Chemistry::Chelate, Some(name), Some(nuclide)) =
            (agent.labelling.chemistry, &agent.labelling.chelator, &agent.nuclide)
        else {
            continue;
        };
        known(chelators, name, text)?;
        let entry = chelators.get(name).and_then(|c| c.holds(nuclide));
        let refuse = |what: String, remedy: &str| Err(text.problem("chelator", what, remedy));
        match entry {
            Some(h) if h.verdict == Holding::Unsuited => {
                return refuse(
                    format!(
                        "{name} does not hold {nuclide}{}",
                        h.note.as_ref().map_or(String::new(), |n| format!(": {n}"))
                    ),
                    "name the chelator that is really used, or another chemistry",
                );
            }
            Some(_) => {}
            None => {
                return refuse(
                    format!("nothing is known of {nuclide} in {name}"),
                    "add the element with its source to the chelator's file, or correct chelator or nuclide",
                );
            }
        }
    }
    Ok(())
}

impl Evidence {
    /// Reads and checks all records.
    pub(crate) fn read(texts: &[Text], agents: &Shelf<Agent>) -> Result<Self, Problem> {
        let evidence = Self {
            drug_classes: Shelf::read(texts)?,
            drugs: Shelf::read(texts)?,
            tumour_models: Shelf::read(texts)?,
            trials: Shelf::read(texts)?,
            findings: Shelf::read(texts)?,
            claims: Shelf::read(texts)?,
            conflicts: Shelf::read(texts)?,
            guidelines: Shelf::read(texts)?,
            documents: Shelf::read(texts)?,
            left_out: Shelf::read(texts)?,
        };
        evidence.check(agents)?;
        Ok(evidence)
    }

    fn cited(&self, cited: &[Citation], text: &Text) -> Result<(), Problem> {
        for citation in cited {
            known(&self.documents, &citation.document, text)?;
            let listed = self.documents.get(&citation.document).map_or(&[][..], |d| &d.references);
            if let Some(reference) = citation.references.iter().find(|r| !listed.contains(r)) {
                return Err(text.problem(
                    reference,
                    format!("`{reference}` is not among the references of {}", citation.document),
                    "write it as the document's file lists it",
                ));
            }
        }
        Ok(())
    }

    fn conflicts(&self, named: &[String], text: &Text) -> Result<(), Problem> {
        named.iter().try_for_each(|id| known(&self.conflicts, id, text))
    }

    fn check(&self, agents: &Shelf<Agent>) -> Result<(), Problem> {
        unique_names(&self.drugs)?;
        unique_names(&self.tumour_models)?;
        unique_names(&self.trials)?;
        for (agent, text) in agents.with_texts() {
            self.cited(&agent.cited, text)?;
        }
        for (drug, text) in self.drugs.with_texts() {
            known(&self.drug_classes, &drug.class, text)?;
            drug.parts.iter().try_for_each(|part| known(&self.drugs, part, text))?;
            let allowed = self.drug_classes.get(&drug.class).map_or(&[][..], |c| &c.terms);
            if let Some(term) = drug.terms.iter().flatten().find(|t| !allowed.contains(t)) {
                let word = serde_json::to_string(term).unwrap_or_default();
                return Err(text.problem(
                    "terms",
                    format!("{word} is not a term that the class `{}` may touch", drug.class),
                    "use terms of the class; a new term belongs into the class's file, with its source",
                ));
            }
            self.cited(&drug.cited, text)?;
        }
        for (model, text) in self.tumour_models.with_texts() {
            self.cited(&model.cited, text)?;
        }
        for (finding, text) in self.findings.with_texts() {
            finding.agents.iter().try_for_each(|a| known(agents, a, text))?;
            finding.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
            finding.models.iter().try_for_each(|m| known(&self.tumour_models, m, text))?;
            self.cited(&finding.cited, text)?;
        }
        let mut numbers: BTreeMap<&str, &str> = BTreeMap::new();
        for (trial, text) in self.trials.with_texts() {
            if let Some(number) = &trial.registry
                && let Some(other) = numbers.insert(number, &trial.id)
            {
                return Err(text.problem(
                    number,
                    format!("the registry number {number} belongs to {other} too"),
                    "give each study its own number; put what is printed under `registry_as_printed`",
                ));
            }
            for arm in &trial.arm {
                self.arm(arm, agents, text)?;
            }
            for outcome in trial.result.iter().chain(&trial.adverse_event) {
                self.conflicts(outcome.disputed.as_slice(), text)?;
            }
            self.cited(&trial.cited, text)?;
        }
        for (claim, text) in self.claims.with_texts() {
            claim.agents.iter().try_for_each(|a| known(agents, a, text))?;
            claim.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
            self.conflicts(&claim.conflicts, text)?;
            self.cited(&claim.cited, text)?;
        }
        for (conflict, text) in self.conflicts.with_texts() {
            conflict.agents.iter().try_for_each(|a| known(agents, a, text))?;
            conflict.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
            conflict.trials.iter().try_for_each(|t| known(&self.trials, t, text))?;
            for printed in &conflict.printed {
                self.cited(std::slice::from_ref(&printed.cited), text)?;
            }
        }
        Ok(())
    }

    fn arm(&self, arm: &Arm, agents: &Shelf<Agent>, text: &Text) -> Result<(), Problem> {
        arm.agents.iter().try_for_each(|a| known(agents, a, text))?;
        arm.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
        self.conflicts(arm.disputed.as_slice(), text)?;
        let given = match (arm.activity, arm.activity_per_mass) {
            (Some(activity), _) => Some((activity, activity.to_string(), "activity =")),
            (None, Some(per_mass)) => {
                let activity = activity_of(per_mass, ActivityRange::JUDGED_KG);
                Some((activity, format!("{per_mass} ({activity:.3} in 70 kg)"), "activity_per_mass"))
            }
            (None, None) => None,
        };
        let Some((activity, words, near)) = given else { return Ok(()) };
        for agent in arm.agents.iter().filter_map(|a| agents.get(a)) {
            if let Some(range) = &agent.activity
                && !range.holds(activity)
            {
                let slip = range.likely_slip(activity).map_or(String::new(), |s| format!("; {s}"));
                return Err(text.problem(
                    near,
                    format!("{words} of {} is outside {} to {}{slip}", agent.id, range.least, range.most),
                    "correct the activity; keep a misprint under `activity_as_printed` with the conflict under `disputed`",
                ));
            }
        }
        Ok(())
    }
}
