//! Names of regions in tables, phantoms and contours: `Kidney_Left`, `left kidney c+m+p`, `Lt. Kidney`.

/// Side of a paired organ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
}

/// A region's name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionName {
    /// Words without side and without marks of parts, in lower case, singular.
    pub words: Vec<String>,
    /// Side, where one is named.
    pub side: Option<Side>,
}

impl RegionName {
    /// Takes a name apart.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut side = None;
        let mut words = Vec::new();
        // `c+m+p` (cortex, medulla, pelvis) and `(C+M)` say which parts are meant: the whole organ here.
        let lower = name.to_lowercase().replace("c+m+p", " ").replace("c+m", " ");
        for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            match word {
                "left" | "lt" | "l" | "sinistra" => side = Some(Side::Left),
                "right" | "rt" | "r" | "dextra" => side = Some(Side::Right),
                "total" | "tot" | "whole" | "organ" => {}
                "marrow" | "mar" => words.push("marrow".to_owned()),
                _ => words.push(word.strip_suffix('s').unwrap_or(word).to_owned()),
            }
        }
        Self { words, side }
    }

    /// Whether two names mean the same region, word order aside.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        let sorted = |n: &Self| {
            let mut w = n.words.clone();
            w.sort();
            w
        };
        self.side == other.side && sorted(self) == sorted(other)
    }

    /// Whether the name, side aside, is that of `other`.
    #[must_use]
    pub fn same_organ_as(&self, other: &Self) -> bool {
        Self { side: None, ..self.clone() }.same_as(&Self { side: None, ..other.clone() })
    }

    /// Whether the name is that of a tumour.
    #[must_use]
    pub fn is_lesion(&self) -> bool {
        const WORDS: [&str; 9] =
            ["lesion", "tumor", "tumour", "met", "metastasi", "metastase", "metastasis", "gtv", "node"];
        self.words.iter().any(|w| {
            let stem = w.trim_end_matches(|c: char| c.is_ascii_digit());
            WORDS.contains(&stem)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_names_taken_apart() {
        for name in ["Kidney_Left", "left kidney c+m+p", "Lt. Kidney", "kidney (L)", "Kidneys, left"] {
            let n = RegionName::of(name);
            assert_eq!((n.words.join(" ").as_str(), n.side), ("kidney", Some(Side::Left)), "{name}");
        }
        for name in ["Lesion 3", "liver met", "tumor1", "GTV_2", "Liver metastasis 1"] {
            assert!(RegionName::of(name).is_lesion(), "{name}");
        }
        assert!(!RegionName::of("Liver").is_lesion());
    }
}
