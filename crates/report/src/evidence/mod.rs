//! What is known from the literature, in words for the terminal.

mod combination;
mod lists;
mod page;
mod records;

pub use combination::combination_text;
pub use lists::{
    agents_text, approvals_text, claims_text, conflicts_text, drugs_text, findings_text, guidelines_text,
    negatives_text, numbers_text, summary_text, trials_text,
};
pub use records::{
    agent_text, claim_text, conflict_text, drug_text, finding_text, guideline_text, trial_text,
};
