//! What is known of a radiopharmaceutical with a partner.

use hevesy_library::evidence::{Citation, Direction, Evidence, Finding, StudyKind, System, Trial};
use hevesy_library::{Intervention, Library, MechanismState, Problem, Term};
use serde::Serialize;

use crate::circle::{Partner, SECOND_RADIONUCLIDE, circle_of_finding, circle_of_trial, parse};
use crate::{Circle, Maturity, Question, Relevance, Sign, relevance};

/// What is known of a pair.
#[derive(Clone, Debug, Serialize)]
pub struct Combination {
    /// The radiopharmaceutical.
    pub agent: String,
    /// The partner.
    pub partner: String,
    /// Class of the partner.
    pub class: String,
    /// What the partner does.
    pub mechanism: String,
    /// Whether that is understood with a radiopharmaceutical.
    pub mechanism_state: MechanismState,
    /// Terms of the model that the partner may touch.
    pub terms: Vec<Term>,
    /// What must be so in a patient.
    pub requires: Vec<String>,
    /// How far the evidence has come.
    pub maturity: Maturity,
    /// Its level from 0 to 5.
    pub maturity_level: u8,
    /// Direction of this pair.
    pub sign: Sign,
    /// Rules of guidelines that forbid or restrict it.
    pub rules: Vec<RuleLine>,
    /// What must not be overlooked.
    pub alerts: Vec<String>,
    /// Evidence, nearest first.
    pub evidence: Vec<Item>,
    /// Organs that both put at risk.
    pub overlapping_organs: Vec<String>,
    /// Toxicities of the partner that the sources name.
    pub toxicities: Vec<String>,
    /// What is said of timing.
    pub timing: Option<String>,
    /// Conflicts that concern agent and partner.
    pub conflicts: Vec<ConflictLine>,
    /// Claims that name both.
    pub claims: Vec<ClaimLine>,
    /// What is not known.
    pub unknown: Vec<String>,
}

/// A conflict in one line.
#[derive(Clone, Debug, Serialize)]
pub struct ConflictLine {
    /// Key.
    pub id: String,
    /// Title.
    pub title: String,
}

/// A claim in one line.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimLine {
    /// Key.
    pub id: String,
    /// Statement.
    pub statement: String,
}

/// A rule of a guideline that concerns the pair.
#[derive(Clone, Debug, Serialize)]
pub struct RuleLine {
    /// Guideline with its version.
    pub guideline: String,
    /// When it applies.
    pub when: String,
    /// What it says.
    pub then: String,
    /// Whether it forbids.
    pub stop: bool,
}

/// One record that speaks of the pair.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// How near.
    pub circle: Circle,
    /// `finding` or `trial`.
    pub kind: &'static str,
    /// Key.
    pub id: String,
    /// Where it was seen.
    pub setting: String,
    /// What was seen.
    pub outcome: String,
    /// Against the radiopharmaceutical alone.
    pub direction: Direction,
    /// Harm.
    pub harm: Vec<String>,
    /// Order and timing.
    pub schedule: Option<String>,
    /// How far a preclinical finding carries.
    pub relevance: Option<Relevance>,
    /// Weight in the direction of the pair.
    pub weight: f64,
    /// Whether its relevance is below what was asked for, so that it is not counted.
    pub excluded: bool,
    /// The record of the same laboratory and model that is counted in its place.
    pub counted_with: Option<String>,
    /// Tumour models.
    pub models: Vec<String>,
    /// Passages.
    pub cited: Vec<Citation>,
}

/// What is known of `A + B`: a radiopharmaceutical and a drug, or two radiopharmaceuticals, in either order. Findings
/// below a relevance of `least` (0 to 1) are shown and not counted.
///
/// # Errors
/// A name that the library does not hold, or a pair without a radiopharmaceutical.
pub fn combination(library: &Library, text: &str, least: f64) -> Result<Combination, Problem> {
    let evidence = library.evidence()?;
    let (agent, partner) = parse(library, evidence, text)?;
    let class = match partner {
        Partner::Drug(drug) => evidence.drug_classes.get(&drug.class),
        Partner::Agent(_) => evidence.drug_classes.get(SECOND_RADIONUCLIDE),
    };
    let immune = class.is_some_and(|c| c.interventions.contains(&Intervention::Immune));
    let question = Question { agent: Some(agent), immune };
    let mut items: Vec<Item> = evidence
        .findings
        .iter()
        .filter_map(|f| Some((f, circle_of_finding(agent, partner, evidence, f)?)))
        .map(|(f, circle)| finding_item(f, circle, evidence, question, least))
        .collect();
    items.extend(
        evidence
            .trials
            .iter()
            .filter_map(|t| Some(trial_item(t, circle_of_trial(agent, partner, evidence, t)?))),
    );
    repeats(&mut items);
    items.sort_by(|a, b| {
        (a.circle, a.kind == "finding")
            .cmp(&(b.circle, b.kind == "finding"))
            .then(b.weight.total_cmp(&a.weight))
    });
    let directions: Vec<(Direction, f64)> = items.iter().map(|i| (i.direction, i.weight)).collect();
    let maturity = maturity(evidence, &items);
    let mut made = Combination {
        agent: agent.id.clone(),
        partner: String::new(),
        class: class.map_or_else(String::new, |c| c.id.clone()),
        mechanism: String::new(),
        mechanism_state: class.map_or(MechanismState::Unknown, |c| c.mechanism),
        terms: class.map_or_else(Vec::new, |c| c.terms.clone()),
        requires: Vec::new(),
        maturity,
        maturity_level: maturity.level(),
        sign: Sign::of(&directions),
        rules: Vec::new(),
        alerts: Vec::new(),
        evidence: items,
        overlapping_organs: Vec::new(),
        toxicities: Vec::new(),
        timing: None,
        conflicts: Vec::new(),
        claims: Vec::new(),
        unknown: agent.unknown.iter().map(|u| format!("{}: {u}", agent.id)).collect(),
    };
    match partner {
        Partner::Drug(drug) => {
            drug.id.clone_into(&mut made.partner);
            drug.mechanism.clone_into(&mut made.mechanism);
            if let Some(terms) = &drug.terms {
                made.terms.clone_from(terms);
            }
            made.requires.clone_from(&drug.requires);
            made.overlapping_organs =
                drug.organs_at_risk.iter().filter(|o| agent.organs_at_risk.contains(o)).cloned().collect();
            made.toxicities.clone_from(&drug.toxicities);
            made.timing.clone_from(&drug.timing);
            made.unknown.extend(drug.unknown.iter().map(|u| format!("{}: {u}", drug.id)));
        }
        Partner::Agent(other) => {
            other.id.clone_into(&mut made.partner);
            made.mechanism = "adds its own dose rate".into();
            made.overlapping_organs =
                other.organs_at_risk.iter().filter(|o| agent.organs_at_risk.contains(o)).cloned().collect();
            made.unknown.extend(other.unknown.iter().map(|u| format!("{}: {u}", other.id)));
        }
    }
    let names = |agents: &[String], drugs: &[String]| {
        let partner_named = match partner {
            Partner::Drug(drug) => drugs.contains(&drug.id),
            Partner::Agent(other) => agents.contains(&other.id),
        };
        let other_agent_only = !agents.is_empty() && !agents.contains(&agent.id);
        partner_named && !other_agent_only
    };
    made.conflicts = evidence
        .conflicts
        .iter()
        .filter(|c| names(&c.agents, &c.drugs))
        .map(|c| ConflictLine { id: c.id.clone(), title: c.title.clone() })
        .collect();
    made.claims = evidence
        .claims
        .iter()
        .filter(|c| names(&c.agents, &c.drugs))
        .map(|c| ClaimLine { id: c.id.clone(), statement: c.statement.clone() })
        .collect();
    made.rules = rules(evidence, &agent.id, partner);
    made.alerts = alerts(&made);
    Ok(made)
}

fn finding_item(
    finding: &Finding,
    circle: Circle,
    evidence: &Evidence,
    question: Question<'_>,
    least: f64,
) -> Item {
    let judged = relevance(finding, evidence, question);
    let system = match finding.system {
        System::InVitro => "cells",
        System::InVivo => "animals",
        System::Clinical => "patients",
        System::Chemistry => "chemistry",
        System::Review => "review",
    };
    Item {
        circle,
        kind: "finding",
        id: finding.id.clone(),
        setting: format!("{system}: {}", finding.model_described),
        outcome: finding.outcome.clone(),
        direction: finding.direction,
        harm: finding.harm.clone(),
        schedule: finding.schedule.clone(),
        weight: if judged.score < least || finding.direction == Direction::NotCompared {
            0.0
        } else {
            circle.weight() * judged.score
        },
        excluded: judged.score < least,
        counted_with: None,
        models: finding.models.clone(),
        relevance: Some(judged),
        cited: finding.cited.clone(),
    }
}

/// Rules that name the agent and either the partner or no partner at all.
fn rules(evidence: &Evidence, agent: &str, partner: Partner<'_>) -> Vec<RuleLine> {
    let mut found = Vec::new();
    for guideline in evidence.guidelines.iter() {
        for rule in guideline.rule.iter().filter(|r| r.agents.iter().any(|a| a == agent)) {
            let named = match partner {
                Partner::Drug(drug) => rule.names(agent, &drug.id),
                Partner::Agent(_) => false,
            };
            if named || rule.drugs.is_empty() {
                found.push(RuleLine {
                    guideline: format!("{}@{}", guideline.id, guideline.version),
                    when: rule.when.clone(),
                    then: rule.then.clone(),
                    stop: rule.stop,
                });
            }
        }
    }
    found.sort_by_key(|r| !r.stop);
    found
}

/// One vote for one laboratory and model: of findings that share a first author and a model only the weightiest counts.
fn repeats(items: &mut [Item]) {
    let key = |item: &Item| -> Vec<String> {
        let authors =
            item.cited.iter().flat_map(|c| &c.references).filter_map(|r| r.split_whitespace().next());
        authors.flat_map(|a| item.models.iter().map(move |m| format!("{a} {m}"))).collect()
    };
    let mut order: Vec<usize> = (0..items.len()).filter(|i| items[*i].weight > 0.0).collect();
    order.sort_by(|a, b| items[*b].weight.total_cmp(&items[*a].weight));
    let mut seen: Vec<(String, String)> = Vec::new();
    for i in order {
        let own = key(&items[i]);
        if let Some((_, first)) = seen.iter().find(|(k, _)| own.contains(k)) {
            items[i].counted_with = Some(first.clone());
            items[i].weight = 0.0;
        } else {
            seen.extend(own.into_iter().map(|k| (k, items[i].id.clone())));
        }
    }
}

/// Weight of a clinical comparison (a proposal of this project): a randomised phase III trial counts as four animal
/// experiments of full relevance.
fn design_weight(trial: &Trial) -> f64 {
    let design = trial.design.as_deref().unwrap_or_default().to_lowercase();
    let randomised = trial.compared.is_some() || design.contains("randomis");
    let third = trial.phase.iter().any(|p| p == "III" || p == "3");
    match trial.kind {
        StudyKind::Interventional | StudyKind::MetaAnalysis if randomised && third => 4.0,
        StudyKind::Interventional | StudyKind::MetaAnalysis if randomised => 2.0,
        StudyKind::Interventional | StudyKind::Cohort | StudyKind::MetaAnalysis => 1.0,
        StudyKind::Diagnostic | StudyKind::CaseReport | StudyKind::Review | StudyKind::Epidemiology => 0.25,
    }
}

fn trial_item(trial: &Trial, circle: Circle) -> Item {
    let words = |o: &hevesy_library::evidence::Outcome| {
        let note = o.note.as_ref().map_or(String::new(), |n| format!(" — {n}"));
        format!("{}{note}", crate::outcome_words(o))
    };
    let outcomes: Vec<String> = trial.result.iter().chain(&trial.adverse_event).map(words).collect();
    let outcome = if outcomes.is_empty() { "no result recorded".to_owned() } else { outcomes.join("; ") };
    let phase =
        if trial.phase.is_empty() { String::new() } else { format!("phase {}, ", trial.phase.join(" / ")) };
    Item {
        circle,
        kind: "trial",
        id: trial.id.clone(),
        setting: format!("patients: {phase}{}", trial.indication.as_deref().unwrap_or("disease not stated")),
        outcome,
        direction: trial.direction,
        harm: trial.harm.clone(),
        schedule: None,
        relevance: None,
        weight: if trial.direction == Direction::NotCompared {
            0.0
        } else {
            circle.weight() * design_weight(trial)
        },
        excluded: false,
        counted_with: None,
        models: Vec::new(),
        cited: trial.cited.clone(),
    }
}

fn maturity(evidence: &Evidence, items: &[Item]) -> Maturity {
    let of = |item: &Item| match item.kind {
        "trial" => {
            let trial = evidence.trials.get(&item.id);
            let results = trial.is_some_and(|t| !t.result.is_empty() || !t.adverse_event.is_empty());
            match (results, item.direction) {
                (false, _) => Maturity::TrialWithoutResult,
                (true, Direction::NotCompared) => Maturity::Uncontrolled,
                (true, _) => Maturity::Compared,
            }
        }
        _ => match evidence.findings.get(&item.id).map(|f| f.system) {
            Some(System::InVivo) => Maturity::Animals,
            Some(System::InVitro) => Maturity::Cells,
            Some(System::Clinical) => Maturity::Uncontrolled,
            _ => Maturity::Nothing,
        },
    };
    items.iter().filter(|i| i.circle == Circle::Pair).map(of).max().unwrap_or(Maturity::Nothing)
}

fn alerts(made: &Combination) -> Vec<String> {
    let mut alerts = Vec::new();
    let near =
        |circle: Circle, kind: &str| made.evidence.iter().any(|i| i.circle == circle && i.kind == kind);
    if near(Circle::Pair, "trial") && !near(Circle::Pair, "finding") {
        let class = if near(Circle::Class, "finding") { "; there is one for its class" } else { "" };
        alerts.push(format!(
            "patients are treated with this pair without a preclinical record of it here{class}"
        ));
    }
    for rule in made.rules.iter().filter(|r| r.stop) {
        alerts.insert(0, format!("STOP, {}: {}: {}", rule.guideline, rule.when, rule.then));
    }
    let harm: Vec<String> = made
        .evidence
        .iter()
        .filter(|i| i.circle <= Circle::DrugAlone && !i.harm.is_empty())
        .map(|i| format!("{} ({})", i.harm.join(", "), i.id))
        .collect();
    if !harm.is_empty() {
        alerts.push(format!("harm was seen: {}", harm.join("; ")));
    }
    if !made.overlapping_organs.is_empty() {
        alerts.push(format!("both put at risk: {}", made.overlapping_organs.join(", ")));
    }
    match made.mechanism_state {
        MechanismState::Unknown => alerts.push(
            "how the partner acts with a radiopharmaceutical is not known: only an empirical interaction with a wide \
             interval may be used"
                .into(),
        ),
        MechanismState::Conflicting => {
            alerts.push("sources contradict each other on this class: its interaction keeps a prior of either sign".into());
        }
        MechanismState::Known => {}
    }
    for gate in &made.requires {
        alerts.push(format!("acts only if: {gate}"));
    }
    alerts
}
