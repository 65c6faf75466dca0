//! Dose to each cell of a cluster from itself and from all others, and what survives.

use hevesy_anatomy::Cluster;

use crate::cell::{Cell, CellError, Compartment};
use crate::cell_s_value::CellSValues;
use crate::convolution::convolve;
use crate::emission::{Component, Members};
use crate::hits::{DecaySpectrum, HitSpectrum, Origin};

/// Dose in Gy to the nucleus of a cell, by where the decay was and what left it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CellDose {
    /// Alphas of the cell's own decays.
    pub own_alpha: f64,
    /// Electrons of the cell's own decays.
    pub own_electron: f64,
    /// Alphas of all other cells.
    pub cross_alpha: f64,
    /// Electrons of all other cells.
    pub cross_electron: f64,
}

impl CellDose {
    /// All together.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.own_alpha + self.own_electron + self.cross_alpha + self.cross_electron
    }

    /// From the cell itself.
    #[must_use]
    pub fn own(&self) -> f64 {
        self.own_alpha + self.own_electron
    }
}

/// Steps of the table of cross-dose against distance: this share of the distance …
const STEP_SHARE: f64 = 0.04;
/// … but no more, in µm, where alphas end.
const MOST_STEP_UM: f64 = 2.0;
/// No alpha of a radionuclide reaches further in water, in µm.
const ALPHAS_END_UM: f64 = 150.0;

/// Doses to the nuclei of all cells of a cluster, from the decays in a part of each. Cross-dose depends on the distance of two cells alone, so
/// that the sum over all pairs is a convolution on the lattice. Straight tracks, unit density, photons left out. Theory: theory/transport.md (18).
///
/// # Errors
/// Cells that overlap at the spacing of the cluster.
pub fn cluster_doses(
    members: &Members,
    cell: Cell,
    source: Compartment,
    cluster: &Cluster,
    decays: &[f64],
) -> Result<Vec<CellDose>, CellError> {
    let values = CellSValues::of(members, cell);
    let own = values.own(Compartment::Nucleus, source);
    let least = cluster.step_um * core::f64::consts::SQRT_2;
    let most = (2.0 * cluster.side as f64 * cluster.step_um).max(2.0 * least);
    // Touching cells may be closer than twice the radius by rounding alone.
    let at = |um: f64| values.cross(Compartment::Nucleus, source, um.max(2.0 * cell.radius_um()));
    if least < 2.0 * cell.radius_um() * (1.0 - 1e-9) {
        values.cross(Compartment::Nucleus, source, least)?;
    }
    let mut table = Vec::new();
    let mut um = least;
    while um < most * (1.0 + STEP_SHARE) {
        let s = at(um)?;
        // Times the distance squared they change slowly.
        table.push((um, s.electron * um * um, s.alpha * um * um));
        let step = STEP_SHARE * um;
        um += if um < ALPHAS_END_UM { step.min(MOST_STEP_UM) } else { step };
    }
    let between = |um: f64| {
        let i = table.partition_point(|row| row.0 <= um).clamp(1, table.len() - 1);
        let ((a, e0, h0), (b, e1, h1)) = (table[i - 1], table[i]);
        let t = ((um - a) / (b - a)).clamp(0.0, 1.0);
        (e0 + t * (e1 - e0), h0 + t * (h1 - h0))
    };
    let side = cluster.side;
    let mut sources = vec![0.0; side * side * side];
    for (place, decays) in cluster.cells.iter().zip(decays) {
        sources[*place as usize] = *decays;
    }
    let spread = |of: fn((f64, f64)) -> f64| {
        convolve(&sources, [side; 3], side, |[i, j, k]| {
            let n = i * i + j * j + k * k;
            let um = (n as f64).sqrt() * cluster.step_um;
            if n == 0 || (i + j + k) % 2 == 1 { 0.0 } else { of(between(um)) / (um * um) }
        })
    };
    let (by_electrons, by_alphas) = (spread(|s| s.0), spread(|s| s.1));
    let doses = cluster.cells.iter().zip(decays).map(|(place, decays)| CellDose {
        own_alpha: own.alpha * decays,
        own_electron: own.electron * decays,
        // The transform leaves noise of rounding where nothing is.
        cross_alpha: by_alphas[*place as usize].max(0.0),
        cross_electron: by_electrons[*place as usize].max(0.0),
    });
    Ok(doses.collect())
}

/// How cells answer dose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensitivity {
    /// α in 1/Gy of electrons.
    pub alpha_per_gy: f64,
    /// G β in 1/Gy²: with what repair leaves of it in a decaying dose rate.
    pub g_beta_per_gy2: f64,
    /// Specific energy in Gy of alphas that leaves 1/e of the cells.
    pub z0_gy: f64,
}

/// Survival of single cells: linear–quadratic in the dose of electrons, by single events for alphas: own decays, hits from outside.
pub struct CellSurvival {
    sensitivity: Sensitivity,
    alphas: Option<Alphas>,
}

struct Alphas {
    /// Alphas and recoils of own decays: dose per decay in Gy, share that hits, share that kills.
    own_gy: f64,
    own_hit: f64,
    own_kill: f64,
    /// Hits from outside: mean specific energy in Gy, share that kills.
    outside_gy: f64,
    outside_kill: f64,
}

impl CellSurvival {
    /// For decays in a part of each cell; events are sampled by so many tracks and decays.
    #[must_use]
    pub fn new(
        members: &Members,
        cell: Cell,
        source: Compartment,
        sensitivity: Sensitivity,
        (tracks, seed): (u32, u64),
    ) -> Self {
        let z0_gy = sensitivity.z0_gy;
        let alphas = (members.energy_mev(Component::Alpha) > 0.0).then(|| {
            let outside = HitSpectrum::of(members, cell, Origin::Outside, tracks, seed);
            let own = DecaySpectrum::of(members, cell, source, tracks, seed);
            Alphas {
                own_gy: CellSValues::of_alphas(members, cell).own(Compartment::Nucleus, source).alpha,
                own_hit: own.hitting_share(),
                own_kill: own.kill_per_decay(z0_gy),
                outside_gy: outside.frequency_mean_gy(),
                outside_kill: outside.kill_per_hit(z0_gy),
            }
        });
        Self { sensitivity, alphas }
    }

    /// Share of cells with these doses that survive. Theory: theory/transport.md (19).
    #[must_use]
    pub fn of(&self, dose: &CellDose) -> f64 {
        let s = &self.sensitivity;
        let electrons = dose.own_electron + dose.cross_electron;
        let low = s.alpha_per_gy * electrons + s.g_beta_per_gy2 * electrons * electrons;
        libm::exp(-low - self.events(dose, |a| (a.own_kill, a.outside_kill)))
    }

    /// Share of nuclei with these doses that no alpha hits; 1 without alphas.
    #[must_use]
    pub fn unhit(&self, dose: &CellDose) -> f64 {
        libm::exp(-self.events(dose, |a| (a.own_hit, 1.0)))
    }

    /// Mean number of own decays and of hits from outside, each counted by its worth.
    fn events(&self, dose: &CellDose, worth: fn(&Alphas) -> (f64, f64)) -> f64 {
        self.alphas.as_ref().map_or(0.0, |alphas| {
            let (own, outside) = worth(alphas);
            let number = |gy: f64, each: f64| if gy > 0.0 { gy / each } else { 0.0 };
            number(dose.own_alpha, alphas.own_gy) * own
                + number(dose.cross_alpha, alphas.outside_gy) * outside
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hevesy_nuclide::{HalfLives, Nuclide};

    fn chain(name: &str) -> Members {
        Members::chain(Nuclide::find(name).unwrap(), &HalfLives::icrp107())
    }

    // The sum over pairs, plainly. Tolerance: interpolation of the table.
    #[test]
    fn exact_convolution_is_the_sum_over_pairs() {
        let cell = Cell::new(6.0, 5.0).unwrap();
        let cluster = Cluster::ball(40.0, 12.5, 10_000).unwrap();
        let decays: Vec<f64> = (0..cluster.cells.len()).map(|c| (c % 7) as f64).collect();
        for name in ["Lu-177", "At-211"] {
            let members = chain(name);
            let values = CellSValues::of(&members, cell);
            let found = cluster_doses(&members, cell, Compartment::Surface, &cluster, &decays).unwrap();
            for target in [0, cluster.cells.len() / 2] {
                let a = cluster.centre_um(target);
                let mut sum = 0.0;
                for (other, decays) in decays.iter().enumerate().filter(|(o, _)| *o != target) {
                    let b = cluster.centre_um(other);
                    let d = (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt();
                    sum +=
                        decays * values.cross(Compartment::Nucleus, Compartment::Surface, d).unwrap().total();
                }
                let cross = found[target].total() - found[target].own();
                assert!((cross / sum - 1.0).abs() < 0.01, "{name} {target}: {cross} {sum}");
            }
        }
    }

    // In the middle of a spheroid far wider than the range, all energy that is set free per mass arrives: close-packed cells fill 74 %, so the medium's mean.
    // Tolerance: nuclei stand for the medium.
    #[test]
    fn law_the_middle_of_a_large_spheroid_is_in_equilibrium() {
        let cell = Cell::new(6.0, 5.0).unwrap();
        let cluster = Cluster::ball(200.0, 12.0, 100_000).unwrap();
        let at = chain("At-211");
        let decays = vec![1.0; cluster.cells.len()];
        let doses = cluster_doses(&at, cell, Compartment::Cell, &cluster, &decays).unwrap();
        let middle = (0..doses.len()).find(|c| cluster.centre_um(*c).iter().all(|x| x.abs() < 1e-9)).unwrap();
        let cell_kg = 1728e-15 / core::f64::consts::SQRT_2;
        let equilibrium = at.energy_mev(Component::Alpha) * crate::J_PER_MEV / cell_kg;
        let alpha = doses[middle].own_alpha + doses[middle].cross_alpha;
        assert!((alpha / equilibrium - 1.0).abs() < 0.03, "{alpha} {equilibrium}");
    }

    #[test]
    fn law_survival_falls_with_dose_and_is_one_without() {
        let cell = Cell::new(6.0, 5.0).unwrap();
        let s = Sensitivity { alpha_per_gy: 0.3, g_beta_per_gy2: 0.003, z0_gy: 0.6 };
        let at = CellSurvival::new(&chain("At-211"), cell, Compartment::Surface, s, (200_000, 1));
        assert!((at.of(&CellDose::default()) - 1.0).abs() < 1e-15);
        let dose = CellDose { own_alpha: 0.2, own_electron: 0.1, cross_alpha: 0.5, cross_electron: 0.1 };
        assert!(at.of(&dose) < 0.6 && at.of(&dose) > libm::exp(-0.7 / 0.6 - 0.1));
        assert!(at.unhit(&dose) < 1.0 && at.unhit(&dose) <= at.of(&dose));
        let lu = CellSurvival::new(&chain("Lu-177"), cell, Compartment::Surface, s, (1, 1));
        let electrons = CellDose { own_electron: 2.0, ..CellDose::default() };
        assert!((lu.of(&electrons) - libm::exp(-0.6 - 0.012)).abs() < 1e-12);
    }
}
