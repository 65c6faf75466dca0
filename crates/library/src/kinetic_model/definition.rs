//! A kinetic model in the compartment language.

use std::collections::BTreeMap;

use hevesy_compartment as compartment;

use super::{CompartmentLine, KineticModel, NumberUnit};

/// What formulas may use beside the model's own names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Administered {
    /// `activity` in MBq.
    pub activity_mbq: f64,
    /// `label` in nmol: the nuclide in that activity.
    pub label_nmol: f64,
    /// `lambda` in 1/h: its decay constant.
    pub lambda_per_h: f64,
    /// `drug` in g, for what carries no label.
    pub drug_g: f64,
}

impl KineticModel {
    /// A value of a parameter in the unit that the model has for it.
    ///
    /// # Errors
    /// A parameter that the model does not have; a unit of another dimension.
    pub fn in_own_unit(&self, name: &str, value: &NumberUnit) -> Result<f64, String> {
        let own =
            self.parameters.get(name).ok_or_else(|| format!("{} has no parameter `{name}`", self.id))?;
        if own.value.unit == value.unit {
            return Ok(value.value);
        }
        let (given, wanted) =
            (compartment::Unit::parse(&value.unit)?, compartment::Unit::parse(&own.value.unit)?);
        if given.dimension != wanted.dimension {
            return Err(format!(
                "`{name}` is of the dimension {} and was given {}; write it in {}",
                wanted.dimension, given.dimension, own.value.unit
            ));
        }
        Ok(value.value * given.factor / wanted.factor)
    }

    /// As a file of the library.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn text(&self) -> Result<String, String> {
        toml::to_string(self).map_err(|e| e.to_string())
    }

    /// The model in the compartment language, some parameters replaced.
    ///
    /// # Errors
    /// A parameter that the model does not have.
    pub fn definition(
        &self,
        instead: &BTreeMap<String, NumberUnit>,
        given: Administered,
    ) -> Result<compartment::Definition, String> {
        let mut parameters = BTreeMap::from([
            ("activity".to_owned(), (given.activity_mbq, "MBq".to_owned())),
            ("label".to_owned(), (given.label_nmol, "nmol".to_owned())),
            ("lambda".to_owned(), (given.lambda_per_h, "1/h".to_owned())),
            ("drug".to_owned(), (given.drug_g, "g".to_owned())),
        ]);
        for (name, p) in &self.parameters {
            parameters.insert(name.clone(), (p.value.value, p.value.unit.clone()));
        }
        for (name, value) in instead {
            let (Some(own), Some(place)) = (self.parameters.get(name), parameters.get_mut(name)) else {
                let known: Vec<&str> = self.parameters.keys().map(String::as_str).collect();
                return Err(format!("{} has no parameter `{name}`; it has {}", self.id, known.join(", ")));
            };
            own.holds(value).map_err(|e| format!("`{name}` {e}"))?;
            *place = (value.value, value.unit.clone());
        }
        let line = |each: &[String], what| compartment::Line { each: each.to_vec(), what };
        let formulas = self
            .formula
            .iter()
            .map(|f| compartment::Line {
                each: f.each.clone(),
                what: compartment::Formula { name: f.name.clone(), text: f.is.clone() },
            })
            .collect();
        let compartments = self
            .compartment
            .iter()
            .map(|c| {
                line(&c.each, compartment::Compartment { name: c.name.clone(), initial: c.initial.clone() })
            })
            .collect();
        let flows = self
            .flow
            .iter()
            .map(|f| compartment::Line {
                each: f.each.clone(),
                what: compartment::Flow {
                    from: f.from.clone(),
                    to: f.to.clone(),
                    rate: f.rate.clone(),
                    law: f.law.clone(),
                },
            })
            .collect();
        Ok(compartment::Definition {
            name: self.id.clone(),
            parameters,
            formulas,
            sets: self.sets.clone(),
            compartments,
            flows,
            into: self.dose.iter().map(|d| d.into.clone()).collect(),
            content: Some(self.content()),
        })
    }

    /// Dimension of what compartments hold: MBq where doses are in terms of the activity, g where they are of `drug`, else nmol.
    #[must_use]
    pub fn content(&self) -> compartment::Dimension {
        let (mut activity, mut drug) = (false, false);
        for dose in &self.dose {
            let Ok(e) = compartment::formula(&dose.amount) else { continue };
            e.visit(&mut |part| {
                if let compartment::Expression::Name(name) = part {
                    let unit = self.parameters.get(name).map(|p| p.value.unit.as_str());
                    activity |= name == "activity" || unit.is_some_and(|u| u.ends_with("Bq"));
                    drug |= name == "drug";
                }
            });
        }
        match (activity, drug) {
            (true, _) => compartment::Dimension::ACTIVITY,
            (false, true) => compartment::Dimension::MASS,
            (false, false) => compartment::Dimension::AMOUNT,
        }
    }

    /// Whether a formula of the model uses a name.
    pub(super) fn uses(&self, name: &str) -> bool {
        let laws = self.flow.iter().flat_map(|f| [&f.rate, &f.law]).flatten();
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        laws.chain(self.formula.iter().map(|f| &f.is)).any(|text| text.split(|c| !word(c)).any(|w| w == name))
    }

    /// Each compartment with its region and the formula of its mass, lines that repeat written out.
    #[must_use]
    pub fn regions(&self) -> Vec<CompartmentLine> {
        let mut out = Vec::new();
        for line in &self.compartment {
            let mut all = vec![line.clone()];
            for set in &line.each {
                let members = self.sets.get(set).map_or(&[][..], Vec::as_slice);
                let with = |c: &CompartmentLine, m: &String| {
                    let put = |t: &str| t.replace(&format!("{{{set}}}"), m);
                    CompartmentLine {
                        each: Vec::new(),
                        name: put(&c.name),
                        initial: None,
                        region: c.region.as_deref().map(put),
                        mass: c.mass.as_deref().map(put),
                        only_with: c.only_with.clone(),
                        retention: c.retention.clone(),
                    }
                };
                all =
                    all.iter().flat_map(|c| members.iter().map(|m| with(c, m)).collect::<Vec<_>>()).collect();
            }
            out.extend(all);
        }
        out
    }
}
