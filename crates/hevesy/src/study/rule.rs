//! Rules for administrations, and what courses before have left.

use hevesy_library::{Library, Problem};
use hevesy_quantity::{Fraction, Time};

use super::schema::StudyFile;
use super::source::Source;

/// A rule for the next administration.
#[derive(Clone, Debug, PartialEq)]
pub struct CountRule {
    /// Lineage.
    pub count: String,
    /// Least count at which it is given.
    pub least: f64,
    /// Time between two looks in h.
    pub wait_h: f64,
    /// Longest wait in h.
    pub longest_h: f64,
    /// Lowest count since the last administration below which activity falls to a share.
    pub reduce: Option<(f64, f64)>,
}

/// Longest delay of 177Lu-DOTATATE by its label.
const LONGEST_H: f64 = 16.0 * 168.0;

pub(super) fn rules(
    source: &Source<'_>,
    input: &StudyFile,
    library: &Library,
) -> Result<Vec<CountRule>, Problem> {
    let known: Vec<&str> =
        library.tissues().iter().flat_map(|t| &t.lineages).map(|l| l.name.as_str()).collect();
    let one = |given: &toml::Spanned<super::course_schema::RuleInput>| {
        let r = given.as_ref();
        let wrong = |what: String, next: String| Err(source.at(given.span(), what, next));
        if !known.contains(&r.count.as_str()) {
            return wrong(
                format!("`{}` is no blood count", r.count),
                format!("choose one of {}", known.join(", ")),
            );
        }
        let wait_h = r.wait.map_or(168.0, Time::to_h);
        let longest_h = r.longest.map_or(LONGEST_H, Time::to_h);
        let to = r.reduce_to.map_or(0.5, Fraction::get);
        let plausible = |x: f64| x > 0.0 && x < 1000.0;
        if !(plausible(r.least) && r.reduce_below.is_none_or(plausible) && to > 0.0 && to < 1.0) {
            return wrong(
                "the rule's numbers are not plausible".into(),
                "give counts in 10⁹/L (haemoglobin in g/dL) and a share below 100 %".into(),
            );
        }
        if !(wait_h >= 24.0 && longest_h >= wait_h) {
            return wrong(
                "the rule never looks again".into(),
                "give `wait` of a day or more, and `longest` not below it".into(),
            );
        }
        Ok(CountRule {
            count: r.count.clone(),
            least: r.least,
            wait_h,
            longest_h,
            reduce: r.reduce_below.map(|below| (below, to)),
        })
    };
    input.rule.iter().map(one).collect()
}

/// Tissues with the BED in Gy that courses before have left.
pub(super) fn before(
    source: &Source<'_>,
    input: &StudyFile,
    library: &Library,
) -> Result<Vec<(String, f64)>, Problem> {
    let one = |(name, dose): (&String, &toml::Spanned<hevesy_quantity::Dose>)| {
        let tissue = library.tissue_of_region(name).filter(|t| t.lq.is_some()).ok_or_else(|| {
            source.at(
                dose.span(),
                format!("`{name}` is not a tissue whose BED is known"),
                "name for example `kidneys`",
            )
        })?;
        let gy = dose.as_ref().to_gy();
        if gy > 0.0 && gy < 500.0 {
            Ok((tissue.id.clone(), gy))
        } else {
            Err(source.at(
                dose.span(),
                format!("a BED of {gy} Gy is not plausible"),
                "give that of all courses before",
            ))
        }
    };
    input.before.iter().map(one).collect()
}
