//! The group that people come from.

use std::collections::BTreeMap;

use hevesy::Problem;
use hevesy::fitting::fit_group;
use hevesy::kinetics::Measured;
use hevesy::quantity::Fraction;
use hevesy_library::Label;
use hevesy_statistics::cv_of_log_variance;

use super::answer::{Answer, EstimateAnswer, GroupAnswer, PersonAnswer, parameters, points, unit};
use super::{Job, name};

impl Job<'_> {
    pub(super) fn group(&mut self, people: &[Measured]) -> Result<Answer, Problem> {
        if people.len() < 3 {
            let what = format!("{} is too few people for a spread between them", people.len());
            return Err(Problem::new(
                name(&self.a.table),
                what,
                "leave --population out: the model's own population then stands before their scans",
            ));
        }
        let (found, start) =
            fit_group(self.model, &self.instead, self.lambda_per_h, people, &self.a.estimate, self.scatter)
                .map_err(|e| self.failed(&e))?;
        let estimates = found
            .coordinates
            .iter()
            .map(|c| {
                use hevesy::population::Quantity::{Additive, Proportional, Typical, Variance};
                let (start, unit, cv) = match c.of {
                    Typical(i) => {
                        (start.parameters[i].value, unit(self.model, &start.parameters[i].name), None)
                    }
                    Variance(i) => {
                        (start.parameters[i].variance, String::new(), Some(cv_of_log_variance(c.value)))
                    }
                    Proportional => (start.scatter.proportional, String::new(), None),
                    Additive => (start.scatter.additive, String::new(), None),
                };
                let name = c.of.name(&found.group);
                EstimateAnswer { name, unit, start, value: c.value, relative_error: c.relative_error, cv }
            })
            .collect();
        let names = found.group.varying().into_iter().map(|i| found.group.parameters[i].name.clone());
        let group = GroupAnswer {
            objective: found.objective,
            converged: found.converged,
            evaluations: found.evaluations,
            condition: found.condition,
            least_certain: found.least_certain.clone(),
            estimates,
            shrinkage: names.zip(found.shrinkage.iter().copied()).collect(),
        };
        let people_found = people
            .iter()
            .zip(&found.members)
            .map(|(measured, m)| {
                let (fitted, misfit) = points(measured, &m.predicted, found.group.scatter);
                PersonAnswer {
                    patient: measured.name.clone(),
                    measurements: fitted.len(),
                    objective: m.objective,
                    misfit,
                    parameters: parameters(self.model, &found.group, m),
                    regions: Vec::new(),
                    fitted,
                    bands: Vec::new(),
                    assumed_masses: Vec::new(),
                }
            })
            .collect();
        self.group_notes(&group);
        let scatter = found.group.scatter;
        self.notes.push(format!(
            "A model file has no scatter: with the model that --out writes give --scatter \"{} %\"{}.",
            hevesy::quantity::significant(100.0 * scatter.proportional, 3),
            if scatter.additive > 0.0 {
                format!(" and --scatter-additive {}", hevesy::quantity::significant(scatter.additive, 3))
            } else {
                String::new()
            }
        ));
        let answer = self.answer(people_found, Some(group));
        if let Some(folder) = &self.a.out {
            self.write(folder, &answer)?;
            let mut model = self.model_with(&BTreeMap::new())?;
            for p in found.group.parameters.iter().filter(|p| p.estimated) {
                let Some(own) = model.parameters.get_mut(&p.name) else { continue };
                own.value.value = p.value;
                if own.between_cycles.take().is_some() {
                    model.notes.push(format!(
                        "What varied from cycle to cycle of {} is part of its spread between patients here.",
                        p.name
                    ));
                }
                if p.variance > 0.0 {
                    own.between_patients = Some(Fraction::new(cv_of_log_variance(p.variance)));
                }
                own.label = Label::D;
                own.source =
                    Some(format!("estimated from {} people of {}", people.len(), name(&self.a.table)));
            }
            self.write_model(folder, model)?;
        }
        Ok(answer)
    }

    fn group_notes(&mut self, group: &GroupAnswer) {
        self.notes.push(
            "First-order conditional estimation with interaction; the objective is −2 ln likelihood without n ln 2π, as NONMEM prints it. Relative \
             errors come from its second derivatives. Variances are of logarithms."
                .into(),
        );
        if !group.converged {
            self.notes.push("The search did not come to rest: what it found is not to be relied on.".into());
        }
        match group.condition {
            None => self.notes.push(format!(
                "The measurements do not decide everything: combinations of {} are left open. Fix one of them, or measure more.",
                group.least_certain.join(", ")
            )),
            Some(c) if c > 1000.0 => self.notes.push(format!(
                "Condition number {c:.0}: combinations of {} are all but open.",
                group.least_certain.join(", ")
            )),
            Some(_) => {}
        }
        for (name, share) in group.shrinkage.iter().filter(|(_, s)| *s > 0.3) {
            self.notes.push(format!(
                "Shrinkage of {name} is {:.0} %: people's own values lean on the group; do not read trends from them.",
                100.0 * share
            ));
        }
    }
}
