//! A body in voxels.

use hevesy_matter::Material;

use crate::group::Group;

/// A region: all voxels with one label.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Label in the voxels.
    pub label: u16,
    /// Name as in the source.
    pub name: String,
    /// Composition and density.
    pub material: Material,
    /// Number of voxels.
    pub voxels: usize,
    /// Mass in g.
    pub mass_g: f64,
    /// Mass fraction of red and of yellow marrow, of blood, where known.
    pub red_marrow: f64,
    /// Mass fraction of yellow marrow.
    pub yellow_marrow: f64,
    /// Mass fraction of blood.
    pub blood: f64,
}

/// A body in voxels. Label 0 is what surrounds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Phantom {
    /// Name for answers.
    pub name: String,
    /// Number of voxels along x, y, z.
    pub size: [usize; 3],
    /// Sides of a voxel in mm.
    pub voxel_mm: [f64; 3],
    /// Labels, x changing fastest.
    pub labels: Vec<u16>,
    /// Regions that have voxels, by rising label; label 0 first where it occurs.
    pub regions: Vec<Region>,
    /// Combined regions.
    pub groups: Vec<Group>,
}

impl Phantom {
    /// Volume of a voxel in cm³.
    #[must_use]
    pub fn voxel_cm3(&self) -> f64 {
        self.voxel_mm.iter().product::<f64>() * 1e-3
    }

    /// Index of the region of each label, up to the largest label.
    #[must_use]
    pub fn region_of_label(&self) -> Vec<Option<usize>> {
        let most = self.regions.iter().map(|r| usize::from(r.label)).max().unwrap_or(0);
        let mut table = vec![None; most + 1];
        for (index, region) in self.regions.iter().enumerate() {
            table[usize::from(region.label)] = Some(index);
        }
        table
    }

    /// A region or group by name, whatever its case and punctuation: its regions, each with the share of its mass that belongs to it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Group> {
        let wanted = fold(name);
        if let Some(group) = self.groups.iter().find(|g| fold(&g.name) == wanted) {
            return Some(group.clone());
        }
        let index = self.regions.iter().position(|r| fold(&r.name) == wanted)?;
        Some(Group { name: self.regions[index].name.clone(), parts: vec![(index, 1.0)] })
    }

    /// Names of regions and groups that share a word with a name, or all of them.
    #[must_use]
    pub fn similar(&self, name: &str) -> Vec<&str> {
        let words: Vec<String> =
            name.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|w| w.len() > 2).collect();
        let all =
            self.groups.iter().map(|g| g.name.as_str()).chain(self.regions.iter().map(|r| r.name.as_str()));
        let close: Vec<&str> =
            all.clone().filter(|n| words.iter().any(|w| fold(n).contains(&w[..w.len().min(5)]))).collect();
        if close.is_empty() { all.collect() } else { close }
    }

    /// Mass of a group in g.
    #[must_use]
    pub fn mass_g(&self, group: &Group) -> f64 {
        group.parts.iter().map(|(region, share)| share * self.regions[*region].mass_g).sum()
    }
}

/// Letters and digits alone, in lower case and in alphabetical order of the words: `Kidney, left` is `left kidney`.
fn fold(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    words.concat()
}
