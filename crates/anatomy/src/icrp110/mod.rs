//! The adult reference computational phantoms of ICRP Publication 110, from a copy of the user's own.
//!
//! Three layouts are read: the example data of Geant4 as its `.tar.gz`, the same unpacked, and the files of the publication's disc
//! (`AM.dat` with its tables). Regions and densities come from `AM_organs.dat`, compositions from `AM_media.dat`, marrow and blood from
//! `AM_spongiosa.dat` and `AM_blood.dat` where they are present.

mod files;
mod tables;
mod voxels;

use std::path::Path;

use hevesy_library::Problem;
use hevesy_matter::Material;

use crate::group::Group;
use crate::phantom::{Phantom, Region};
use files::Files;

/// Which of the two adults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Adult male.
    Male,
    /// Adult female.
    Female,
}

impl Person {
    /// From AM or AF, male or female.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name.trim().to_lowercase().as_str() {
            "am" | "male" | "m" => Some(Self::Male),
            "af" | "female" | "f" => Some(Self::Female),
            _ => None,
        }
    }

    /// AM or AF, as in the names of the files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Male => "AM",
            Self::Female => "AF",
        }
    }

    /// Columns, rows, slices and the sides of a voxel in mm (ICRP 110, table 3).
    const fn grid(self) -> ([usize; 3], [f64; 3]) {
        match self {
            Self::Male => ([254, 127, 222], [2.137, 2.137, 8.0]),
            Self::Female => ([299, 137, 348], [1.775, 1.775, 4.84]),
        }
    }
}

/// Label of the skin that closes the model at its top and bottom slice, in no table.
const CLOSING_SKIN: u16 = 141;

/// Reads a phantom from a folder or an archive.
///
/// # Errors
/// Files that are missing, cut short or do not fit each other.
pub fn read(path: &Path, person: Person) -> Result<Phantom, Problem> {
    let files = Files::open(path, person)?;
    assemble(&files, person)
}

fn assemble(files: &Files, person: Person) -> Result<Phantom, Problem> {
    let (size, voxel_mm) = person.grid();
    let labels = voxels::read(files, person, size)?;
    let (organs, organs_file) = tables::organs(files, person)?;
    let (media, media_file) = tables::media(files, person)?;
    let marrow = tables::shares(files, &format!("{}_spongiosa.dat", person.code()), 3)?;
    let blood = tables::shares(files, &format!("{}_blood.dat", person.code()), 1)?;
    let mut counts = vec![0_usize; 1 + usize::from(u16::MAX)];
    for label in &labels {
        counts[usize::from(*label)] += 1;
    }
    let voxel_cm3 = voxel_mm.iter().product::<f64>() * 1e-3;
    let mut regions = Vec::new();
    for (label, voxels) in (0..=u16::MAX).zip(counts) {
        if voxels == 0 {
            continue;
        }
        let (name, medium, density) = if label == 0 {
            ("Air outside body".to_owned(), None, 0.001)
        } else {
            let known = if label == CLOSING_SKIN {
                organs.iter().find(|o| o.name.starts_with("Skin"))
            } else {
                organs.iter().find(|o| o.label == label)
            };
            let Some(organ) = known else {
                let what = format!("has no entry for region {label}, which occurs in {voxels} voxels");
                return Err(Problem::new(organs_file, what, "take voxels and tables of the same edition"));
            };
            let name =
                if label == CLOSING_SKIN { "Skin at top and bottom".to_owned() } else { organ.name.clone() };
            (name, Some(organ.medium), organ.density)
        };
        let wrong = |e: &dyn std::fmt::Display| {
            Problem::new(&media_file, format!("{name}: {e}"), "take the table of the publication unchanged")
        };
        let material = match medium {
            None => Material::named("air").and_then(|air| air.at_density(density)).map_err(|e| wrong(&e))?,
            Some(number) => {
                let Some(medium) = media.iter().find(|m| m.number == number) else {
                    return Err(wrong(&format!("there is no medium {number}")));
                };
                Material::new(&medium.name, density, medium.fractions.clone(), None).map_err(|e| wrong(&e))?
            }
        };
        let of = |shares: &tables::Shares, column: usize| {
            medium.and_then(|m| shares.get(&m)).and_then(|row| row.get(column)).copied().unwrap_or(0.0)
        };
        regions.push(Region {
            label,
            name,
            mass_g: voxels as f64 * voxel_cm3 * density,
            material,
            voxels,
            red_marrow: of(&marrow, 0),
            yellow_marrow: of(&marrow, 1),
            blood: of(&blood, 0),
        });
    }
    let groups = Group::all(&regions);
    Ok(Phantom { name: format!("ICRP 110 {}", person.code()), size, voxel_mm, labels, regions, groups })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A phantom of the publication's layout in memory, its files changed by `change`.
    fn archive(change: impl Fn(&str, &mut Vec<u8>)) -> Vec<u8> {
        let ([nx, ny, nz], _) = Person::Male.grid();
        let voxels: String = (0..nx * ny * nz).map(|i| if i % 7 == 0 { "95 " } else { "0 " }).collect();
        let organs = "Organs\n\n95    Liver      30    1.050\n";
        let media = "no  1 6 7 8 11\n  name  H C N O Na\n30    Liver     10.2 13.0 3.1 73.5 0.2\n";
        let mut tar =
            tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        for (name, content) in
            [("AM.dat", voxels.as_str()), ("AM_organs.dat", organs), ("AM_media.dat", media)]
        {
            let mut bytes = content.as_bytes().to_vec();
            change(name, &mut bytes);
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            tar.append_data(&mut header, name, bytes.as_slice()).unwrap();
        }
        tar.into_inner().unwrap().finish().unwrap()
    }

    fn read_bytes(bytes: &[u8]) -> Result<Phantom, Problem> {
        assemble(&Files::unpacked("phantom.tar.gz".to_owned(), bytes, Person::Male)?, Person::Male)
    }

    #[test]
    fn exact_the_layout_of_the_publication() {
        let phantom = read_bytes(&archive(|_, _| ())).unwrap();
        assert_eq!(phantom.regions.len(), 2);
        let liver = &phantom.regions[phantom.find("liver").unwrap().parts[0].0];
        assert!((liver.mass_g / (liver.voxels as f64 * phantom.voxel_cm3() * 1.05) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn exact_what_is_wrong_is_named() {
        let with = |file: &'static str, old: &'static str, new: &'static str| {
            let bytes = archive(move |name, bytes| {
                if name == file {
                    *bytes = String::from_utf8_lossy(bytes).replacen(old, new, 1).into_bytes();
                }
            });
            read_bytes(&bytes).unwrap_err().to_string()
        };
        for (file, old, new, part) in [
            ("AM.dat", "95", "", "cut short"),
            ("AM.dat", "95", "9x5", "`x`"),
            ("AM.dat", "95", "77", "no entry for region 77"),
            ("AM_organs.dat", "1.050", "0.000", "above zero"),
            ("AM_organs.dat", "1.050", "heavy", "2 numbers"),
            ("AM_organs.dat", "30 ", "31 ", "no medium 31"),
            ("AM_media.dat", "73.5", "13.5", "sum to"),
            ("AM_media.dat", "H C N O", "W X Y Z", "symbols"),
        ] {
            let message = with(file, old, new);
            assert!(message.contains(part), "{file} {new}: {message}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn law_no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(read_bytes(&bytes).is_err());
        }
    }
}
