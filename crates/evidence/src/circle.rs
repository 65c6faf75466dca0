//! How near a record is to a pair.

use hevesy_library::evidence::{Arm, Evidence, Finding, Modality, Trial};
use hevesy_library::{Agent, Drug, Library, Problem};
use serde::Serialize;

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
    pub(crate) const fn weight(self) -> f64 {
        match self {
            Self::Pair => 1.0,
            Self::Class => 0.5,
            Self::OtherAgent | Self::Comparator | Self::DrugAlone | Self::Ebrt => 0.0,
        }
    }
}

/// The second member of a pair.
#[derive(Clone, Copy)]
pub(crate) enum Partner<'a> {
    Drug(&'a Drug),
    Agent(&'a Agent),
}

/// Agent and partner of `A + B`, in either order.
pub(crate) fn parse<'a>(
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
                if other.id == agent.id {
                    return refuse(format!("`{text}` names one agent twice"), "name a partner");
                }
                return Ok((agent, Partner::Agent(other)));
            }
        }
    }
    let known = |name: &str| library.agent(name).is_some() || evidence.drugs.find(name).is_some();
    if text.matches('+').count() > 1 && text.split('+').all(|part| known(part.trim())) {
        return refuse(
            format!("`{text}` names more than two"),
            "ask for pairs: what three do together is not recorded as such",
        );
    }
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

/// Drugs that stand for one another: parts of a fixed combination, and drugs of one class or of classes that share an axis.
pub(crate) fn kin(drug: &Drug, other: &Drug, evidence: &Evidence) -> bool {
    if drug.parts.contains(&other.id) || other.parts.contains(&drug.id) {
        return true;
    }
    let (Some(a), Some(b)) =
        (evidence.drug_classes.get(&drug.class), evidence.drug_classes.get(&other.class))
    else {
        return false;
    };
    !a.umbrella && (a.id == b.id || a.axes.iter().any(|axis| b.axes.contains(axis)))
}

/// How near something given together is to the pair; `None` where it has nothing to do with it.
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
    let class = exact || drugs.iter().filter_map(|d| evidence.drugs.get(d)).any(|d| kin(drug, d, evidence));
    match modality {
        _ if !class => None,
        Modality::Ebrt => Some(Circle::Ebrt),
        Modality::DrugOnly | Modality::None if exact => Some(Circle::DrugAlone),
        Modality::Imaging | Modality::DrugOnly | Modality::None => None,
        Modality::Trt | Modality::TrtAndEbrt => match (with_agent, exact) {
            (true, true) => Some(Circle::Pair),
            (true, false) => Some(Circle::Class),
            (false, _) => Some(Circle::OtherAgent),
        },
    }
}

/// The circle of a finding. Two radiopharmaceuticals in one finding are a pair only where it is about giving both.
pub(crate) fn circle_of_finding(
    agent: &Agent,
    partner: Partner<'_>,
    evidence: &Evidence,
    finding: &Finding,
) -> Option<Circle> {
    let both = finding.drugs.iter().any(|d| d == SECOND_RADIONUCLIDE);
    if matches!(partner, Partner::Agent(_)) && !both {
        return None;
    }
    circle_of(agent, partner, evidence, &finding.agents, &finding.drugs, finding.modality)
}

/// Drug and class that stand for a second radiopharmaceutical.
pub(crate) const SECOND_RADIONUCLIDE: &str = "second radionuclide";

/// The circle of a trial: that of its nearest arm. An arm without a radiopharmaceutical stands against one that has it.
pub(crate) fn circle_of_trial(
    agent: &Agent,
    partner: Partner<'_>,
    evidence: &Evidence,
    trial: &Trial,
) -> Option<Circle> {
    let unnamed = |arm: &Arm| {
        let words = arm.other.as_deref().unwrap_or_default().to_lowercase();
        ["trt", "prrt", "radio"].iter().any(|w| words.contains(w))
    };
    let of = |arm: &Arm| {
        let circle = circle_of(agent, partner, evidence, &arm.agents, &arm.drugs, trial.modality)?;
        let comparator = circle == Circle::OtherAgent && arm.agents.is_empty() && !unnamed(arm);
        let exact = matches!(partner, Partner::Drug(d) if arm.drugs.contains(&d.id));
        match (comparator, exact) {
            (true, true) => Some(Circle::Comparator),
            (true, false) => None,
            (false, _) => Some(circle),
        }
    };
    trial.arm.iter().filter_map(of).min()
}
