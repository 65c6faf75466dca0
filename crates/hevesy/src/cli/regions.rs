//! Regions of an image: labels with their names, masks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use hevesy::Problem;
use hevesy::image::{Volume, read};
use hevesy_library::files;

use super::argument;

/// Regions that the answer lists.
#[derive(Args)]
pub(crate) struct Labels {
    /// Volume of labels on the same grid: whole numbers, 0 for no region.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// Table of the names of the labels: a line `label,name` for each.
    #[arg(long, requires = "labels")]
    names: Option<PathBuf>,
    /// A region as a mask on the same grid, everything above zero: NAME=FILE. May be repeated.
    #[arg(long, value_name = "NAME=FILE")]
    mask: Vec<String>,
}

/// A region: a name and its voxels in rising order.
pub(crate) struct Region {
    pub(crate) name: String,
    pub(crate) voxels: Vec<u32>,
}

/// Bytes that a computation holds for each voxel at its most.
const BYTES_PER_VOXEL: f64 = 400.0;

/// Voxels that fit into so many GiB.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
pub(crate) fn most_voxels(gib: f64) -> Result<usize, Problem> {
    if gib.is_finite() && gib > 0.0 && gib < 1e5 {
        // Voxels are counted in 32 bits.
        Ok((gib * 1_073_741_824.0 / BYTES_PER_VOXEL).min(4e9) as usize)
    } else {
        Err(argument("--memory", format!("{gib} GiB"), "give a number of GiB above zero"))
    }
}

impl Labels {
    /// Regions on the grid of a volume; all voxels with decays where none are named.
    pub(crate) fn read(&self, map: &Volume, most: usize) -> Result<Vec<Region>, Problem> {
        let mut regions = Vec::new();
        if let Some(path) = &self.labels {
            let volume = read(path, most)?;
            map.same_grid(&volume)?;
            regions = of_labels(&volume, self.names()?)?;
        }
        for text in &self.mask {
            let Some((name, path)) = text.split_once('=') else {
                return Err(argument(
                    "--mask",
                    format!("`{text}` has no name"),
                    "write NAME=FILE, such as liver=liver.nii.gz",
                ));
            };
            let volume = read(&PathBuf::from(path), most)?;
            map.same_grid(&volume)?;
            let inside = volume.values.iter().copied().fold(0.0, f32::max);
            if volume.values.iter().any(|v| *v != 0.0 && *v != inside) {
                let what = "holds more than one value besides 0: that is no mask";
                return Err(Problem::new(
                    volume.name,
                    what,
                    "make it 1 inside and 0 outside; several regions go into --labels",
                ));
            }
            let voxels: Vec<u32> =
                (0_u32..).zip(&volume.values).filter(|(_, v)| **v > 0.0).map(|(i, _)| i).collect();
            if voxels.is_empty() {
                return Err(Problem::new(
                    volume.name,
                    format!("is empty: no voxel belongs to {name}"),
                    "check the mask or leave it out",
                ));
            }
            regions.push(Region { name: name.to_owned(), voxels });
        }
        check(&regions, map)?;
        if regions.is_empty() {
            let voxels = (0_u32..).zip(&map.values).filter(|(_, v)| **v > 0.0).map(|(i, _)| i).collect();
            regions.push(Region { name: "all voxels with decays".to_owned(), voxels });
        }
        Ok(regions)
    }

    fn names(&self) -> Result<Option<BTreeMap<u32, String>>, Problem> {
        let Some(path) = &self.names else { return Ok(None) };
        let file = path.display().to_string();
        let mut names = BTreeMap::new();
        for (number, line) in files::read_text(path)?.lines().enumerate() {
            let wrong = |what: String| {
                Problem::new(&file, what, "write a line `label,name` for each label").at(number + 1)
            };
            if line.trim().is_empty() || (number == 0 && line.to_lowercase().starts_with("label")) {
                continue;
            }
            let (label, name) =
                line.split_once(',').ok_or_else(|| wrong(format!("`{line}` has no comma")))?;
            let label: u32 = label.trim().parse().map_err(|_| wrong(format!("`{label}` is no label")))?;
            if label == 0 {
                return Err(wrong("label 0 stands for no region".to_owned()));
            }
            if names.insert(label, name.trim().to_owned()).is_some() {
                return Err(wrong(format!("label {label} has two names")));
            }
        }
        Ok(Some(names))
    }
}

/// Labels beyond this are no labels.
const MOST_LABEL: f32 = 65_535.0;

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
fn of_labels(volume: &Volume, names: Option<BTreeMap<u32, String>>) -> Result<Vec<Region>, Problem> {
    let mut found: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (voxel, value) in (0_u32..).zip(&volume.values) {
        if !(value.fract() == 0.0 && (0.0..=MOST_LABEL).contains(value)) {
            let what = format!("holds {value}, which is no label");
            return Err(Problem::new(&volume.name, what, "labels are whole numbers from 0 to 65535"));
        }
        if *value > 0.0 {
            found.entry(*value as u32).or_default().push(voxel);
        }
    }
    if found.is_empty() {
        return Err(Problem::new(
            &volume.name,
            "is empty: no voxel has a label",
            "check the labels or leave them out",
        ));
    }
    let Some(names) = names else {
        return Ok(found
            .into_iter()
            .map(|(l, voxels)| Region { name: format!("label {l}"), voxels })
            .collect());
    };
    if let Some(label) = found.keys().find(|l| !names.contains_key(l)) {
        let what = format!("holds label {label}, which has no name in the table");
        return Err(Problem::new(&volume.name, what, "add a line for it"));
    }
    names
        .into_iter()
        .map(|(label, name)| match found.remove(&label) {
            Some(voxels) => Ok(Region { name, voxels }),
            None => {
                let what = format!("is empty at label {label} ({name}): no voxel has it");
                Err(Problem::new(&volume.name, what, "take the line out of the table, or check the labels"))
            }
        })
        .collect()
}

fn check(regions: &[Region], map: &Volume) -> Result<(), Problem> {
    let mut owner: Vec<u32> = vec![0; map.grid.voxels()];
    let mut names = BTreeSet::new();
    for (index, region) in (1_u32..).zip(regions) {
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for voxel in &region.voxels {
            let other = std::mem::replace(&mut owner[*voxel as usize], index);
            if other > 0 {
                *shared.entry(other).or_default() += 1;
            }
        }
        if let Some((other, count)) = shared.first_key_value() {
            let what = format!(
                "{count} voxels belong to both {} and {}",
                regions[*other as usize - 1].name,
                region.name
            );
            return Err(argument(
                "--labels, --mask",
                what,
                "take the overlap from one of them, or run them apart",
            ));
        }
        if !names.insert(&region.name) {
            return Err(argument(
                "--labels, --mask",
                format!("two regions are called {}", region.name),
                "give each its own name",
            ));
        }
    }
    Ok(())
}
