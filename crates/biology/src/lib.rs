//! What a dose rate does: incomplete repair, BED and EQD2, repopulation, tumour control, complications; lesions, blood counts and late tissue through
//! time; response and grades.
//!
//! The default model is the linear–quadratic model in hazard form with a pool of sublethal lesions (theory: biology,
//! eq. 1): dU/dt = Ḋ − μU, h = αḊ + 2βUḊ. Integrated, it is the LQ model with the Lea–Catcheside factor G. [`protraction`]
//! has the closed forms for every [`Curve`](hevesy_dose::Curve); [`hazard`] integrates it when α, β or μ change in time.
//!
//! ```
//! use hevesy_biology::{LinearQuadraticCell, Repair, bed_gy};
//! use hevesy_dose::Curve;
//!
//! // A kidney: 5.75 Gy with an effective half-life of 50 h, α/β 2.5 Gy, repair half-time 2.8 h.
//! let rate_per_h = std::f64::consts::LN_2 / 50.0;
//! let dose_rate = Curve::exponential(5.75 * rate_per_h, rate_per_h);
//! let kidney = LinearQuadraticCell::new(2.5, Repair::mono(2.8));
//! assert!((4.0 * bed_gy(&dose_rate, &kidney) - 25.81).abs() < 0.005);
//! ```

mod bed;
mod bystander;
mod cycle;
mod double_strand;
mod grade;
mod growth;
pub mod hazard;
mod immunity;
mod late_tissue;
mod lesion;
mod lq;
mod marrow;
mod mkm;
mod modifiers;
mod ntcp;
mod oxygen;
pub mod protraction;
mod response;
mod single_strand;
mod small;
mod tcp;
mod uneven;

pub use bed::{
    EffectiveTreatment, bed_gy, bed_mixed_gy, critical_dose_rate_gy_per_h, effective_treatment, eqd2_gy,
    eubed_gy, g_factor,
};
pub use bystander::Bystander;
pub use cycle::{CellCycle, Undisturbed};
pub use double_strand::BreakClasses;
pub use grade::Graded;
pub use growth::Growth;
pub use immunity::{ImmuneCells, ImmuneModifiers, Immunity, Memory};
pub use late_tissue::LateTissue;
pub use lesion::{Hit, Lesion, diameter_mm};
pub use lq::{LinearQuadraticCell, Repair};
pub use marrow::Lineage;
pub use mkm::{HSG_DOMAIN_UM, MicrodosimetricKinetic};
pub use modifiers::{MarrowModifiers, Modifiers};
pub use ntcp::{generalised_eud_gy, lkb, probit_bed};
pub use oxygen::{oxygen_enhancement, oxygen_share};
pub use response::{Response, is_seen, recist, sum_of_diameters_mm, targets};
pub use single_strand::SingleStrand;
pub use tcp::tcp;
pub use uneven::uneven;
