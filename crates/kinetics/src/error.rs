use thiserror::Error;

/// Why the activities of a region cannot be integrated, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("region `{region}`: {what}; {remedy}")]
pub struct KineticsError {
    /// The region.
    pub region: String,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}
