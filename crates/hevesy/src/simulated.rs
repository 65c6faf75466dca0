//! From a kinetic model to doses of a patient or of a population.

use std::collections::BTreeMap;

use hevesy_dose::{GY_G_PER_MBQ_H_MEV, LocalEnergy, Region, RegionDose, STable, Shared, absorbed_dose};
use hevesy_kinetics::{Given, Simulated, SimulationError, simulate};
use hevesy_library::{KineticModel, NumberUnit};
use hevesy_nuclide::{HalfLives, Nuclide};
use hevesy_quantity::Fraction;
use hevesy_regimen::Sex;
use hevesy_statistics::{Draws, Estimate, log_variance};
use hevesy_transport::Members;
use rayon::prelude::*;

/// Who gets what.
#[derive(Clone, Debug)]
pub struct Scenario<'a> {
    /// The model.
    pub model: &'a KineticModel,
    /// Parameters that replace the model's.
    pub instead: BTreeMap<String, NumberUnit>,
    /// Nuclide of the label.
    pub nuclide: Nuclide,
    /// Administrations.
    pub given: Vec<Given>,
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
    /// Whether the model's numbers hold there with this nuclide.
    pub holds: bool,
}

/// A region in a population.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionPopulation {
    /// Name.
    pub region: String,
    /// Time-integrated activity coefficient in h: median and the interval of 95 % of the patients.
    pub tiac_h: Estimate,
    /// Dose in Gy, where the model has a mass that is the same in all patients.
    pub dose_gy: Option<Estimate>,
    /// Dose of the tumour over that of the region, patient by patient; empty where one of them has none, and for the tumour.
    pub tumour_to_region: Vec<f64>,
}

/// What does not differ between patients.
pub(crate) struct Physics {
    pub(crate) lambda_per_h: f64,
    pub(crate) local: LocalEnergy,
    pub(crate) table: STable,
}

impl Physics {
    pub(crate) fn of(nuclide: Nuclide, sex: Option<Sex>) -> Self {
        let half_lives = HalfLives::icrp107();
        let local = LocalEnergy::of(nuclide, &half_lives);
        let table = STable::reference(sex, &Members::chain(nuclide, &half_lives), &local);
        let lambda_per_h = half_lives.decay_constant_per_h(nuclide);
        Self { lambda_per_h, local, table }
    }

    /// Dose of each region, where it has a mass.
    pub(crate) fn doses(
        &self,
        simulated: &[Simulated],
        activity_mbq: f64,
        model: &str,
    ) -> Vec<Option<RegionDose>> {
        let regions: Vec<Region> = simulated
            .iter()
            .filter_map(|s| {
                let mass_g = s.mass_g?;
                Some(Region {
                    kinetics: s.kinetics(model, activity_mbq),
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
        let mut doses = absorbed_dose(&regions, &self.local, Some(&self.table), None, shared).into_iter();
        simulated.iter().map(|s| s.mass_g.and_then(|_| doses.next())).collect()
    }
}

impl Scenario<'_> {
    /// All activity in MBq.
    #[must_use]
    pub fn activity_mbq(&self) -> f64 {
        self.given.iter().map(|g| g.activity_mbq).sum()
    }

    /// The typical patient: every parameter at its value.
    ///
    /// # Errors
    /// A model that is wrong or cannot be run.
    pub fn typical(&self) -> Result<Vec<RegionOutcome>, SimulationError> {
        let physics = self.physics();
        let simulated = simulate(self.model, &self.instead, physics.lambda_per_h, &self.given)?;
        Ok(self.with_doses(simulated, &physics))
    }

    /// Decay constant of the label in 1/h.
    #[must_use]
    pub fn lambda_per_h(&self) -> f64 {
        HalfLives::icrp107().decay_constant_per_h(self.nuclide)
    }

    /// Doses of activities of this scenario.
    pub(crate) fn outcomes(&self, simulated: Vec<Simulated>) -> Vec<RegionOutcome> {
        self.with_doses(simulated, &self.physics())
    }

    fn with_doses(&self, simulated: Vec<Simulated>, physics: &Physics) -> Vec<RegionOutcome> {
        let doses = self.doses(&simulated, physics);
        let per_g = self.activity_mbq() * physics.local.local_mev() * GY_G_PER_MBQ_H_MEV;
        let outcome = |(activity, dose): (Simulated, Option<RegionDose>)| {
            // Where nothing ever is, there is no dose to speak of.
            let dose = dose.filter(|_| activity.tiac_h > 0.0);
            let local_gy = activity.mass_g.map(|mass_g| activity.tiac_h * per_g / mass_g);
            let holds = self.holds(&activity.region);
            RegionOutcome { activity, dose, local_gy, holds }
        };
        simulated.into_iter().zip(doses).map(outcome).collect()
    }

    /// Whether the numbers of a region are of this nuclide too.
    #[must_use]
    pub fn holds(&self, region: &str) -> bool {
        let only = self.model.compartment.iter().filter(|c| c.region.as_deref() == Some(region));
        let same = |name: &String| Nuclide::find(name).is_ok_and(|n| n == self.nuclide);
        only.filter_map(|c| c.only_with.as_ref()).all(same)
    }

    fn physics(&self) -> Physics {
        Physics::of(self.nuclide, self.sex)
    }

    fn doses(&self, simulated: &[Simulated], physics: &Physics) -> Vec<Option<RegionDose>> {
        physics.doses(simulated, self.activity_mbq(), &self.model.id)
    }

    /// Gy in each region per h of integrated activity coefficient in one of them.
    fn per_source(&self, simulated: &[Simulated], source: usize, physics: &Physics) -> Vec<Option<f64>> {
        let only: Vec<Simulated> = simulated
            .iter()
            .enumerate()
            .map(|(i, s)| if i == source { s.clone() } else { Simulated { tiac_h: 0.0, ..s.clone() } })
            .collect();
        let own = simulated[source].tiac_h;
        let per_h = |d: &RegionDose| {
            if own > 0.0 { d.parts.iter().map(|p| p.dose_gy).sum::<f64>() / own } else { 0.0 }
        };
        self.doses(&only, physics).iter().map(|d| d.as_ref().map(per_h)).collect()
    }

    /// A population: parameters with a spread between patients are drawn once, those with one between cycles at each administration; each
    /// patient by a key of its own.
    ///
    /// # Errors
    /// As [`Scenario::typical`].
    pub fn population(&self, patients: u64, seed: u64) -> Result<Vec<RegionPopulation>, SimulationError> {
        self.spread(patients, |patient| {
            let mut draws = Draws::new(seed, "kinetics of a patient", patient);
            let mut instead = self.instead.clone();
            // Drawn also where it changes nothing, so that a patient is the same person in every scenario.
            for (name, parameter) in &self.model.parameters {
                let Some(cv) = parameter.between_patients else { continue };
                let own = instead.entry(name.clone()).or_insert_with(|| parameter.value.clone());
                own.value *= log_normal(cv, &mut draws);
            }
            let mut given = self.given.clone();
            for cycle in &mut given {
                self.draw_cycle(&instead, cycle, &mut draws);
            }
            (instead, given)
        })
    }

    /// Draws what differs from cycle to cycle.
    pub(crate) fn draw_cycle(&self, instead: &Parameters, cycle: &mut Given, draws: &mut Draws) {
        for (name, parameter) in &self.model.parameters {
            let Some(cv) = parameter.between_cycles else { continue };
            let mut own = instead.get(name).unwrap_or(&parameter.value).clone();
            own.value *= log_normal(cv, draws);
            cycle.instead.insert(name.clone(), own);
        }
    }

    /// Integrals and doses of many patients, each with parameters and administrations of its own.
    pub(crate) fn spread(
        &self,
        patients: u64,
        draw: impl Fn(u64) -> (Parameters, Vec<Given>) + Sync,
    ) -> Result<Vec<RegionPopulation>, SimulationError> {
        let physics = self.physics();
        // Doses are linear in the integrated activities as long as masses stay: one row of Gy/h for each source.
        let typical = simulate(self.model, &self.instead, physics.lambda_per_h, &self.given)?;
        let rows: Vec<Vec<Option<f64>>> =
            (0..typical.len()).map(|source| self.per_source(&typical, source, &physics)).collect();
        let mut regions: Vec<(String, Vec<f64>, Vec<f64>)> =
            typical.iter().map(|s| (s.region.clone(), Vec::new(), Vec::new())).collect();
        // Integrals and masses only: the curves of ten thousand patients would fill the memory.
        let all: Vec<Result<Integrals, SimulationError>> = (0..patients)
            .into_par_iter()
            .map(|patient| {
                let (instead, given) = draw(patient);
                let found = simulate(self.model, &instead, physics.lambda_per_h, &given)?;
                Ok(found.into_iter().map(|s| (s.tiac_h, s.mass_g)).collect())
            })
            .collect();
        for simulated in all {
            let simulated = simulated?;
            for (i, (_, tiac_h, dose_gy)) in regions.iter_mut().enumerate() {
                tiac_h.push(simulated[i].0);
                let same_mass = simulated[i].1 == typical[i].mass_g;
                let dose =
                    rows.iter().zip(&simulated).map(|(row, s)| Some(row[i]? * s.0)).sum::<Option<f64>>();
                dose_gy.extend(dose.filter(|_| same_mass));
            }
        }
        let whole = |doses: &[f64]| doses.len() as u64 == patients;
        let is_tumour = |name: &str| hevesy_library::RegionName::of(name).is_lesion();
        let tumour: Vec<f64> = (regions.iter().find(|r| is_tumour(&r.0) && whole(&r.2)))
            .map(|r| r.2.clone())
            .unwrap_or_default();
        let of = |(region, tiac_h, dose_gy): (String, Vec<f64>, Vec<f64>)| RegionPopulation {
            tumour_to_region: if is_tumour(&region) || !whole(&dose_gy) || !self.holds(&region) {
                Vec::new()
            } else {
                tumour.iter().zip(&dose_gy).map(|(t, d)| t / d).collect()
            },
            region,
            // An interval of some of the patients would be none of the population.
            dose_gy: (dose_gy.len() == tiac_h.len()).then(|| Estimate::from_draws(dose_gy, None)),
            tiac_h: Estimate::from_draws(tiac_h, None),
        };
        Ok(regions.into_iter().map(of).collect())
    }
}

/// Of each region the integral in h and the mass in g.
type Integrals = Vec<(f64, Option<f64>)>;

/// Parameters by name.
pub(crate) type Parameters = BTreeMap<String, NumberUnit>;

fn log_normal(cv: Fraction, draws: &mut Draws) -> f64 {
    libm::exp(log_variance(cv.get()).sqrt() * draws.normal())
}
