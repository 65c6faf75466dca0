//! What a table of S-values says of a dose: electrons that stay, photons, and what other regions contribute.

use hevesy_kinetics::Curve;
use hevesy_quantity::{SValue, significant};

use crate::absorbed::{Contribution, Region};
use crate::quality::{GY_G_PER_MBQ_H_MEV, LocalEnergy};
use crate::s_table::{Ball, STable};

/// Dose rates in a region of its own photons and of all that comes from other regions, the latter one by one, and remarks.
#[derive(Default)]
pub(crate) struct FromTable {
    pub(crate) photon_gy_per_h: Curve,
    pub(crate) electron_gy_per_h: Curve,
    pub(crate) from_others: Vec<Contribution>,
    pub(crate) notes: Vec<String>,
}

/// A region that is no lesion and not in the table counts as a ball up to this mass in g; a larger one (blood, remainder) may be spread out.
const MOST_COMPACT_G: f64 = 500.0;

/// What stays in a region that counts as a ball of water: one without an entry of its own that is a lesion or small.
pub(crate) fn as_ball(region: &Region, table: Option<&STable>) -> Option<Ball> {
    let (table, name) = (table?, region.kinetics.region.as_str());
    let compact = region.is_lesion || region.mass_g < MOST_COMPACT_G;
    (compact && table.find(name, name).is_none()).then(|| table.ball(region.mass_g)).flatten()
}

/// Share of the electrons' energy that stays in a region, and whose share it is where not all does.
pub(crate) struct Kept {
    pub(crate) share: f64,
    pub(crate) known: bool,
    pub(crate) notes: Vec<String>,
}

/// As in the table's region, what leaves scaled with surface over volume; as in a ball; or all. Theory: theory/dose.md (8), (9).
pub(crate) fn kept_electrons(region: &Region, energy: &LocalEnergy, table: Option<&STable>) -> Kept {
    let name = region.kinetics.region.as_str();
    let own = table.and_then(|t| t.find(name, name));
    let told = own.and_then(|own| Some((own.electron_mgy_per_mbq_s?, own.target_mass_g?)));
    let own_mass = significant(region.mass_g, 3);
    let (share, of) = match (told, as_ball(region, table)) {
        (Some((s, mass)), _) if energy.electron_mev > 0.0 => {
            let leaves = 1.0 - gy_per_mbq_h(s) * mass / (energy.electron_mev * GY_G_PER_MBQ_H_MEV);
            let share = 1.0 - leaves * libm::cbrt(mass / region.mass_g);
            let reference = significant(mass, 3);
            let of = format!(
                "in the reference person's {reference} g, scaled to {own_mass} g; what leaves counts where the table has \
                 it for another region"
            );
            (share.clamp(0.0, 1.0), of)
        }
        (_, Some(ball)) => {
            (ball.electron_share, format!("in a ball of water of {own_mass} g; what leaves is not counted"))
        }
        _ => return Kept { share: 1.0, known: told.is_some(), notes: Vec::new() },
    };
    let mut notes = Vec::new();
    if share < 0.99 {
        notes.push(format!("{:.1} % of the electrons' energy stays, as {of}", 100.0 * share));
    }
    Kept { share, known: true, notes }
}

/// Theory: theory/dose.md (3).
pub(crate) fn from_table(
    region: &Region,
    all: &[Region],
    energy: &LocalEnergy,
    table: Option<&STable>,
) -> FromTable {
    let mut found = FromTable::default();
    let Some(table) = table else {
        if energy.photon_mev > 0.0 {
            found.notes.push(format!(
                "photons are not in this dose: they carry {} keV per decay, {:.0} % of all energy, and need an S-value table",
                significant(1e3 * energy.photon_mev, 3),
                100.0 * energy.photon_mev / (energy.photon_mev + energy.local_mev())
            ));
        }
        return found;
    };
    found.add_own(region, energy, table);
    found.add_others(region, all, energy, table);
    found.notes.push(format!(
        "photons and cross-dose by {}; they come from measured regions only, the rest of the body is no source here",
        table.origin
    ));
    found
}

fn gy_per_mbq_h(mgy_per_mbq_s: f64) -> f64 {
    SValue::mgy_per_mbq_s(mgy_per_mbq_s).to_gy_per_mbq_h()
}

impl FromTable {
    /// (S_table − S_e − Δ_α/m_table)(m_table/m)^{2/3}, S_e = Δ_e/m_table in tables that do not tell, unless that is negative or more than all photons carry.
    fn add_own(&mut self, region: &Region, energy: &LocalEnergy, table: &STable) {
        let (origin, name) = (&table.origin, region.kinetics.region.as_str());
        let Some(own) = table.find(name, name) else {
            if let Some(ball) = as_ball(region, Some(table)) {
                let scaled = ball.photon_mev * GY_G_PER_MBQ_H_MEV / region.mass_g;
                self.photon_gy_per_h.add(&region.kinetics.curve_mbq.scaled(scaled));
                self.notes.push("its photon self-dose is that of a ball of water of its mass".into());
                return;
            }
            self.notes.push(format!(
                "{origin} has no self S-value for this region: its photon self-dose is missing"
            ));
            return;
        };
        let mass = own.target_mass_g.or(region.reference_mass_g).unwrap_or(region.mass_g);
        match (own.target_mass_g, region.reference_mass_g) {
            (Some(_), _) => {}
            (None, Some(m)) => {
                self.notes.push(format!("{origin} gives no masses; the reference person's {m} g is taken"));
            }
            (None, None) => self.notes.push(format!(
                "{origin} gives no mass for this region; its photon self-dose is used without mass scaling"
            )),
        }
        let per_mev = GY_G_PER_MBQ_H_MEV / mass;
        let electrons = own.electron_mgy_per_mbq_s.map_or(energy.electron_mev * per_mev, gy_per_mbq_h);
        let part = gy_per_mbq_h(own.mgy_per_mbq_s) - electrons - energy.alpha_mev * per_mev;
        // 5 % of the local part: differences between decay data sets and phantom masses.
        let tolerance = 0.05 * energy.local_mev() * per_mev;
        if part < -tolerance || part > energy.photon_mev * per_mev + tolerance {
            self.notes.push(format!(
                "the self S-value of {origin} does not fit the energy of this nuclide and mass (another nuclide, weighted \
                 alphas, or another mass?); its photon part is left out"
            ));
        } else if part > 0.0 {
            let scaled = part * libm::pow(mass / region.mass_g, 2.0 / 3.0);
            self.photon_gy_per_h.add(&region.kinetics.curve_mbq.scaled(scaled));
        }
    }

    /// Σ S(target ← source) Ã(source) over the other measured regions.
    fn add_others(&mut self, region: &Region, all: &[Region], energy: &LocalEnergy, table: &STable) {
        let name = region.kinetics.region.as_str();
        let mut missing = Vec::new();
        for other in all.iter().filter(|r| r.kinetics.region != name) {
            let source = other.kinetics.region.as_str();
            let Some(entry) = table.find(name, source) else {
                missing.push(source);
                continue;
            };
            let s = gy_per_mbq_h(entry.mgy_per_mbq_s);
            let mass = entry.target_mass_g.unwrap_or(region.mass_g);
            if s > (energy.photon_mev + energy.local_mev()) * GY_G_PER_MBQ_H_MEV / mass {
                self.notes.push(format!(
                    "{}: the S-value from {source} would leave more energy here than a decay has; it is left out (a wrong unit?)",
                    table.origin
                ));
                continue;
            }
            let curve = other.kinetics.curve_mbq.scaled(s);
            self.from_others.push(Contribution { source: source.to_owned(), dose_gy: curve.total() });
            let electrons = gy_per_mbq_h(entry.electron_mgy_per_mbq_s.unwrap_or(0.0));
            self.electron_gy_per_h.add(&other.kinetics.curve_mbq.scaled(electrons));
            self.photon_gy_per_h.add(&other.kinetics.curve_mbq.scaled(s - electrons));
        }
        if !missing.is_empty() {
            self.notes.push(format!(
                "{} has no S-value to this region from {}",
                table.origin,
                missing.join(", ")
            ));
        }
    }
}
