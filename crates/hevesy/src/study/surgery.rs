//! Operations.

use hevesy_library::{Problem, RegionName};
use hevesy_quantity::Fraction;

use super::given::GivenDose;
use super::region::MeasuredRegion;
use super::schema::StudyFile;
use super::source::Source;

/// An operation on a lesion.
#[derive(Clone, Debug, PartialEq)]
pub struct Surgery {
    /// Lesion.
    pub lesion: String,
    /// In h from the first administration.
    pub at_h: f64,
    /// Share that is left.
    pub leaves: f64,
}

/// What is left where all that is seen was removed: one cell in 10⁹.
const LEAVES: f64 = 1e-9;

pub(super) fn operations(
    source: &Source<'_>,
    input: &StudyFile,
    regions: &[MeasuredRegion],
    given: &[GivenDose],
) -> Result<Vec<Surgery>, Problem> {
    let one = |written: &toml::Spanned<super::course_schema::SurgeryInput>| {
        let s = written.as_ref();
        let wrong = |what: String, next: &str| Err(source.at(written.span(), what, next));
        let name = RegionName::of(&s.lesion);
        let known = regions.iter().any(|r| r.is_lesion && RegionName::of(&r.curve.region) == name)
            || given.iter().any(|g| g.tissue.is_none() && RegionName::of(&g.region) == name);
        if !known {
            return wrong(format!("`{}` is no lesion of this study", s.lesion), "name it as in the table");
        }
        let at_h = s.at.to_h();
        if at_h <= 0.0 {
            let next = "give the sizes after the operation in the table, or a later time";
            return wrong("an operation before the first administration".into(), next);
        }
        let leaves = s.leaves.map_or(LEAVES, Fraction::get);
        if !(leaves > 0.0 && leaves < 1.0) {
            return wrong(
                "an operation leaves more than nothing and less than all".into(),
                "give for example `leaves = \"1 %\"`",
            );
        }
        Ok(Surgery { lesion: s.lesion.clone(), at_h, leaves })
    };
    input.surgery.iter().map(one).collect()
}
