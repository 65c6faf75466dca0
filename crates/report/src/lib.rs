//! What people and programs read: answers as data, as text for the terminal, and as one self-contained HTML file.

mod answer;
mod comparison_html;
mod course_html;
mod evidence;
mod figure;
mod figures;
mod fit_html;
mod html;
mod kinetics_html;
mod plan_html;
mod text;
mod validation;

pub use answer::{
    Assumption, CandidateAnswer, ContributionAnswer, DoseAnswer, FitAnswer, PlanAnswer, Provenance,
    QualityDose, RegionAnswer,
};
pub use comparison_html::{ComparisonView, comparison_html};
pub use course_html::{CourseFigure, CourseView, course_html};
pub use evidence::{
    agent_text, agents_text, approvals_text, claim_text, claims_text, combination_text, conflict_text,
    conflicts_text, drug_text, drugs_text, finding_text, findings_text, guideline_text, guidelines_text,
    negatives_text, numbers_text, summary_text, trial_text, trials_text,
};
pub use figure::{Axis, Figure, Mark, Scale};
pub use figures::{activity_figure, coverage_figure, dose_rate_figure, limit_figure};
pub use fit_html::{FitFigure, FitSection, FitView, fit_html};
pub use html::{DISCLAIMER, DoseView, dose_html};
pub use kinetics_html::{KineticsSection, KineticsView, RegionCurve, ReportTable, kinetics_html};
pub use plan_html::plan_html;
pub use text::{dose_text, plan_text, table};
pub use validation::{validation_html, validation_text};
