//! One person or several, each by itself, what is known of the population standing before the measurements.

use hevesy::Problem;
use hevesy::fitting::{FitError, fit_person};
use hevesy::kinetics::{Given, Measured};
use hevesy::quantity::{Activity, Fraction};
use hevesy::simulated::Scenario;
use hevesy_library::{Label, RegionName};
use hevesy_statistics::{Estimate, cv_of_log_variance, normal_quantile};

use super::answer::{Answer, PersonAnswer, RegionAnswer, parameters, points};
use super::{Job, name, shown};
use crate::cli::kinetics::sex;
use crate::cli::{argument, quantity};

/// So many standard deviations of the population are worth a word.
const FAR: f64 = 2.5;

impl Job<'_> {
    pub(super) fn people(&mut self, people: &[Measured]) -> Result<Answer, Problem> {
        let found = people.iter().map(|p| self.person(p)).collect::<Result<Vec<_>, _>>()?;
        self.notes.push(
            "Most probable parameters, given the model's population (MAP), which counts as exactly known. Intervals of parameters come from the curvature there; those of integrals and \
             doses from draws about it. Informed: share of the population's variance that the measurements took away; 0 % is the population's own value. Misfit: residuals over the scatter \
             that was assumed; a little below 1 where both are right, since the fit uses the measurements up."
                .into(),
        );
        self.notes.push(
            "Intervals leave out what all scans share: calibration, volume, recovery, the mass of the region, the S-value. Parameters without a spread in the model are the same in everybody: \
             a washout of the patient's own shows only if they are given a spread, and a late single scan is then less certain than it looks."
                .into(),
        );
        for person in &found {
            let blind: Vec<&str> =
                person.parameters.iter().filter(|p| p.informed < 0.1).map(|p| p.name.as_str()).collect();
            if !blind.is_empty() {
                self.notes.push(format!(
                    "{}: the measurements say next to nothing of {}; what is reported of them is the population.",
                    shown(&person.patient),
                    blind.join(", ")
                ));
            }
            // What concerns this person comes before what concerns the model.
            if person.misfit > 2.0 {
                self.notes.insert(
                    0,
                    format!(
                        "{}: the residuals are {} times the assumed scatter. Check units and times; else this person is not one of the model's, or the scatter is larger. Do not rely on \
                         its doses.",
                        shown(&person.patient),
                        hevesy::quantity::significant(person.misfit, 2)
                    ),
                );
            }
            let far: Vec<String> = (person.parameters.iter().filter(|p| p.from_population.abs() > FAR))
                .map(|p| format!("{} ({:+.1})", p.name, p.from_population))
                .collect();
            if !far.is_empty() {
                self.notes.insert(
                    0,
                    format!(
                        "{}: far from the population, in its standard deviations: {}. Check units, volumes and covariates.",
                        shown(&person.patient),
                        far.join(", ")
                    ),
                );
            }
            for (region, mass_g) in &person.assumed_masses {
                self.notes.insert(
                    0,
                    format!(
                        "{}: the mass of {region}, {} g, is the model's; its dose goes with one over the mass, so give the table the volume or mass of this person.",
                        shown(&person.patient),
                        hevesy::quantity::significant(*mass_g, 3)
                    ),
                );
            }
        }
        let answer = self.answer(found, None);
        if let Some(folder) = &self.a.out {
            self.write(folder, &answer)?;
            if let [only] = &answer.people[..] {
                let mut posterior = self.model_with(&people[0].instead)?;
                for p in &only.parameters {
                    let Some(own) = posterior.parameters.get_mut(&p.name) else { continue };
                    own.value.value = p.value;
                    // ln-normal: the interval is z σ of the logarithm to either side.
                    let sigma = libm::log(p.interval95[1] / p.interval95[0]) / (2.0 * normal_quantile(0.975));
                    own.between_patients = Some(Fraction::new(cv_of_log_variance(sigma * sigma)));
                    own.label = Label::D;
                    own.source =
                        Some(format!("after the measurements of {file}", file = name(&self.a.table)));
                }
                posterior.notes.push(format!(
                    "Parameters after the measurements of {} stand for one patient: spreads are what remains uncertain of it. Correlations between \
                     parameters are left out, so that intervals of the next fit are wider or narrower than they should be; a table of all cycles has them.",
                    name(&self.a.table)
                ));
                self.write_model(folder, posterior)?;
            }
        }
        Ok(answer)
    }

    fn person(&mut self, measured: &Measured) -> Result<PersonAnswer, Problem> {
        let fit = fit_person(self.model, &self.instead, self.lambda_per_h, measured, self.scatter)
            .map_err(|e| self.failed(&e))?;
        let mut regions = Vec::new();
        let mut assumed_masses = Vec::new();
        if let Some(nuclide) = self.nuclide.filter(|_| measured.given.iter().any(|g| g.activity_mbq > 0.0)) {
            let base = Scenario {
                model: self.model,
                instead: self.instead.clone(),
                nuclide,
                given: measured.given.clone(),
                sex: sex(self.a.sex.as_deref())?,
            };
            let next = self.next(measured)?;
            let (n, seed) = (self.a.draws, self.a.seed);
            if n < 20 {
                return Err(argument(
                    "--draws",
                    format!("{n} are too few for an interval"),
                    "give 20 or more",
                ));
            }
            let failed = |e| self.failed(&FitError::Model(e));
            let here = fit.scenario(&base).typical().map_err(failed)?;
            let spread = fit.spread(&base, None, n, seed).map_err(failed)?;
            let ahead = fit.spread(&base, Some(&next), n, seed).map_err(failed)?;
            let mut all = self.instead.clone();
            all.extend(measured.instead.clone());
            let before =
                Scenario { instead: all, given: vec![next], ..base }.population(n, seed).map_err(failed)?;
            let three = |e: Estimate| [e.low95, e.value, e.high95];
            for (((now, own), ahead), before) in here.into_iter().zip(spread).zip(ahead).zip(before) {
                let at = |e: Estimate, value: f64| [e.low95, value, e.high95];
                let dose = now.dose.as_ref().map(|d| d.dose_gy.value());
                let lesion = RegionName::of(&own.region).is_lesion();
                let measured_here = measured.points.iter().any(|p| p.of.eq_ignore_ascii_case(&own.region));
                if let Some(mass_g) = now.activity.mass_g.filter(|_| {
                    lesion && measured_here && measured.instead.is_empty() && self.instead.is_empty()
                }) {
                    assumed_masses.push((own.region.clone(), mass_g));
                }
                regions.push(RegionAnswer {
                    region: own.region,
                    tiac_h: at(own.tiac_h, now.activity.tiac_h),
                    dose_gy: own.dose_gy.zip(dose).map(|(e, gy)| at(e, gy)),
                    next_gy: ahead.dose_gy.map(three),
                    before_gy: before.dose_gy.map(three),
                });
            }
        }
        let bands = if self.a.out.is_some() {
            let draws = (self.a.draws, self.a.seed);
            fit.bands(self.model, &self.instead, self.lambda_per_h, draws).map_err(|e| self.failed(&e))?
        } else {
            Vec::new()
        };
        let (fitted, misfit) = points(measured, &fit.individual.predicted, self.scatter);
        Ok(PersonAnswer {
            patient: measured.name.clone(),
            measurements: fitted.len(),
            objective: fit.individual.objective,
            misfit,
            parameters: parameters(self.model, &fit.group, &fit.individual),
            regions,
            fitted,
            bands,
            assumed_masses,
        })
    }

    fn next(&self, measured: &Measured) -> Result<Given, Problem> {
        let before = measured.given.len();
        match &self.a.next {
            Some(text) => {
                let activity: Activity = quantity("--next", text)?;
                if activity <= Activity::mbq(0.0) {
                    return Err(argument("--next", "nothing is given", "give an activity such as 7.4GBq"));
                }
                Ok(Given { before, ..Given::activity(activity.to_mbq()) })
            }
            None => Ok(measured.given.last().map_or_else(Given::default, |last| Given {
                at_h: 0.0,
                before,
                ..last.clone()
            })),
        }
    }
}
