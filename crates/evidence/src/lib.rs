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
mod circle;
mod combination;
mod maturity;
mod number;
mod power;
mod protocol_check;
mod relevance;
mod sign;
mod summary;
mod validate;
mod words;

pub use age::{Aged, Ages, STALE_AFTER_DAYS};
pub use case::{Case, CaseGrade};
pub use circle::Circle;
pub use combination::{ClaimLine, Combination, ConflictLine, Item, RuleLine, combination};
pub use maturity::Maturity;
pub use number::{Number, numbers};
pub use power::log_rank_power;
pub use protocol_check::{CombinationProtocol, check_protocol};
pub use relevance::{Grade, Markdown, Question, Relevance, relevance};
pub use sign::{Sign, Verdict};
pub use summary::{KindCount, Summary, summary};
pub use validate::{
    CaseResult, CaseState, ClaimResult, ClaimState, Comparison, Validation, test_claim, validate,
};
pub use words::{citation_words, outcome_words};
