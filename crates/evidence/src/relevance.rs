//! How far a preclinical finding carries, with the reason for every mark-down.

use hevesy_library::evidence::{Direction, Evidence, Finding, HostImmunity, Modality, System};
use hevesy_library::{Agent, Arises, Level, Status, TumourModel};
use serde::Serialize;

/// Relevance of a finding to a question.
///
/// score = Π fᵢ (theory/evidence.md (1)); each factor below 1 is a [`Markdown`] with its reason. The factors are
/// proposals of this project: they order findings and weigh them in [`crate::Sign`], and mean nothing beyond that.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Relevance {
    /// 0 (carries nothing) to 1.
    pub score: f64,
    /// In a word.
    pub grade: Grade,
    /// Why it is not 1.
    pub markdowns: Vec<Markdown>,
}

/// A factor below 1 and its reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Markdown {
    /// Factor.
    pub factor: f64,
    /// Reason.
    pub reason: String,
}

/// Relevance in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Below 0.25.
    Low,
    /// 0.25 to 0.5.
    Moderate,
    /// 0.5 and above.
    High,
}

impl Grade {
    fn of(score: f64) -> Self {
        match score {
            s if s >= 0.5 => Self::High,
            s if s >= 0.25 => Self::Moderate,
            _ => Self::Low,
        }
    }
}

/// What is asked of a finding.
#[derive(Clone, Copy, Debug, Default)]
pub struct Question<'a> {
    /// The agent; its target decides which tumours are relevant.
    pub agent: Option<&'a Agent>,
    /// Whether the partner acts through immunity.
    pub immune: bool,
}

/// The gene that marks agents for neuroendocrine tumours.
const NEUROENDOCRINE_TARGET: &str = "SSTR2";

/// Judges a finding.
#[must_use]
pub fn relevance(finding: &Finding, evidence: &Evidence, question: Question<'_>) -> Relevance {
    let mut marks: Vec<Markdown> = Vec::new();
    let mut mark = |factor: f64, reason: String| marks.push(Markdown { factor, reason });
    match finding.system {
        System::InVivo | System::Clinical => {}
        System::InVitro => mark(0.5, "cells only: no uptake, perfusion or immunity".into()),
        System::Chemistry => mark(0.2, "chemistry, no living thing".into()),
        System::Review => mark(0.2, "a review's statement, no experiment named".into()),
    }
    match finding.modality {
        Modality::Trt | Modality::TrtAndEbrt | Modality::Imaging => {}
        Modality::Ebrt => mark(0.2, "external beam: dose rate and exposure differ".into()),
        Modality::DrugOnly | Modality::None => mark(0.2, "without a radiopharmaceutical".into()),
    }
    match finding.host.immunity {
        HostImmunity::Competent => {}
        HostImmunity::None if finding.system == System::InVivo => mark(0.5, "the host is not stated".into()),
        HostImmunity::None => {}
        HostImmunity::Compromised if question.immune => {
            mark(0.1, "immune-deficient host: an immune effect cannot show".into());
        }
        HostImmunity::Compromised => mark(0.8, "immune-deficient host: no immune contribution".into()),
        HostImmunity::Unknown if question.immune => mark(0.5, "immunity of the host is not stated".into()),
        HostImmunity::Unknown => mark(0.9, "immunity of the host is not stated".into()),
    }
    let models: Vec<&TumourModel> =
        finding.models.iter().filter_map(|m| evidence.tumour_models.get(m)).collect();
    // A study of toxicity without a tumour compares nothing that a model would decide.
    let tumour = matches!(finding.system, System::InVitro | System::InVivo);
    if models.is_empty() && tumour && finding.direction != Direction::NotCompared {
        mark(0.5, "the tumour model is not named".into());
    }
    // Of several models the most relevant one counts.
    let best =
        models.iter().map(|m| marks_of_model(m, question)).max_by(|a, b| product(a).total_cmp(&product(b)));
    marks.extend(best.unwrap_or_default());
    if !finding.cited.is_empty() && finding.cited.iter().all(|c| c.title_only) {
        marks.push(Markdown { factor: 0.5, reason: "known from the title of a cited work only".into() });
    }
    let score = product(&marks);
    Relevance { score, grade: Grade::of(score), markdowns: marks }
}

fn product(marks: &[Markdown]) -> f64 {
    marks.iter().map(|m| m.factor).product()
}

fn marks_of_model(model: &TumourModel, question: Question<'_>) -> Vec<Markdown> {
    let mut marks = Vec::new();
    let mut mark = |factor: f64, what: &str| {
        marks.push(Markdown { factor, reason: format!("{}: {what}", model.id) });
    };
    let gene = question.agent.and_then(|a| a.target.as_ref()).and_then(|t| t.gene.as_deref());
    let neuroendocrine = gene == Some(NEUROENDOCRINE_TARGET);
    if neuroendocrine && model.neuroendocrine == Some(false) {
        mark(0.6, "not a neuroendocrine tumour");
    }
    if neuroendocrine && model.poorly_differentiated {
        mark(0.6, "poorly differentiated, unlike tumours of grade 1 and 2");
    }
    match model.target_expression {
        Level::Low => mark(0.5, "low expression of the target"),
        Level::Transfected => mark(0.7, "target put there by transfection"),
        Level::Unknown => mark(0.9, "expression of the target is not stated"),
        Level::High => {}
    }
    if neuroendocrine && model.tp53 == Status::Mutated {
        mark(0.8, "TP53 mutated, rare in grade 1 and 2 neuroendocrine tumours");
    }
    if neuroendocrine && model.repair == Status::Mutated {
        mark(0.8, "DNA repair genes mutated, rare in grade 1 and 2 neuroendocrine tumours");
    }
    if question.immune && matches!(model.arises, Arises::Transplanted) {
        mark(0.8, "a transplanted line, already edited by an immune system");
    }
    marks
}
