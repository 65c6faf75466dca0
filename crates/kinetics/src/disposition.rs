//! Concentration of a drug in plasma after doses, from the pharmacokinetic parameters of its record.

use hevesy_compartment::{
    Compartment, Compiled, Definition, Dimension, Dose, Flow, Line, Settings, run, run_linear,
};
use hevesy_library::{Measured, Parameter, Pharmacokinetics};

/// One dose of a drug.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrugGiven {
    /// When, in h.
    pub at_h: f64,
    /// How much, in mg.
    pub mg: f64,
    /// Over how long it is infused, in h; 0 for what is swallowed or injected.
    pub over_h: f64,
}

/// What a pharmacokinetic model needs of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Body {
    /// Mass in kg.
    pub mass_kg: Option<f64>,
    /// Surface in m².
    pub surface_m2: Option<f64>,
}

/// A drug in the body: up to three compartments, absorption by first order or through transits, elimination by first order or saturable.
///
/// Built as a model of the compartment language from the symbols of a record: `CL`, `V1` (also `V`, `Vc`), `V2` (`Vp`) with `Q`, `V3` with `Q3`, or `k12`, `k21`,
/// `k13`, `k31`; `ka`, `ktr` with `transits`, `t_lag`; `Vmax` with `Km`; all also with `_F` for apparent values of what is swallowed. A record with
/// `T_half` alone gives concentrations relative to those of 1 mg in 1 L. Theory: theory/course.md (7).
#[derive(Clone, Debug)]
pub struct Disposition {
    model: Compiled,
    volume_l: f64,
    lag_h: f64,
    /// Whether concentrations are relative: no volume is known.
    pub relative: bool,
}

/// What keeps a record from being used.
type Missing = String;

struct Symbols<'a> {
    of: &'a Pharmacokinetics,
    body: Body,
}

impl Symbols<'_> {
    fn find(&self, names: &[&str]) -> Option<&Parameter<Measured>> {
        names
            .iter()
            .find_map(|n| self.of.parameters.get(*n).or_else(|| self.of.parameters.get(&format!("{n}_F"))))
    }

    /// Value in the base units h, L, mg.
    fn value(&self, names: &[&str]) -> Result<Option<f64>, Missing> {
        let Some(p) = self.find(names) else { return Ok(None) };
        let m = p.value;
        let mass = || self.body.mass_kg.ok_or_else(|| format!("{} needs the patient's mass", names[0]));
        let surface = || {
            self.body.surface_m2.ok_or_else(|| format!("{} needs the patient's mass and height", names[0]))
        };
        let factor = match m.unit {
            "1" | "h" | "1/h" | "L" | "L/h" | "mg/L" | "ug/mL" | "mg/h" => 1.0,
            "min" => 1.0 / 60.0,
            "d" => 24.0,
            "1/min" => 60.0,
            "1/d" | "L/d" | "mg/d" => 1.0 / 24.0,
            "mL" | "ug/L" | "ng/mL" => 1e-3,
            "L/min" => 60.0,
            "mL/min" => 0.06,
            "L/kg" | "L/h/kg" => mass()?,
            "L/m2" | "L/h/m2" => surface()?,
            other => return Err(format!("{} in {other} cannot be used here", names[0])),
        };
        Ok(Some(m.value * factor))
    }
}

fn line<T>(what: T) -> Line<T> {
    Line { each: Vec::new(), what }
}

impl Disposition {
    /// From a record.
    ///
    /// # Errors
    /// What is missing in it, or of the person.
    pub fn of(record: &Pharmacokinetics, body: Body) -> Result<Self, Missing> {
        let symbols = Symbols { of: record, body };
        let value = |names: &[&str]| symbols.value(names);
        let half = value(&["T_half"])?;
        let volume = value(&["V1", "Vc", "V"])?;
        let (clearance, saturable) = (value(&["CL"])?, value(&["Vmax"])?.zip(value(&["Km"])?));
        let (volume_l, relative) = match (volume, clearance.is_some() || saturable.is_some(), half) {
            (Some(v), true, _) => (v, false),
            (_, _, Some(_)) => (1.0, true),
            (None, true, None) => return Err("a volume".into()),
            (_, false, None) => return Err("a clearance or a half-life".into()),
        };
        let mut parameters = std::collections::BTreeMap::new();
        let mut compartments = vec!["central"];
        let mut flows: Vec<Flow> = Vec::new();
        let mut flow = |from: &str, to: Option<&str>, name: &str, per_h: f64| {
            parameters.insert(name.to_owned(), (per_h, "1/h".to_owned()));
            flows.push(Flow {
                from: from.into(),
                to: to.map(Into::into),
                rate: Some(name.into()),
                law: None,
            });
        };
        match (relative, half, clearance) {
            (true, Some(h), _) => flow("central", None, "k10", std::f64::consts::LN_2 / h),
            (_, _, Some(cl)) => flow("central", None, "k10", cl / volume_l),
            _ => {}
        }
        let (mut peripheral, mut deep) = (false, false);
        if !relative {
            let out_in =
                |q: &[&str], v: &[&str], out: &str, back: &str| -> Result<Option<(f64, f64)>, Missing> {
                    if let Some(pair) = value(&[out])?.zip(value(&[back])?) {
                        return Ok(Some(pair));
                    }
                    let pair = value(q)?.zip(value(v)?);
                    // One without the other is a model with a hole.
                    if pair.is_none() && value(v)?.is_some() {
                        return Err(format!("{} beside {}", q[0], v[0]));
                    }
                    Ok(pair.map(|(q, v)| (q / volume_l, q / v)))
                };
            if let Some((out, back)) = out_in(&["Q", "Q2"], &["V2", "Vp"], "k12", "k21")? {
                flow("central", Some("peripheral"), "k12", out);
                flow("peripheral", Some("central"), "k21", back);
                peripheral = true;
            }
            if let Some((out, back)) = out_in(&["Q3"], &["V3"], "k13", "k31")? {
                flow("central", Some("deep"), "k13", out);
                flow("deep", Some("central"), "k31", back);
                deep = true;
            }
        }
        let oral = record.route == "oral";
        let steps = ["gut", "transit 2", "transit 3", "transit 4", "transit 5"];
        let mut names: Vec<String> = Vec::new();
        if oral {
            let (rate, n) = match (value(&["ka"])?, value(&["ktr"])?.zip(value(&["transits"])?)) {
                (_, Some((k, n))) => (k, n),
                (Some(k), None) => (k, 1.0),
                // Absorption that nobody knows is taken as fast against the half-life.
                (None, None) => (if relative { 1.0 } else { return Err("ka".into()) }, 1.0),
            };
            let count = (1..=steps.len()).find(|i| *i as f64 >= n).unwrap_or(steps.len());
            names = steps[..count].iter().map(|s| s.replace(' ', "_")).collect();
            for (i, from) in names.iter().enumerate() {
                flow(from, Some(names.get(i + 1).map_or("central", String::as_str)), "absorption", rate);
            }
        }
        if let Some((vmax, km)) = saturable.filter(|_| !relative) {
            parameters.insert("v_max".into(), (vmax, "mg/h".into()));
            // Half of the greatest elimination is reached with so much in the central volume.
            parameters.insert("half_full".into(), (km * volume_l, "mg".into()));
            flows.push(Flow {
                from: "central".into(),
                to: None,
                rate: None,
                law: Some("v_max * central / (half_full + central)".into()),
            });
        }
        compartments.extend(peripheral.then_some("peripheral"));
        compartments.extend(deep.then_some("deep"));
        compartments.extend(names.iter().map(String::as_str));
        let into = if oral { "gut" } else { "central" };
        let definition = Definition {
            name: "drug".into(),
            parameters,
            compartments: compartments
                .iter()
                .map(|c| line(Compartment { name: (*c).to_owned(), initial: None }))
                .collect(),
            flows: flows.into_iter().map(line).collect(),
            into: vec![into.into()],
            content: Some(Dimension::MASS),
            ..Definition::default()
        };
        let network = definition.network().map_err(|e| e.to_string())?;
        let model = Compiled::of(&network).map_err(|e| e.to_string())?;
        let lag_h = value(&["t_lag"])?.unwrap_or(0.0);
        Ok(Self { model, volume_l, lag_h, relative })
    }

    /// Terminal half-life in h, from concentrations late after one dose.
    ///
    /// What falls below 10⁻⁹ of its peak sooner has no later half-life: then that of its first fall.
    #[must_use]
    pub fn half_life_h(&self) -> f64 {
        let once = [DrugGiven { at_h: 0.0, mg: 1.0, over_h: 0.0 }];
        let times: Vec<f64> = (0..14).map(|i| libm::exp2(f64::from(i))).collect();
        let Ok(c) = self.concentrations_mg_per_l(&once, &times) else { return f64::INFINITY };
        let peak = c.iter().copied().fold(0.0, f64::max);
        let late = c.iter().rposition(|x| *x > 1e-9 * peak).unwrap_or(0).max(1);
        let fall = libm::log(c[late - 1] / c[late]);
        if fall > 0.0 {
            (times[late] - times[late - 1]) * std::f64::consts::LN_2 / fall
        } else {
            f64::INFINITY
        }
    }

    fn state(&self, name: &str) -> Option<usize> {
        self.model.names().iter().position(|n| n == name)
    }

    /// Concentrations in mg/L at rising times in h; right after a dose where both fall together.
    ///
    /// # Errors
    /// A saturable elimination that the solver cannot follow.
    pub fn concentrations_mg_per_l(&self, given: &[DrugGiven], times_h: &[f64]) -> Result<Vec<f64>, Missing> {
        let into = self.state("gut").or_else(|| self.state("central")).unwrap_or(0);
        let central = self.state("central").unwrap_or(0);
        let oral = self.state("gut").is_some();
        let doses: Vec<Dose> = given
            .iter()
            .map(|d| Dose {
                at: d.at_h + self.lag_h,
                over: if oral { 0.0 } else { d.over_h },
                state: into,
                amount: d.mg * 1e-3,
            })
            .collect();
        let states = match run_linear(&self.model, &doses, times_h) {
            Some(states) => states,
            None => {
                let settings = Settings::default();
                run(&self.model, &doses, times_h, settings).map_err(|e| e.to_string())?.states
            }
        };
        Ok(states.iter().map(|x| (1e3 * x[central] / self.volume_l).max(0.0)).collect())
    }
}
