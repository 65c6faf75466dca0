//! Regions that belong together.

use crate::phantom::Region;

/// A combined region: parts with the share of their mass that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name.
    pub name: String,
    /// (index of the region, share of its mass).
    pub parts: Vec<(usize, f64)>,
}

/// Name of a group, and how the names of its regions begin.
const BY_NAME: [(&str, &[&str]); 31] = [
    ("adrenals", &["Adrenal, "]),
    ("adipose tissue", &["Residual tissue"]),
    ("blood vessels", &["Blood vessels"]),
    ("breasts", &["Breast, "]),
    ("cartilage", &["Cartilage"]),
    (
        "colon wall",
        &["Ascending colon wall", "Transverse colon wall", "Descending colon wall", "Sigmoid colon wall"],
    ),
    (
        "colon contents",
        &["Ascending colon cont", "Transverse colon cont", "Descending colon cont", "Sigmoid colon cont"],
    ),
    ("right colon wall", &["Ascending colon wall", "Transverse colon wall, right"]),
    ("left colon wall", &["Descending colon wall", "Transverse colon wall, left"]),
    ("rectosigmoid wall", &["Sigmoid colon wall", "Rectum wall"]),
    ("extrathoracic region", &["Anterior nasal", "Posterior nasal"]),
    ("eye lenses", &["Eye lense"]),
    ("eyes", &["Eye "]),
    ("heart", &["Heart"]),
    ("kidneys", &["Kidney, "]),
    ("left kidney", &["Kidney, left"]),
    ("right kidney", &["Kidney, right"]),
    ("renal cortex", &["Kidney, left, cortex", "Kidney, right, cortex"]),
    ("left lung", &["Lung, left"]),
    ("right lung", &["Lung, right"]),
    ("lungs", &["Lung, "]),
    ("lung tissue", &["Lung, left, tissue", "Lung, right, tissue"]),
    ("lymph nodes", &["Lymphatic nodes"]),
    ("muscle", &["Muscle"]),
    ("oral mucosa", &["Oral mucosa"]),
    ("ovaries", &["Ovary"]),
    ("salivary glands", &["Salivary glands"]),
    ("skin", &["Skin, "]),
    ("testes", &["Testis"]),
    ("tongue", &["Tongue", "Oral mucosa, tongue"]),
    ("ureters", &["Ureter"]),
];

impl Group {
    /// The groups that a body's regions make.
    #[must_use]
    pub fn all(regions: &[Region]) -> Vec<Self> {
        let collect = |name: &str, share: &dyn Fn(&Region) -> f64| Self {
            name: name.to_owned(),
            parts: regions.iter().enumerate().map(|(i, r)| (i, share(r))).filter(|(_, s)| *s > 0.0).collect(),
        };
        let whole = |yes: bool| if yes { 1.0 } else { 0.0 };
        let mut groups: Vec<Self> = BY_NAME
            .iter()
            .map(|(name, starts)| collect(name, &|r| whole(starts.iter().any(|s| r.name.starts_with(s)))))
            .collect();
        groups.push(collect("cortical bone", &|r| whole(r.name.ends_with(", cortical"))));
        groups.push(collect("spongiosa", &|r| whole(r.name.ends_with(", spongiosa"))));
        groups.push(collect("red marrow", &|r| r.red_marrow));
        groups.push(collect("yellow marrow", &|r| r.yellow_marrow));
        groups.push(collect("blood", &|r| r.blood));
        groups.push(collect("total body", &|r| whole(r.label != 0 && r.material.density_g_per_cm3 > 0.1)));
        groups.retain(|g| !g.parts.is_empty());
        groups
    }
}
