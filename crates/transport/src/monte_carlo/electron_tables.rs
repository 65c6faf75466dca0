//! What an electron does in a material, tabulated by energy: mixed simulation, where large deflections and losses are single events
//! and small ones act together.

use hevesy_matter::{ELECTRON_MASS_MEV, ElectronScattering, Electrons, Material, ScatteringAt};

use super::bremsstrahlung::Bremsstrahlung;
use super::settings::Settings;

/// Points of the tables in each factor two of energy, at equal steps, as a power of two: a place is read from the bits of the energy.
const BITS: u32 = 5;
/// Intervals of the inverse angular distributions.
const ANGLES: usize = 64;
/// Smallest ln μ of the integrals over angles.
const LN_LEAST_MU: f64 = -30.0;
/// Points of the integrals over angles.
const MU_STEPS: usize = 600;

/// Coefficients at an energy, per g/cm² of way.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    /// Mean loss in MeV in soft collisions and soft bremsstrahlung.
    pub(crate) loss: f64,
    /// Mean square of the soft loss, MeV².
    pub(crate) straggling: f64,
    /// Rate of hard elastic events.
    pub(crate) elastic: f64,
    /// Rate of hard collisions.
    pub(crate) collision: f64,
    /// Rate of hard bremsstrahlung.
    pub(crate) radiation: f64,
    /// First and second transport coefficient of soft scattering.
    pub(crate) first: f64,
    pub(crate) second: f64,
    /// CSDA range in g/cm².
    pub(crate) range: f64,
    /// Mean number of hard bremsstrahlung photons until the electron has stopped.
    pub(crate) photons: f64,
    /// No hard rate is above this one while the step's share of the energy is lost.
    pub(crate) bound: f64,
}

impl Row {
    /// Rate of all hard events.
    #[inline]
    pub(crate) fn hard(&self) -> f64 {
        self.elastic + self.collision + self.radiation
    }

    #[inline]
    fn between(&self, other: &Self, t: f64) -> Self {
        let mix = |a: f64, b: f64| a + t * (b - a);
        Self {
            loss: mix(self.loss, other.loss),
            straggling: mix(self.straggling, other.straggling),
            elastic: mix(self.elastic, other.elastic),
            collision: mix(self.collision, other.collision),
            radiation: mix(self.radiation, other.radiation),
            first: mix(self.first, other.first),
            second: mix(self.second, other.second),
            range: mix(self.range, other.range),
            photons: mix(self.photons, other.photons),
            bound: self.bound.max(other.bound),
        }
    }
}

/// Tables of one material.
pub(crate) struct ElectronTables {
    rows: Vec<Row>,
    angles: Vec<HardAngles>,
    bremsstrahlung: Bremsstrahlung,
}

/// Inverse of the distribution of μ in hard elastic events, by 1/(μ + screening), which is nearly linear in the probability.
struct HardAngles {
    screening: f64,
    inverse: [f64; ANGLES + 1],
}

/// Equal intervals of ln μ: their ends and middles.
struct MuGrid {
    edge: Vec<f64>,
    middle: Vec<f64>,
}

impl MuGrid {
    fn new() -> Self {
        let at = |i: f64| libm::exp(LN_LEAST_MU * (1.0 - i / MU_STEPS as f64));
        Self {
            edge: (0..=MU_STEPS).map(|i| at(i as f64)).collect(),
            middle: (0..MU_STEPS).map(|i| at(i as f64 + 0.5)).collect(),
        }
    }
}

impl ElectronTables {
    pub(crate) fn of(material: &Material, settings: &Settings) -> Self {
        let electrons = Electrons::of(material);
        let scattering = ElectronScattering::of(material);
        let count = place(Electrons::MOST_MEV).0 + 2;
        let energy = |i: usize| node(i).clamp(Electrons::LEAST_MEV, Electrons::MOST_MEV);
        let bremsstrahlung =
            Bremsstrahlung::of(material, settings.photon_production_mev, (0..count).map(energy));
        let grid = MuGrid::new();
        let mut rows = Vec::with_capacity(count);
        let mut angles = Vec::with_capacity(count);
        for i in 0..count {
            let e = energy(i);
            let cut = settings.collision_cut_mev(e);
            let (hard_photons, soft_share) = bremsstrahlung.rate(i, electrons.radiative(e));
            let loss = electrons.restricted(e, cut) + soft_share * electrons.radiative(e);
            let at = scattering.at(e);
            let deflections = Deflections::at(&at, &grid, (e, cut, loss), settings);
            rows.push(Row {
                loss,
                straggling: electrons.straggling(e, cut),
                elastic: deflections.hard,
                collision: electrons.hard_collisions(e, cut),
                radiation: hard_photons,
                first: deflections.first,
                second: deflections.second,
                range: electrons.csda_range_g_per_cm2(e),
                photons: 0.0,
                bound: 0.0,
            });
            angles.push(deflections.angles);
        }
        for i in 0..count {
            // Twice the mean share: straggling rarely takes more.
            let lowest = place(energy(i) * (1.0 - 2.0 * settings.c2).max(0.1)).0;
            rows[i].bound = rows[lowest..=i].iter().map(Row::hard).fold(0.0, f64::max);
        }
        for i in 1..count {
            let way = rows[i].range - rows[i - 1].range;
            rows[i].photons = rows[i - 1].photons + 0.5 * (rows[i].radiation + rows[i - 1].radiation) * way;
        }
        Self { rows, angles, bremsstrahlung }
    }

    /// Energy in MeV at which so many hard photons are still to come.
    pub(crate) fn energy_of_photons_mev(&self, photons: f64) -> f64 {
        let above = self.rows.partition_point(|r| r.photons <= photons).clamp(1, self.rows.len() - 1);
        let (low, high) = (self.rows[above - 1].photons, self.rows[above].photons);
        let t = if high > low { (photons - low) / (high - low) } else { 0.0 };
        node(above - 1) + t * (node(above) - node(above - 1))
    }

    #[inline]
    fn place(&self, energy_mev: f64) -> (usize, f64) {
        let (i, t) = place(energy_mev);
        (i.min(self.rows.len() - 2), t)
    }

    #[inline]
    pub(crate) fn at(&self, energy_mev: f64) -> Row {
        let (i, t) = self.place(energy_mev);
        self.rows[i].between(&self.rows[i + 1], t)
    }

    /// μ of a hard elastic event; `choice` picks between neighbouring energies, `u` the angle.
    #[inline]
    pub(crate) fn hard_mu(&self, energy_mev: f64, choice: f64, u: f64) -> f64 {
        let (i, t) = self.place(energy_mev);
        let table = &self.angles[i + usize::from(choice < t)];
        let position = u * ANGLES as f64;
        let j = (position as usize).min(ANGLES - 1);
        let f = position - j as f64;
        let value = table.inverse[j] + f * (table.inverse[j + 1] - table.inverse[j]);
        (1.0 / value - table.screening).clamp(0.0, 1.0)
    }

    /// Energy in MeV of a hard bremsstrahlung photon.
    pub(crate) fn photon_mev(&self, energy_mev: f64, choice: f64, u: f64) -> f64 {
        let (i, t) = self.place(energy_mev);
        self.bremsstrahlung.photon_mev(i + usize::from(choice < t), energy_mev, u)
    }
}

/// Bits of the lowest energy of the tables, 2⁻¹⁰ MeV.
const LEAST_BITS: u64 = (1023 - 10) << 52;

/// Interval of the tables and place in it.
#[inline]
fn place(energy_mev: f64) -> (usize, f64) {
    let bits = energy_mev.to_bits().max(LEAST_BITS) - LEAST_BITS;
    let rest = bits & ((1 << (52 - BITS)) - 1);
    ((bits >> (52 - BITS)) as usize, rest as f64 * (1.0 / (1_u64 << (52 - BITS)) as f64))
}

/// Energy of a point of the tables.
fn node(i: usize) -> f64 {
    f64::from_bits(LEAST_BITS + ((i as u64) << (52 - BITS)))
}

struct Deflections {
    hard: f64,
    first: f64,
    second: f64,
    angles: HardAngles,
}

impl Deflections {
    /// Splits scattering into hard events of rate 1/λh, λh = max(λ, min(C₁ λ₁, C₂ E/S)), and the rest. Theory: theory/transport.md (4).
    fn at(
        at: &ScatteringAt<'_>,
        grid: &MuGrid,
        (energy_mev, cut_mev, loss): (f64, f64, f64),
        settings: &Settings,
    ) -> Self {
        let step = -LN_LEAST_MU / MU_STEPS as f64;
        let mu = |i: usize| grid.middle[i];
        // Per interval of ln μ: what scatters.
        let weights: Vec<f64> = (0..MU_STEPS).map(|i| at.elastic(mu(i)) * mu(i) * step).collect();
        let total: f64 = weights.iter().sum();
        let first_all: f64 = weights.iter().enumerate().map(|(i, w)| w * 2.0 * mu(i)).sum();
        let longest = (settings.c1 / first_all).min(settings.c2 * energy_mev / loss);
        let hard = (1.0 / longest).min(total);
        // From the largest angle down until the hard rate is used up.
        let (mut above, mut start, mut part) = (0.0, 0, 1.0);
        for i in (0..MU_STEPS).rev() {
            if above + weights[i] >= hard {
                (start, part) = (i, (hard - above) / weights[i]);
                break;
            }
            above += weights[i];
        }
        let edge = libm::exp(LN_LEAST_MU + step * (start as f64 + 1.0 - part));
        let (mut first, mut second) = (0.0, 0.0);
        let most = inelastic_mu(energy_mev, cut_mev);
        for (i, weight) in weights.iter().enumerate() {
            let m = mu(i);
            let elastic = match i.cmp(&start) {
                std::cmp::Ordering::Less => *weight,
                std::cmp::Ordering::Equal => weight * (1.0 - part),
                std::cmp::Ordering::Greater => 0.0,
            };
            let inelastic = if m < most { at.inelastic(m) * m * step } else { 0.0 };
            first += (elastic + inelastic) * 2.0 * m;
            second += (elastic + inelastic) * 6.0 * m * (1.0 - m);
        }
        let angles = HardAngles::of(grid, &weights, start, edge, hard);
        Self { hard, first, second, angles }
    }
}

impl HardAngles {
    /// From weights in intervals of ln μ, of which those from `start` on count, the first of them from `edge` on.
    fn of(grid: &MuGrid, weights: &[f64], start: usize, edge: f64, hard: f64) -> Self {
        let step = -LN_LEAST_MU / MU_STEPS as f64;
        // Points (probability that μ is below, μ).
        let mut points = vec![(0.0, edge)];
        let mut sum = 0.0;
        for (i, weight) in weights.iter().enumerate().skip(start) {
            let upper = grid.edge[i + 1];
            let lower = points[points.len() - 1].1.max(grid.edge[i]);
            sum += weight * libm::log(upper / lower) / step;
            points.push((sum / hard, upper));
        }
        let screening = edge.max(1e-9);
        let of = |mu: f64| 1.0 / (mu + screening);
        let mut inverse = [0.0; ANGLES + 1];
        let mut k = 0;
        for (j, value) in inverse.iter_mut().enumerate() {
            let u = (j as f64 / ANGLES as f64).min(sum / hard);
            while k + 2 < points.len() && points[k + 1].0 < u {
                k += 1;
            }
            let ((u0, m0), (u1, m1)) = (points[k], points[k + 1]);
            let t = if u1 > u0 { ((u - u0) / (u1 - u0)).clamp(0.0, 1.0) } else { 0.0 };
            *value = of(m0) + t * (of(m1) - of(m0));
        }
        Self { screening, inverse }
    }
}

/// μ of an electron that loses this energy to an electron at rest.
pub(crate) fn inelastic_mu(energy_mev: f64, loss_mev: f64) -> f64 {
    let (e, w, m) = (energy_mev, loss_mev, ELECTRON_MASS_MEV);
    let cosine = ((e - w) * (e + 2.0 * m) / (e * (e - w + 2.0 * m))).max(0.0).sqrt();
    0.5 * (1.0 - cosine)
}
