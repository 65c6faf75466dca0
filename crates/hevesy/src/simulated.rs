//! From a kinetic model to doses of a patient or of a population.

use std::collections::BTreeMap;

use hevesy_dose::{LocalEnergy, Region, RegionDose, STable, Shared, absorbed_dose};
use hevesy_kinetics::{Given, Simulated, SimulationError, simulate};
use hevesy_library::{KineticModel, NumberUnit};
use hevesy_nuclide::{HalfLives, Nuclide};
use hevesy_regimen::Sex;
use hevesy_statistics::Draws;
use hevesy_transport::Members;

/// Who gets what.
#[derive(Clone, Debug)]
pub struct Scenario<'a> {
    /// The model.
    pub model: &'a KineticModel,
    /// Parameters that replace the model's.
    pub instead: BTreeMap<String, NumberUnit>,
    /// Nuclide of the label.
    pub nuclide: Nuclide,
    /// Activity in MBq.
    pub activity_mbq: f64,
    /// Sex, whose reference adult gives photons and cross-dose; without it organs count as balls.
    pub sex: Option<Sex>,
}

/// A region of a simulated patient.
#[derive(Clone, Debug)]
pub struct RegionOutcome {
    /// Its activity.
    pub activity: Simulated,
    /// Its dose, where the model has a mass for it.
    pub dose: Option<RegionDose>,
    /// Self-dose of electrons and alphas in Gy, nothing leaving the region.
    pub local_gy: Option<f64>,
}

/// One half of the people lie below and above `median`, 95 % between the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles {
    /// 2.5 %.
    pub low: f64,
    /// 50 %.
    pub median: f64,
    /// 97.5 %.
    pub high: f64,
}

/// A region in a population.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionPopulation {
    /// Name.
    pub region: String,
    /// Time-integrated activity coefficient in h.
    pub tiac_h: Quantiles,
    /// Dose in Gy, where the model has a mass.
    pub dose_gy: Option<Quantiles>,
}

impl Scenario<'_> {
    /// The typical patient: every parameter at its value.
    ///
    /// # Errors
    /// A model that is wrong or cannot be run.
    pub fn typical(&self) -> Result<Vec<RegionOutcome>, SimulationError> {
        let half_lives = HalfLives::icrp107();
        let local = LocalEnergy::of(self.nuclide, &half_lives);
        let members = Members::chain(self.nuclide, &half_lives);
        let table = STable::reference(self.sex, &members, &local);
        self.outcome(&self.instead, &local, &table)
    }

    /// Gy in each region per h of integrated activity coefficient in one of them.
    fn per_source(
        &self,
        simulated: &[Simulated],
        source: usize,
        local: &LocalEnergy,
        table: &STable,
    ) -> Vec<Option<f64>> {
        let only: Vec<Simulated> = simulated
            .iter()
            .enumerate()
            .map(|(i, s)| if i == source { s.clone() } else { Simulated { tiac_h: 0.0, ..s.clone() } })
            .collect();
        let own = simulated[source].tiac_h;
        let per_h = |d: &RegionDose| {
            if own > 0.0 { d.parts.iter().map(|p| p.dose_gy).sum::<f64>() / own } else { 0.0 }
        };
        self.doses(&only, local, table).iter().map(|d| d.as_ref().map(per_h)).collect()
    }

    fn outcome(
        &self,
        instead: &BTreeMap<String, NumberUnit>,
        local: &LocalEnergy,
        table: &STable,
    ) -> Result<Vec<RegionOutcome>, SimulationError> {
        let lambda_per_h = HalfLives::icrp107().decay_constant_per_h(self.nuclide);
        let given = Given { activity_mbq: self.activity_mbq, lambda_per_h };
        let simulated = simulate(self.model, instead, given)?;
        let doses = self.doses(&simulated, local, table);
        Ok(simulated
            .into_iter()
            .zip(doses)
            .map(|(activity, dose)| {
                let local_gy = activity.mass_g.map(|mass_g| {
                    activity.tiac_h * self.activity_mbq * local.local_mev() * GY_G_PER_MBQ_H_MEV / mass_g
                });
                RegionOutcome { activity, dose, local_gy }
            })
            .collect())
    }

    /// Dose of each region, where it has a mass.
    fn doses(&self, simulated: &[Simulated], local: &LocalEnergy, table: &STable) -> Vec<Option<RegionDose>> {
        let regions: Vec<Region> = simulated
            .iter()
            .filter_map(|s| {
                let mass_g = s.mass_g?;
                Some(Region {
                    kinetics: s.kinetics(&self.model.id, self.activity_mbq),
                    mass_g,
                    mass_cv: 0.0,
                    mass_source: "the model".into(),
                    volume_ml: None,
                    volume_cv: 0.0,
                    recovery: None,
                    is_lesion: hevesy_library::RegionName::of(&s.region).is_lesion(),
                    reference_mass_g: None,
                })
            })
            .collect();
        let shared = Shared { calibration_cv: 0.0, s_cv: 0.0 };
        let mut doses = absorbed_dose(&regions, local, Some(table), None, shared).into_iter();
        simulated.iter().map(|s| s.mass_g.and_then(|_| doses.next())).collect()
    }

    /// A population: parameters with a spread between patients are drawn, each patient by a key of its own.
    ///
    /// # Errors
    /// As [`Scenario::typical`].
    pub fn population(&self, patients: u64, seed: u64) -> Result<Vec<RegionPopulation>, SimulationError> {
        let half_lives = HalfLives::icrp107();
        let local = LocalEnergy::of(self.nuclide, &half_lives);
        let members = Members::chain(self.nuclide, &half_lives);
        let table = STable::reference(self.sex, &members, &local);
        let lambda_per_h = half_lives.decay_constant_per_h(self.nuclide);
        let given = Given { activity_mbq: self.activity_mbq, lambda_per_h };
        // Doses are linear in the integrated activities as long as masses stay: one row of Gy/h for each source.
        let typical = simulate(self.model, &self.instead, given)?;
        let rows: Vec<Vec<Option<f64>>> =
            (0..typical.len()).map(|source| self.per_source(&typical, source, &local, &table)).collect();
        let mut regions: Vec<(String, Vec<f64>, Vec<f64>)> =
            typical.iter().map(|s| (s.region.clone(), Vec::new(), Vec::new())).collect();
        for patient in 0..patients {
            let mut draws = Draws::new(seed, "kinetics of a patient", patient);
            let mut instead = self.instead.clone();
            for (name, parameter) in &self.model.parameters {
                let Some(cv) = parameter.between_patients else { continue };
                // Drawn also where it changes nothing, so that a patient is the same person in every scenario.
                let sigma = libm::log1p(cv.get() * cv.get()).sqrt();
                let factor = libm::exp(sigma * draws.normal());
                let own = instead.entry(name.clone()).or_insert_with(|| parameter.value.clone());
                own.value *= factor;
            }
            let simulated = simulate(self.model, &instead, given)?;
            for (i, (_, tiac_h, dose_gy)) in regions.iter_mut().enumerate() {
                tiac_h.push(simulated[i].tiac_h);
                let same_mass = simulated[i].mass_g == typical[i].mass_g;
                let dose =
                    rows.iter().zip(&simulated).map(|(row, s)| Some(row[i]? * s.tiac_h)).sum::<Option<f64>>();
                dose_gy.extend(dose.filter(|_| same_mass));
            }
        }
        let of = |(region, tiac_h, dose_gy): (String, Vec<f64>, Vec<f64>)| RegionPopulation {
            region,
            tiac_h: quantiles(tiac_h),
            dose_gy: (!dose_gy.is_empty()).then(|| quantiles(dose_gy)),
        };
        Ok(regions.into_iter().map(of).collect())
    }
}

/// MeV per decay and gram to Gy per MBq and h.
const GY_G_PER_MBQ_H_MEV: f64 = hevesy_transport::J_PER_MEV * 3.6e12;

fn quantiles(mut values: Vec<f64>) -> Quantiles {
    values.sort_by(f64::total_cmp);
    let at = |p: f64| {
        let place = p * (values.len() - 1) as f64;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the list")]
        let i = (place as usize).min(values.len().saturating_sub(2));
        let next = values[(i + 1).min(values.len() - 1)];
        values[i] + (place - i as f64) * (next - values[i])
    };
    Quantiles { low: at(0.025), median: at(0.5), high: at(0.975) }
}
