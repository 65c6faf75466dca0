//! S-values: mean absorbed dose to a target per decay in a source.

use hevesy_library::RegionName;

/// One S-value.
#[derive(Clone, Debug, PartialEq)]
pub struct SEntry {
    /// Target region.
    pub target: String,
    /// Source region.
    pub source: String,
    /// S in mGy/(MBq·s).
    pub mgy_per_mbq_s: f64,
    /// The part of it that electrons leave, where the table tells it apart.
    pub electron_mgy_per_mbq_s: Option<f64>,
    /// Mass of the target in the phantom in g, where the table has it.
    pub target_mass_g: Option<f64>,
}

/// A table of S-values for one nuclide in one phantom.
#[derive(Clone, Debug, PartialEq)]
pub struct STable {
    /// File it was read from.
    pub origin: String,
    /// Entries in the order of the file.
    pub entries: Vec<SEntry>,
    /// What stays in balls of rising mass, for regions without an entry; empty for tables of the user.
    pub balls: Vec<Ball>,
}

/// What decays spread evenly in a ball of water leave in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ball {
    /// Mass in g.
    pub mass_g: f64,
    /// Energy of photons in MeV per decay.
    pub photon_mev: f64,
    /// Share of the energy of electrons.
    pub electron_share: f64,
}

impl STable {
    /// What stays in a ball of this mass; `None` where the table has none.
    #[must_use]
    pub fn ball(&self, mass_g: f64) -> Option<Ball> {
        let last = self.balls.len().checked_sub(1)?;
        let i = self.balls.partition_point(|b| b.mass_g <= mass_g).clamp(1, last);
        let (a, b) = (&self.balls[i - 1], &self.balls[i]);
        let t = (libm::log(mass_g / a.mass_g) / libm::log(b.mass_g / a.mass_g)).clamp(0.0, 1.0);
        let between = |of: fn(&Ball) -> f64| of(a) + t * (of(b) - of(a));
        Some(Ball {
            mass_g,
            photon_mev: between(|b| b.photon_mev),
            electron_share: between(|b| b.electron_share),
        })
    }

    /// S-value for a pair of regions, named in any usual way; a side is ignored where the table has whole organs only.
    #[must_use]
    pub fn find(&self, target: &str, source: &str) -> Option<&SEntry> {
        let (target, source) = (RegionName::of(target), RegionName::of(source));
        let matching = |exact: bool| {
            self.entries.iter().find(|e| {
                let (t, s) = (RegionName::of(&e.target), RegionName::of(&e.source));
                let same = |a: &RegionName, b: &RegionName| {
                    if exact {
                        a.same_as(b)
                    } else {
                        a.same_organ_as(b) && (a.side.is_none() || a.side == b.side)
                    }
                };
                same(&t, &target) && same(&s, &source)
            })
        };
        // Two parts of one organ are not the organ and itself: left from right kidney is no self-dose.
        let parts_of_one = target.same_organ_as(&source) && target.side != source.side;
        matching(true).or_else(|| if parts_of_one { None } else { matching(false) })
    }
}
