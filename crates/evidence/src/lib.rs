//! What is known of agents, drugs and their combinations, where sources conflict, and the validation suite.
//!
//! ```
//! use hevesy_evidence::{Verdict, combination};
//! use hevesy_library::Library;
//!
//! let known = combination(&Library::built_in()?, "177Lu-DOTATATE + everolimus", 0.0)?;
//! assert_eq!(known.sign.verdict, Verdict::Open); // better, equal and worse, by model
//! # Ok::<(), hevesy_library::Problem>(())
//! ```

mod age;
mod case;
mod combination;
mod maturity;
mod number;
mod plan_check;
mod power;
mod relevance;
mod sign;
mod summary;
mod validate;
mod words;

pub use age::{Aged, Ages, STALE_AFTER_DAYS};
pub use case::{Case, CaseGrade};
pub use combination::{Circle, ClaimLine, Combination, ConflictLine, Item, combination};
pub use maturity::Maturity;
pub use number::{Number, numbers};
pub use plan_check::{CombinationPlan, check_plan};
pub use power::log_rank_power;
pub use relevance::{Grade, Markdown, Question, Relevance, relevance};
pub use sign::{Sign, Verdict};
pub use summary::{KindCount, Summary, summary};
pub use validate::{CaseResult, CaseState, ClaimResult, ClaimState, Measured, Validation, validate};
pub use words::{citation_words, outcome_words};
