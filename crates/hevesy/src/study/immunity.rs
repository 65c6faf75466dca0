//! What a study says of the immunity of its tumour.

use hevesy_library::{Library, Problem};
use hevesy_quantity::{Fraction, InverseDose};

use super::schema::StudyFile;
use super::source::Source;

/// Immunity of the tumour.
#[derive(Clone, Debug, PartialEq)]
pub struct ImmunityOf {
    /// Class, one of the library's.
    pub class: String,
    /// Share of the dose rate that may be left when a checkpoint inhibitor is given.
    pub residual_limit: f64,
    /// α of T cells in 1/Gy, in place of the library's.
    pub alpha_per_gy: Option<f64>,
    /// Regulatory cells made per day for each exhausted one; each takes an effector a day, since only the product counts.
    pub regulatory_per_d: f64,
    /// Memory cells made per day of each effector, and effectors made per day of each memory cell at full antigen.
    pub memory_per_d: [f64; 2],
    /// Interferon of type I by dying cells that fill half of the priming, over that of many effectors.
    pub interferon_of_death: f64,
    /// How immunogenic death by alphas is, over that by electrons and photons.
    pub immunogenicity_of_alphas: f64,
    /// Dose rate in Gy/h at which death is half as immunogenic as at high dose rate; 0 where it does not matter.
    pub immunogenic_gy_per_h: f64,
    /// Dose of immune cells by radiopharmaceuticals over the mean of their lesion.
    pub dose_share: f64,
}

/// What is left after two half-lives: a proposal of this project.
pub const RESIDUAL_LIMIT: f64 = 0.25;

/// Beyond these the steps of a course do not resolve immune cells.
const MOST_REGULATORY_PER_D: f64 = 100.0;
const MOST_MEMORY_PER_D: f64 = 1.0;
const MOST_FACTOR: f64 = 10.0;
const MOST_ALPHA_PER_GY: f64 = 20.0;

/// Effectors made per day of each memory cell at full antigen where memory is given without it: a proposal of this project.
const RECALL_PER_D: f64 = 0.5;

pub(super) fn immunity(
    source: &Source<'_>,
    input: &StudyFile,
    library: &Library,
) -> Result<Option<ImmunityOf>, Problem> {
    let Some(given) = &input.immunity else { return Ok(None) };
    let i = given.as_ref();
    let known: Vec<&str> =
        library.immunity().iter().flat_map(|m| &m.class).map(|c| c.name.as_str()).collect();
    if !known.contains(&i.class.as_str()) {
        let what = format!("`{}` is no class of immunity", i.class);
        return Err(source.at(given.span(), what, format!("choose one of {}", known.join(", "))));
    }
    let regulatory = i.regulatory.unwrap_or(0.0);
    let alpha_per_gy = i.alpha.map(InverseDose::to_per_gy);
    let memory = [i.memory.unwrap_or(0.0), i.recall.unwrap_or(RECALL_PER_D)];
    let interferon_of_death = i.interferon_of_death.unwrap_or(0.0);
    let immunogenicity_of_alphas = i.immunogenicity_of_alphas.unwrap_or(1.0);
    let immunogenic_gy_per_h = i.immunogenic_gy_per_h.unwrap_or(0.0);
    let dose_share = i.dose_share.unwrap_or(1.0);
    for (key, value, most) in [
        ("dose_share", dose_share, 2.0),
        ("immunogenic_gy_per_h", immunogenic_gy_per_h, MOST_FACTOR),
        ("regulatory", regulatory, MOST_REGULATORY_PER_D),
        ("memory", memory[0], MOST_MEMORY_PER_D),
        ("recall", memory[1], MOST_MEMORY_PER_D),
        ("interferon_of_death", interferon_of_death, MOST_FACTOR),
        ("immunogenicity_of_alphas", immunogenicity_of_alphas, MOST_FACTOR),
        ("alpha", alpha_per_gy.unwrap_or(0.0), MOST_ALPHA_PER_GY),
    ] {
        if !(0.0..=most).contains(&value) {
            let what = format!("`{key}` of {value} is not possible");
            return Err(source.at(given.span(), what, format!("give a value from 0 to {most}")));
        }
    }
    let idle = |key: &str, of: &str| {
        let what = format!("`{key}` says nothing without `{of}`");
        Err(source.at(given.span(), what, format!("give `{of}` too, or leave `{key}` out")))
    };
    if i.recall.is_some() && i.memory.is_none() {
        return idle("recall", "memory");
    }
    Ok(Some(ImmunityOf {
        class: i.class.clone(),
        residual_limit: i.residual_limit.map_or(RESIDUAL_LIMIT, Fraction::get),
        alpha_per_gy,
        regulatory_per_d: regulatory,
        memory_per_d: memory,
        interferon_of_death,
        immunogenicity_of_alphas,
        immunogenic_gy_per_h,
        dose_share,
    }))
}
