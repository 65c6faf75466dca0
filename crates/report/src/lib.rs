//! What people and programs read: answers as data, as text for the terminal, and as one self-contained HTML file.

mod answer;
mod figure;
mod figures;
mod html;
mod plan_html;
mod text;

pub use answer::{
    Assumption, CandidateAnswer, ContributionAnswer, DoseAnswer, FitAnswer, PlanAnswer, Provenance,
    QualityDose, RegionAnswer,
};
pub use figure::{Axis, Figure, Mark, Scale};
pub use figures::{activity_figure, coverage_figure, dose_rate_figure, limit_figure};
pub use html::{DISCLAIMER, DoseView, dose_html};
pub use plan_html::plan_html;
pub use text::{dose_text, plan_text, table};
