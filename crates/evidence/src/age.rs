//! Statuses age: how old a dated fact is, and whether it must be marked.

use hevesy_library::AsOf;
use serde::Serialize;

/// Days after which a status is marked as old, unless asked otherwise.
pub const STALE_AFTER_DAYS: i64 = 365;

/// The day that ages are counted to, and the age from which a status is marked.
#[derive(Clone, Debug)]
pub struct Ages {
    /// The day.
    pub today: AsOf,
    /// Days after which a status is old.
    pub stale_after_days: i64,
}

/// A status with its age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Aged {
    /// The status.
    pub status: String,
    /// When it was true.
    pub as_of: String,
    /// Age in days, counted from the first day that the date can mean.
    pub age_days: i64,
    /// Whether it is older than allowed, or dated in the future.
    pub stale: bool,
}

impl Ages {
    /// Ages a status.
    #[must_use]
    pub fn of(&self, status: &str, as_of: &AsOf) -> Aged {
        let age_days = self.today.days() - as_of.days();
        Aged {
            status: status.to_owned(),
            as_of: as_of.to_string(),
            age_days,
            stale: age_days > self.stale_after_days || age_days < 0,
        }
    }
}
