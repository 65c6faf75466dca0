//! What is known of a radiopharmaceutical with a partner.

use hevesy_library::evidence::{Citation, Direction, Evidence, Finding, Modality, StudyKind, System, Trial};
use hevesy_library::{Agent, Drug, Intervention, Library, Problem};
use serde::Serialize;

use crate::{Maturity, Question, Relevance, Sign, relevance};

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
    pub mechanism_state: hevesy_library::MechanismState,
    /// Terms of the model that the partner may touch.
    pub terms: Vec<hevesy_library::Term>,
    /// What must be so in a patient.
    pub requires: Vec<String>,
    /// How far the evidence has come.
    pub maturity: Maturity,
    /// Its level from 0 to 5.
    pub maturity_level: u8,
    /// Direction of this pair.
    pub sign: Sign,
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

/// How near a record is to the pair that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Circle {
    /// This pair.
    Pair,
    /// This agent with another drug of the class, or with the class as such.
    Class,
    /// The drug or its class with another radiopharmaceutical.
    OtherAgent,
    /// Arms that are compared with each other, not combined.
    Comparator,
    /// The drug without radiation.
    DrugAlone,
    /// The drug or its class with an external beam: kept apart.
    Ebrt,
}

impl Circle {
    /// In words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Pair => "This pair",
            Self::Class => "This radiopharmaceutical with the class of the partner",
            Self::OtherAgent => "The partner or its class with another radiopharmaceutical",
            Self::Comparator => "Compared with each other, not combined",
            Self::DrugAlone => "The partner without radiation",
            Self::Ebrt => "With external beam: another dose rate and exposure, not counted",
        }
    }

    /// Weight in the direction of the pair (a proposal of this project).
    const fn weight(self) -> f64 {
        match self {
            Self::Pair => 1.0,
            Self::Class => 0.5,
            Self::OtherAgent | Self::Comparator | Self::DrugAlone | Self::Ebrt => 0.0,
        }
    }
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
    /// Passages.
    pub cited: Vec<Citation>,
}

/// The second member of a pair.
#[derive(Clone, Copy)]
enum Partner<'a> {
    Drug(&'a Drug),
    Agent(&'a Agent),
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
        Partner::Agent(_) => evidence.drug_classes.get("second radionuclide"),
    };
    let immune = class.is_some_and(|c| c.interventions.contains(&Intervention::Immune));
    let question = Question { agent: Some(agent), immune };
    let mut items: Vec<Item> = evidence
        .findings
        .iter()
        .filter_map(|f| Some((f, circle_of_finding(agent, partner, evidence, f)?)))
        .map(|(f, circle)| finding_item(f, circle, evidence, question, least))
        .collect();
    for trial in evidence.trials.iter() {
        let in_arm = |arm: &hevesy_library::evidence::Arm| {
            circle_of(agent, partner, evidence, &arm.agents, &arm.drugs, trial.modality)
        };
        if let Some(circle) = trial.arm.iter().filter_map(in_arm).min() {
            items.push(trial_item(trial, circle));
        }
    }
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
        mechanism_state: class.map_or(hevesy_library::MechanismState::Unknown, |c| c.mechanism),
        terms: class.map_or_else(Vec::new, |c| c.terms.clone()),
        requires: Vec::new(),
        maturity,
        maturity_level: maturity.level(),
        sign: Sign::of(&directions),
        alerts: Vec::new(),
        evidence: items,
        overlapping_organs: Vec::new(),
        toxicities: Vec::new(),
        timing: None,
        conflicts: Vec::new(),
        claims: Vec::new(),
        unknown: Vec::new(),
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
            made.unknown.clone_from(&drug.unknown);
        }
        Partner::Agent(other) => {
            other.id.clone_into(&mut made.partner);
            made.mechanism = "adds its own dose rate".into();
            made.overlapping_organs =
                other.organs_at_risk.iter().filter(|o| agent.organs_at_risk.contains(o)).cloned().collect();
            made.unknown.clone_from(&other.unknown);
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
    made.alerts = alerts(&made);
    Ok(made)
}

fn parse<'a>(
    library: &'a Library,
    evidence: &'a Evidence,
    text: &str,
) -> Result<(&'a Agent, Partner<'a>), Problem> {
    let refuse = |what: String, remedy: &str| Err(Problem::new("argument COMBINATION", what, remedy));
    let Some((first, second)) = text.split_once('+').map(|(a, b)| (a.trim(), b.trim())) else {
        return refuse(format!("`{text}` names no pair"), "write for example \"177Lu-DOTATATE + olaparib\"");
    };
    // A drug's own name may hold a plus: the last one may separate it too.
    let (left, right) = text.rsplit_once('+').map_or((first, second), |(a, b)| (a.trim(), b.trim()));
    for (a, b) in [(first, second), (second, first), (right, left), (left, right)] {
        if let Some(agent) = library.agent(a) {
            if let Some(drug) = evidence.drugs.find(b) {
                return Ok((agent, Partner::Drug(drug)));
            }
            if let Some(other) = library.agent(b) {
                return Ok((agent, Partner::Agent(other)));
            }
        }
    }
    let known = |name: &str| library.agent(name).is_some() || evidence.drugs.find(name).is_some();
    match [first, second].into_iter().find(|n| !known(n)) {
        Some(name) => {
            let mut alike = library.agents().similar(name);
            alike.extend(evidence.drugs.similar(name));
            let near =
                if alike.is_empty() { String::new() } else { format!("; similar are {}", alike.join(", ")) };
            refuse(
                format!("`{name}` is neither an agent nor a drug of the library{near}"),
                "check the spelling; `hevesy evidence agent` and `hevesy evidence drug` list what is known",
            )
        }
        None => refuse(
            format!("`{text}` holds no radiopharmaceutical"),
            "name one of the agents that `hevesy evidence agent` lists",
        ),
    }
}

/// How near a record with these agents, drugs and radiation is to the pair; `None` where it has nothing to do with it.
fn circle_of(
    agent: &Agent,
    partner: Partner<'_>,
    evidence: &Evidence,
    agents: &[String],
    drugs: &[String],
    modality: Modality,
) -> Option<Circle> {
    let with_agent = agents.contains(&agent.id);
    let drug = match partner {
        Partner::Agent(other) => return (with_agent && agents.contains(&other.id)).then_some(Circle::Pair),
        Partner::Drug(drug) => drug,
    };
    let exact = drugs.contains(&drug.id);
    // Parts of a fixed combination, the combination of a part, and drugs of the same class.
    let kin = |other: &Drug| {
        other.class == drug.class || drug.parts.contains(&other.id) || other.parts.contains(&drug.id)
    };
    let class = exact || drugs.iter().filter_map(|d| evidence.drugs.get(d)).any(kin);
    match modality {
        _ if !class => None,
        Modality::Ebrt => Some(Circle::Ebrt),
        Modality::DrugOnly | Modality::None if exact => Some(Circle::DrugAlone),
        Modality::Imaging | Modality::DrugOnly | Modality::None => None,
        Modality::Trt | Modality::TrtAndEbrt => match (with_agent, exact) {
            (true, true) => Some(Circle::Pair),
            (true, false) => Some(Circle::Class),
            // An arm without a radiopharmaceutical stands against one that has it.
            (false, exact) if agents.is_empty() => exact.then_some(Circle::Comparator),
            (false, _) => Some(Circle::OtherAgent),
        },
    }
}

/// A finding whose radiopharmaceutical is given in words only is one with another radiopharmaceutical.
fn circle_of_finding(
    agent: &Agent,
    partner: Partner<'_>,
    evidence: &Evidence,
    f: &Finding,
) -> Option<Circle> {
    let circle = circle_of(agent, partner, evidence, &f.agents, &f.drugs, f.modality)?;
    Some(if circle == Circle::Comparator { Circle::OtherAgent } else { circle })
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
        weight: if judged.score < least { 0.0 } else { circle.weight() * judged.score },
        excluded: judged.score < least,
        relevance: Some(judged),
        cited: finding.cited.clone(),
    }
}

/// Weight of a clinical comparison (a proposal of this project): a randomised phase III trial counts as four animal
/// experiments of full relevance.
fn design_weight(trial: &Trial) -> f64 {
    let phase = trial.phase.join(" ");
    match trial.kind {
        StudyKind::Interventional if phase.contains("III") || phase.contains('3') => 4.0,
        StudyKind::Interventional if phase.contains("II") || phase.contains('2') => 2.0,
        StudyKind::Interventional | StudyKind::Cohort | StudyKind::MetaAnalysis => 1.0,
        StudyKind::Diagnostic | StudyKind::CaseReport | StudyKind::Review | StudyKind::Epidemiology => 0.25,
    }
}

fn trial_item(trial: &Trial, circle: Circle) -> Item {
    let outcomes: Vec<String> =
        trial.result.iter().chain(&trial.adverse_event).map(crate::outcome_words).collect();
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
        weight: circle.weight() * design_weight(trial),
        excluded: false,
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
        hevesy_library::MechanismState::Unknown => alerts.push(
            "how the partner acts with a radiopharmaceutical is not known: only an empirical interaction with a wide \
             interval may be used"
                .into(),
        ),
        hevesy_library::MechanismState::Conflicting => {
            alerts.push("sources contradict each other on this class: its interaction keeps a prior of either sign".into());
        }
        hevesy_library::MechanismState::Known => {}
    }
    for gate in &made.requires {
        alerts.push(format!("acts only if: {gate}"));
    }
    alerts
}
