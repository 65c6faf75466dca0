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
    /// Regulatory cells made per day for each exhausted one, and effectors lost per day to each of them.
    pub regulatory_per_d: [f64; 2],
}

/// What is left after two half-lives: a proposal of this project.
pub const RESIDUAL_LIMIT: f64 = 0.25;

/// Effectors lost per day to each regulatory cell where regulatory cells are given without it.
const SUPPRESSION_PER_D: f64 = 1.0;

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
    let regulatory = [i.regulatory.unwrap_or(0.0), i.suppression.unwrap_or(SUPPRESSION_PER_D)];
    let alpha_per_gy = i.alpha.map(InverseDose::to_per_gy);
    let possible = |x: &f64| (0.0..=100.0).contains(x);
    if !regulatory.iter().chain(&alpha_per_gy).all(possible) {
        let next = "give `regulatory` and `suppression` per day, and `alpha` such as `1 1/Gy`";
        return Err(source.at(given.span(), "rates of immune cells from 0 to 100 are possible", next));
    }
    Ok(Some(ImmunityOf {
        class: i.class.clone(),
        residual_limit: i.residual_limit.map_or(RESIDUAL_LIMIT, Fraction::get),
        alpha_per_gy,
        regulatory_per_d: regulatory,
    }))
}
