//! The table of one or several people that a kinetic model is fitted to.
//!
//! One row for each administration or measurement. Columns by name, units in the name: `patient` (absent for one person), `time_h`,
//! `dose_MBq` or `dose_mg` with `over_min` (administrations), `region` or `observed` with `activity_MBq` or `value_mg/L` (measurements), and
//! covariates by the name of the model's parameter, such as `tumour_volume_mL`. Empty cells and `.` are missing.

use std::collections::BTreeMap;

use hevesy_compartment::{Dimension, Unit};
use hevesy_kinetics::{Given, Measured, Measurement, observed_dimension};
use hevesy_library::{KineticModel, NumberUnit, Problem};

use crate::rows::rows;

/// What a column holds, with its factor to base units.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    Patient,
    Time(f64),
    Dose(f64, Dimension),
    Over(f64),
    Of,
    Value(f64, Dimension, String),
    Covariate(String, String),
    Other,
}

/// Reads a table for a model. Without a column for doses everybody was given `given`. Returns people in order of appearance, and remarks.
///
/// # Errors
/// A column that is missing, doubled or of another dimension than the model's; a cell that is no number; measurements before anything is
/// given; covariates that change.
pub fn read_people(
    file: &str,
    text: &str,
    model: &KineticModel,
    given: &[Given],
) -> Result<(Vec<Measured>, Vec<String>), Problem> {
    let mut table: Option<Table<'_>> = None;
    for row in rows(file, text) {
        let (line, row) = row?;
        match &mut table {
            None => table = Some(Table::new(file, line, &row, model)?),
            Some(table) => table.row(line, &row)?,
        }
    }
    let table = table.ok_or_else(|| {
        Problem::new(file, "is empty", "give a header, and a row for each administration and measurement")
    })?;
    table.people(given)
}

/// Name of a column, what it is, and whether it must be there.
type Wanted<'a> = (&'a str, fn(&Column) -> bool, bool);

struct Table<'a> {
    file: &'a str,
    model: &'a KineticModel,
    columns: Vec<Column>,
    names: Vec<String>,
    ignored: Vec<String>,
    /// Of what was measured, found once.
    dimensions: BTreeMap<String, Dimension>,
    people: Vec<Measured>,
    /// Line of each person's first measurement.
    lines: Vec<usize>,
}

impl<'a> Table<'a> {
    fn new(
        file: &'a str,
        line: usize,
        row: &csv::StringRecord,
        model: &'a KineticModel,
    ) -> Result<Self, Problem> {
        let mut columns = Vec::new();
        let mut ignored = Vec::new();
        for name in row {
            let column =
                column(name, model).map_err(|(what, next)| Problem::new(file, what, next).at(line))?;
            if column == Column::Other && !name.is_empty() {
                ignored.push(name.to_owned());
            }
            columns.push(column);
        }
        let names: Vec<String> = row.iter().map(str::to_owned).collect();
        let kinds: [Wanted<'_>; 6] = [
            ("time_h", |c| matches!(c, Column::Time(_)), true),
            ("activity_MBq` or `value_mg/L", |c| matches!(c, Column::Value(..)), true),
            ("patient", |c| *c == Column::Patient, false),
            ("region", |c| *c == Column::Of, model.observed.len() != 1),
            ("dose_MBq", |c| matches!(c, Column::Dose(..)), false),
            ("over_min", |c| matches!(c, Column::Over(_)), false),
        ];
        for (name, is, needed) in kinds {
            let count = columns.iter().filter(|c| is(c)).count();
            if count > 1 || (needed && count == 0) {
                let what = format!(
                    "has {} column like `{name}`; the header reads `{}`",
                    if count == 0 { "no" } else { "more than one" },
                    names.join(", ")
                );
                return Err(Problem::new(file, what, format!("name one column `{name}`")).at(line));
            }
        }
        Ok(Self {
            file,
            model,
            columns,
            names,
            ignored,
            dimensions: BTreeMap::new(),
            people: Vec::new(),
            lines: Vec::new(),
        })
    }

    fn row(&mut self, line: usize, row: &csv::StringRecord) -> Result<(), Problem> {
        let file = self.file;
        let problem = |what: String, next: &str| Problem::new(file, what, next).at(line);
        if row.len() > self.names.len() {
            let what = format!("has {} cells under a header of {}", row.len(), self.names.len());
            return Err(problem(
                what,
                "write decimal points, no commas in numbers, or separate by semicolons",
            ));
        }
        let cell = |i: usize| row.get(i).filter(|c| !["", ".", "NA", "na"].contains(c));
        let value = |i: usize| -> Result<Option<f64>, Problem> {
            let Some(text) = cell(i) else { return Ok(None) };
            let found = text.parse::<f64>().ok().filter(|x| x.is_finite() && *x >= 0.0);
            found.map(Some).ok_or_else(|| {
                problem(
                    format!("has `{text}` in the column `{}`", self.names[i]),
                    if text.contains(',') {
                        "write a decimal point instead of the comma"
                    } else {
                        "give a number that is not negative"
                    },
                )
            })
        };
        let (mut name, mut of) = (String::new(), None);
        let (mut time_h, mut dose, mut over_h, mut measured) = (None, None, None, None);
        let mut instead = BTreeMap::new();
        for (i, column) in self.columns.iter().enumerate() {
            match column {
                Column::Patient => name = cell(i).unwrap_or_default().to_owned(),
                Column::Of => of = cell(i).map(str::to_owned),
                Column::Time(f) => time_h = value(i)?.map(|x| x * f),
                Column::Dose(f, d) => dose = value(i)?.filter(|x| *x > 0.0).map(|x| (x * f, *d)),
                Column::Over(f) => over_h = value(i)?.map(|x| x * f),
                Column::Value(f, d, name) => measured = value(i)?.map(|x| (x, *f, *d, name.clone())),
                Column::Covariate(parameter, unit) => {
                    if let Some(value) = value(i)? {
                        instead.insert(parameter.clone(), NumberUnit { value, unit: unit.clone() });
                    }
                }
                Column::Other => {}
            }
        }
        let Some(time_h) = time_h else { return Err(problem("has no time".into(), "give one")) };
        let place = self.people.iter().position(|p| p.name == name).unwrap_or_else(|| {
            self.people.push(Measured { name: name.clone(), ..Measured::default() });
            self.lines.push(line);
            self.people.len() - 1
        });
        let person = &mut self.people[place];
        for (parameter, value) in instead {
            match person.instead.get(&parameter) {
                Some(before) if *before != value => {
                    let what = format!("`{parameter}` of {} changes", shown(&name));
                    return Err(problem(what, "a covariate has one value for each person; give that"));
                }
                _ => person.instead.insert(parameter, value),
            };
        }
        match (dose, measured) {
            (Some((amount, dimension)), None | Some((0.0, ..))) => {
                let mut given = Given { at_h: time_h, over_h, ..Given::default() };
                if dimension == Dimension::ACTIVITY {
                    given.activity_mbq = amount;
                } else {
                    given.drug_g = amount;
                }
                person.given.push(given);
            }
            (Some(_), Some(_)) => {
                let what = "has a dose and a measurement".to_owned();
                return Err(problem(
                    what,
                    "give them two rows; a measurement at that time comes after the dose",
                ));
            }
            (None, None) => {}
            (None, Some((value, unit, dimension, unit_name))) => {
                let of = match (of, &self.model.observed[..]) {
                    (Some(of), _) => of,
                    (None, [only]) => only.name.clone(),
                    (None, _) => {
                        return Err(problem("does not say what was measured".into(), "name the region"));
                    }
                };
                let known = self.dimensions.get(&of).copied();
                let wanted = known.map_or_else(|| observed_dimension(self.model, &of), Ok).map_err(|e| {
                    let message = e.to_string();
                    let (what, next) = message.split_once("; ").unwrap_or((&message, "correct the name"));
                    problem(what.to_owned(), next)
                })?;
                self.dimensions.insert(of.clone(), wanted);
                if wanted != dimension {
                    let what =
                        format!("`{of}` is of the dimension {wanted}, and the column is of {dimension}");
                    return Err(problem(what, "correct the unit in the header"));
                }
                if person.points.is_empty() {
                    self.lines[place] = line;
                }
                person.points.push(Measurement { time_h, of, value, unit, unit_name });
            }
        }
        Ok(())
    }

    fn people(mut self, given: &[Given]) -> Result<(Vec<Measured>, Vec<String>), Problem> {
        let doses = self.columns.iter().any(|c| matches!(c, Column::Dose(..)));
        if doses && !given.is_empty() {
            let what = "has a column for doses, and --activity says what all were given";
            return Err(Problem::new(self.file, what, "leave one of them out"));
        }
        if !given.is_empty() && self.model.content() == Dimension::MASS {
            let what = format!("{} is given as a mass, not as an activity", self.model.id);
            return Err(Problem::new(
                self.file,
                what,
                "leave --activity out, and give the table a column `dose_mg`",
            ));
        }
        if self.people.is_empty() {
            let next = "add a row for each administration and measurement";
            return Err(Problem::new(self.file, "has a header but no rows", next));
        }
        for (person, line) in self.people.iter_mut().zip(&self.lines) {
            let who = shown(&person.name);
            if !doses {
                person.given = given.to_vec();
            }
            Given::put_in_order(&mut person.given);
            person.points.sort_by(|a, b| a.time_h.total_cmp(&b.time_h));
            let problem = |what: &str, next: &str| {
                Err(Problem::new(self.file, format!("{who} {what}"), next).at(*line))
            };
            let Some(first) = person.given.first() else {
                return problem(
                    "was given nothing",
                    "add a row with a dose, or say with --activity what all were given",
                );
            };
            match person.points.first() {
                None => return problem("has no measurements", "add some, or leave the person out"),
                Some(p) if p.time_h < first.at_h => {
                    return problem(
                        "was measured before anything was given",
                        "correct the times, or leave the row out",
                    );
                }
                Some(_) => {}
            }
            let all_mbq: f64 = person.given.iter().map(|g| g.activity_mbq).sum();
            let more = |p: &&Measurement| {
                Unit::parse(&p.unit_name).is_ok_and(|u| u.dimension == Dimension::ACTIVITY)
                    && p.value * p.unit > all_mbq
            };
            if let Some(p) = person.points.iter().find(more) {
                let what = format!(
                    "has {} {} in {} after {} h, more than the {all_mbq} MBq that were given",
                    p.value, p.unit_name, p.of, p.time_h
                );
                return problem(&what, "check the units of both");
            }
        }
        let mut notes = Vec::new();
        if !self.ignored.is_empty() {
            notes.push(format!("Columns of the table that are not used: {}.", self.ignored.join(", ")));
        }
        Ok((self.people, notes))
    }
}

fn shown(name: &str) -> String {
    if name.is_empty() { "the patient".into() } else { format!("patient {name}") }
}

/// What a column is by its name: what it holds, an underscore, its unit.
fn column(name: &str, model: &KineticModel) -> Result<Column, (String, String)> {
    let (stem, unit) = match name.rsplit_once('_') {
        Some((stem, unit)) if Unit::parse(unit).is_ok() => (stem, Some(unit)),
        _ => (name, None),
    };
    let wanted = |dimension: Option<Dimension>, example: &str| {
        let found = unit.and_then(|u| Unit::parse(u).ok());
        found.filter(|u| dimension.is_none_or(|d| d == u.dimension)).ok_or_else(|| {
            let what = format!("the column `{name}` has no unit that fits");
            (what, format!("write its unit into its name, such as `{example}`"))
        })
    };
    let parameter = |text: &str| {
        let found = model.parameters.iter().find(|(n, _)| n.eq_ignore_ascii_case(text))?;
        Some((found.0.clone(), found.1.value.unit.clone()))
    };
    // Covariates first: a model may call one of its parameters as it likes.
    if let Some((parameter, own)) = parameter(name).or_else(|| unit.and_then(|_| parameter(stem))) {
        let unit = if name.eq_ignore_ascii_case(&parameter) { own } else { unit.unwrap_or("1").to_owned() };
        return Ok(Column::Covariate(parameter, unit));
    }
    Ok(match stem.to_lowercase().as_str() {
        "patient" | "id" | "subject" => Column::Patient,
        "region" | "observed" => Column::Of,
        "time" => Column::Time(wanted(Some(Dimension::TIME), "time_h")?.factor),
        "over" => Column::Over(wanted(Some(Dimension::TIME), "over_min")?.factor),
        "dose" | "amt" => {
            let unit = wanted(None, "dose_MBq")?;
            let drug = model.content() == Dimension::MASS;
            let right = if drug { Dimension::MASS } else { Dimension::ACTIVITY };
            if unit.dimension != right {
                let what =
                    format!("the column `{name}` is no {right}, which is what {} is given as", model.id);
                return Err((what, format!("name it `{}`", if drug { "dose_mg" } else { "dose_MBq" })));
            }
            Column::Dose(unit.factor, unit.dimension)
        }
        "activity" => {
            let found = wanted(Some(Dimension::ACTIVITY), "activity_MBq")?;
            Column::Value(found.factor, found.dimension, unit.unwrap_or_default().to_owned())
        }
        "value" | "dv" => {
            let found = wanted(None, "value_mg/L")?;
            Column::Value(found.factor, found.dimension, unit.unwrap_or_default().to_owned())
        }
        _ => Column::Other,
    })
}
