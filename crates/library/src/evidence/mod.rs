//! What is known from the literature, record by record, with where it stands: trials, findings, claims, conflicts.

mod citation;
mod claim;
mod computation;
mod conflict;
mod consistency;
mod finding;
mod guideline;
mod trial;

pub use citation::{Citation, Document, LeftOut, LeftOutRecord};
pub use claim::{Claim, ClaimKind, Need};
pub use computation::{Computation, Tolerance};
pub use conflict::{Conflict, Printed, Severity};
pub use finding::{Direction, Finding, Host, HostImmunity, Modality, System};
pub use guideline::{Guideline, Rule};
pub use trial::{Arm, Compared, DatedStatus, Outcome, StudyKind, Trial};

pub use consistency::Evidence;
pub(crate) use consistency::agents as check_agents;
