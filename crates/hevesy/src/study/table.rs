//! The time–activity table that people write.
//!
//! Columns are found by name, units stand in the name: `region`, `time_h`, `activity_MBq`; if present
//! `uncertainty_MBq` or `uncertainty_percent`, `volume_mL`, `mass_g`, `kind` (organ or lesion). One row for each region
//! and scan; or one row for each region with values separated by `;`. Lines that start with `#` are comments.

use hevesy_kinetics::Sample;
use hevesy_library::{Problem, RegionName};

use crate::rows::rows;

/// Organ or lesion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// Healthy organ or tissue.
    Organ,
    /// Lesion.
    Lesion,
}

/// All rows of one region.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionRows {
    /// Name as written first.
    pub name: String,
    /// Line of the first row.
    pub line: usize,
    /// Kind, where the table has one.
    pub kind: Option<RegionKind>,
    /// Samples in order of time.
    pub samples: Vec<Sample>,
    /// Volumes in ml, in order of time, where there are any.
    pub volumes_ml: Vec<f64>,
    /// Mass in g, where there is one.
    pub mass_g: Option<f64>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Column {
    Region,
    Kind,
    TimeH(f64),
    ActivityMbq(f64),
    SdMbq(f64),
    SdPercent,
    VolumeMl(f64),
    MassG(f64),
    Other,
}

/// Reads a table. Returns the regions in order of appearance and remarks.
///
/// # Errors
/// A missing or doubled column, a cell that is not what its column says, a time or activity that cannot be, a region
/// that appears under two spellings or twice at one time.
pub fn read_table(file: &str, text: &str) -> Result<(Vec<RegionRows>, Vec<String>), Problem> {
    let mut columns: Option<(Vec<Column>, Vec<String>)> = None;
    let mut regions: Vec<RegionRows> = Vec::new();
    let mut notes = Vec::new();
    for row in rows(file, text) {
        let (line, row) = row?;
        match &columns {
            None => columns = Some(header(file, line, &row, &mut notes)?),
            Some((columns, names)) => add_row(file, line, &row, columns, names, &mut regions)?,
        }
    }
    if columns.is_none() {
        return Err(Problem::new(file, "is empty", "give a header and a row for each region and scan"));
    }
    if regions.is_empty() {
        return Err(Problem::new(file, "has a header but no rows", "add a row for each region and scan"));
    }
    for region in &mut regions {
        let mut order: Vec<usize> = (0..region.samples.len()).collect();
        order.sort_by(|a, b| region.samples[*a].time_h.total_cmp(&region.samples[*b].time_h));
        if region.volumes_ml.len() == region.samples.len() {
            region.volumes_ml = order.iter().map(|i| region.volumes_ml[*i]).collect();
        }
        region.samples = order.iter().map(|i| region.samples[*i]).collect();
        let volumes = region.volumes_ml.len();
        if volumes > 1 && volumes != region.samples.len() {
            return Err(Problem::new(
                file,
                format!("region `{}` has {volumes} volumes for {} scans", region.name, region.samples.len()),
                "give every scan its volume, or one volume for the region",
            )
            .at(region.line));
        }
        if let Some(pair) = region.samples.windows(2).find(|p| p[0].time_h == p[1].time_h) {
            return Err(Problem::new(
                file,
                format!("region `{}` appears twice at {} h", region.name, pair[0].time_h),
                "remove the repeated row or correct its time or region",
            )
            .at(region.line));
        }
    }
    Ok((regions, notes))
}

fn header(
    file: &str,
    line: usize,
    row: &csv::StringRecord,
    notes: &mut Vec<String>,
) -> Result<(Vec<Column>, Vec<String>), Problem> {
    let mut columns = Vec::new();
    let mut ignored = Vec::new();
    for name in row {
        let column = column(file, line, name)?;
        if column == Column::Other && !name.is_empty() {
            ignored.push(name.to_owned());
        }
        columns.push(column);
    }
    let count = |wanted: fn(&Column) -> bool| columns.iter().filter(|c| wanted(c)).count();
    let region = count(|c| *c == Column::Region);
    let time = count(|c| matches!(c, Column::TimeH(_)));
    let activity = count(|c| matches!(c, Column::ActivityMbq(_)));
    for (n, name, example) in
        [(region, "region", "region"), (time, "time", "time_h"), (activity, "activity", "activity_MBq")]
    {
        if n != 1 {
            let what = if n == 0 {
                format!("has no column for {name}")
            } else {
                format!("has {n} columns for {name}")
            };
            let found: Vec<&str> = row.iter().collect();
            return Err(Problem::new(
                file,
                format!("{what}; the header reads `{}`", shorten(&found.join(", "))),
                format!("name one column `{example}`"),
            )
            .at(line));
        }
    }
    for (i, c) in columns.iter().enumerate() {
        let same = |other: &Column| std::mem::discriminant(other) == std::mem::discriminant(c);
        if *c != Column::Other && columns[..i].iter().any(same) {
            return Err(Problem::new(
                file,
                format!(
                    "column `{}` repeats what another column holds",
                    shorten(row.get(i).unwrap_or_default())
                ),
                "keep one of them, or rename the other",
            )
            .at(line));
        }
    }
    if !ignored.is_empty() {
        notes.push(format!("columns of the table that are not used: {}", ignored.join(", ")));
    }
    Ok((columns, row.iter().map(str::to_owned).collect()))
}

/// `activity_MBq` → activity with its factor to MBq.
fn column(file: &str, line: usize, name: &str) -> Result<Column, Problem> {
    let cleaned = name.replace(['(', '[', ')', ']', ' ', '-', '/'], "_");
    let parts: Vec<&str> = cleaned.split('_').filter(|p| !p.is_empty()).collect();
    let stem = parts.first().map_or_else(String::new, |p| p.to_lowercase());
    let unit = parts.last().copied().filter(|_| parts.len() > 1).unwrap_or_default();
    let units = |known: &[(&str, f64)], example: &str| {
        known.iter().find(|(u, _)| u.eq_ignore_ascii_case(unit)).map(|(_, factor)| *factor).ok_or_else(|| {
            let what = if unit.is_empty() {
                format!("column `{}` has no unit", shorten(name))
            } else {
                format!(
                    "column `{}` has the unit `{}`, which is not one of its quantity",
                    shorten(name),
                    shorten(unit)
                )
            };
            let list: Vec<&str> = known.iter().map(|(u, _)| *u).collect();
            Problem::new(file, what, format!("name it `{example}`, or with another of {}", list.join(", ")))
                .at(line)
        })
    };
    const TIME: [(&str, f64); 5] =
        [("h", 1.0), ("min", 1.0 / 60.0), ("d", 24.0), ("s", 1.0 / 3600.0), ("hours", 1.0)];
    const ACTIVITY: [(&str, f64); 4] = [("MBq", 1.0), ("kBq", 1e-3), ("GBq", 1e3), ("Bq", 1e-6)];
    const VOLUME: [(&str, f64); 4] = [("mL", 1.0), ("cm3", 1.0), ("cc", 1.0), ("L", 1e3)];
    const MASS: [(&str, f64); 3] = [("g", 1.0), ("kg", 1e3), ("mg", 1e-3)];
    let is_sd = |p: &&str| {
        matches!(p.to_lowercase().as_str(), "sd" | "uncertainty" | "sigma" | "stdev" | "error" | "cv" | "u")
    };
    if parts.iter().any(is_sd) {
        if unit.eq_ignore_ascii_case("cv") {
            let what = format!("column `{}` could be a share or a percentage", shorten(name));
            return Err(Problem::new(file, what, "name it `uncertainty_percent`, with 5 for 5 %").at(line));
        }
        if ["percent", "%"].iter().any(|u| u.eq_ignore_ascii_case(unit)) {
            return Ok(Column::SdPercent);
        }
        if stem == "volume" || stem == "mass" {
            return Ok(Column::Other);
        }
        return units(&ACTIVITY, "uncertainty_MBq").map(Column::SdMbq);
    }
    Ok(match stem.as_str() {
        "region" | "organ" | "voi" | "roi" | "structure" => Column::Region,
        "kind" | "type" => Column::Kind,
        "time" | "t" => Column::TimeH(units(&TIME, "time_h")?),
        "activity" | "a" => Column::ActivityMbq(units(&ACTIVITY, "activity_MBq")?),
        "volume" => Column::VolumeMl(units(&VOLUME, "volume_mL")?),
        "mass" => Column::MassG(units(&MASS, "mass_g")?),
        _ => Column::Other,
    })
}

/// Enough of a cell to recognise it, without letting a 100 MB line into a message.
fn shorten(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST {
        text.to_owned()
    } else {
        text.chars().take(MOST).collect::<String>() + " …"
    }
}

fn add_row(
    file: &str,
    line: usize,
    row: &csv::StringRecord,
    columns: &[Column],
    names: &[String],
    regions: &mut Vec<RegionRows>,
) -> Result<(), Problem> {
    if row.len() != columns.len() {
        return Err(Problem::new(
            file,
            format!("has {} cells in this row and {} columns in its header", row.len(), columns.len()),
            "give every row as many cells as the header; write decimals with a point",
        )
        .at(line));
    }
    let cell = |wanted: fn(&Column) -> bool| {
        let place = columns.iter().position(wanted)?;
        Some((row.get(place).unwrap_or_default(), columns[place], names[place].as_str()))
    };
    let numbers = |found: Option<(&str, Column, &str)>, factor: f64| -> Result<Vec<f64>, Problem> {
        let Some((text, _, name)) = found else { return Ok(Vec::new()) };
        if text.is_empty() {
            return Ok(Vec::new());
        }
        text.split(';').map(|t| number(file, line, name, t.trim(), factor)).collect()
    };
    let name = cell(|c| *c == Column::Region).map_or("", |c| c.0);
    if name.is_empty() {
        return Err(Problem::new(file, "this row names no region", "fill in the first column").at(line));
    }
    let kind = match cell(|c| *c == Column::Kind).map(|c| c.0.to_lowercase()).as_deref() {
        None | Some("") => None,
        Some("organ" | "tissue") => Some(RegionKind::Organ),
        Some("lesion" | "tumour" | "tumor") => Some(RegionKind::Lesion),
        Some(other) => {
            let what = format!("`{}` is not a kind of region", shorten(other));
            return Err(Problem::new(file, what, "write `organ` or `lesion`").at(line));
        }
    };
    let factor = |found: &Option<(&str, Column, &str)>| match found {
        Some((
            _,
            Column::TimeH(f)
            | Column::ActivityMbq(f)
            | Column::SdMbq(f)
            | Column::VolumeMl(f)
            | Column::MassG(f),
            _,
        )) => *f,
        _ => 1.0,
    };
    let of = |wanted: fn(&Column) -> bool| {
        let found = cell(wanted);
        let f = factor(&found);
        numbers(found, f)
    };
    let times = of(|c| matches!(c, Column::TimeH(_)))?;
    let activities = of(|c| matches!(c, Column::ActivityMbq(_)))?;
    let sds = of(|c| matches!(c, Column::SdMbq(_)))?;
    let percents = of(|c| *c == Column::SdPercent)?;
    let volumes = of(|c| matches!(c, Column::VolumeMl(_)))?;
    let masses = of(|c| matches!(c, Column::MassG(_)))?;
    if times.is_empty() || times.len() != activities.len() {
        return Err(Problem::new(
            file,
            format!(
                "region `{}` has {} times and {} activities in this row",
                shorten(name),
                times.len(),
                activities.len()
            ),
            "give each scan its time and its activity",
        )
        .at(line));
    }
    for (values, what) in [(&sds, "uncertainties"), (&percents, "uncertainties"), (&volumes, "volumes")] {
        if !values.is_empty() && values.len() != times.len() && values.len() != 1 {
            return Err(Problem::new(
                file,
                format!("has {} {what} for {} scans", values.len(), times.len()),
                "give one for each scan",
            )
            .at(line));
        }
    }
    let pick = |values: &[f64], i: usize| values.get(i).or(values.first()).copied();
    let mut samples = Vec::with_capacity(times.len());
    for (i, (time_h, activity_mbq)) in times.iter().zip(&activities).enumerate() {
        if *time_h < 0.0 {
            return Err(Problem::new(
                file,
                format!("the time {time_h} h of region `{}` lies before the administration", shorten(name)),
                "count times from the administration; check the sign",
            )
            .at(line));
        }
        if *activity_mbq < 0.0 {
            return Err(Problem::new(
                file,
                format!("the activity {activity_mbq} MBq of region `{}` is negative", shorten(name)),
                "correct it; a background that was taken off twice can do this",
            )
            .at(line));
        }
        let sd_mbq = pick(&sds, i).or_else(|| pick(&percents, i).map(|p| 0.01 * p * activity_mbq));
        if sd_mbq.is_some_and(|sd| sd <= 0.0) {
            return Err(Problem::new(
                file,
                format!("the uncertainty of region `{}` at {time_h} h is not positive", shorten(name)),
                "leave the cell empty where the uncertainty is not known",
            )
            .at(line));
        }
        samples.push(Sample { time_h: *time_h, activity_mbq: *activity_mbq, sd_mbq });
    }
    if let Some(bad) = volumes.iter().chain(&masses).find(|v| **v <= 0.0) {
        return Err(Problem::new(
            file,
            format!("{bad} is not a volume or mass"),
            "give a positive number or leave it empty",
        )
        .at(line));
    }
    if let Some(known) = regions.iter_mut().find(|r| r.name == name) {
        match (known.kind, kind) {
            (Some(a), Some(b)) if a != b => {
                return Err(Problem::new(
                    file,
                    format!("region `{}` is an organ in one row and a lesion in another", shorten(name)),
                    "give it one kind",
                )
                .at(line));
            }
            (None, Some(b)) => known.kind = Some(b),
            _ => {}
        }
        known.samples.extend(samples);
        known.volumes_ml.extend(volumes);
        if let Some(mass) = masses.first() {
            if known.mass_g.is_some_and(|m| (m / mass - 1.0).abs() > 1e-9) {
                return Err(Problem::new(
                    file,
                    format!(
                        "region `{}` has two masses, {} g and {mass} g",
                        shorten(name),
                        known.mass_g.unwrap_or_default()
                    ),
                    "give one mass for a region, or volumes for each scan",
                )
                .at(line));
            }
            known.mass_g = Some(*mass);
        }
        return Ok(());
    }
    if let Some(alike) = regions.iter().find(|r| RegionName::of(&r.name).same_as(&RegionName::of(name))) {
        return Err(Problem::new(
            file,
            format!("`{}` and `{}` (line {}) name the same region", shorten(name), alike.name, alike.line),
            "spell a region in one way, or tell two regions apart by name",
        )
        .at(line));
    }
    regions.push(RegionRows {
        name: name.to_owned(),
        line,
        kind,
        samples,
        volumes_ml: volumes,
        mass_g: masses.first().copied(),
    });
    Ok(())
}

fn number(file: &str, line: usize, column: &str, text: &str, factor: f64) -> Result<f64, Problem> {
    let remedy = if text.contains(',') {
        "write decimals with a point and no thousands mark"
    } else if text.chars().any(char::is_alphabetic) {
        "write a number only; the unit stands in the column's name"
    } else {
        "write a number"
    };
    // Rust reads `inf` and `nan` as numbers; a table may not hold them.
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    match text.parse::<f64>() {
        Ok(x) if plain && x.is_finite() && (x * factor).is_finite() => Ok(x * factor),
        _ => Err(Problem::new(
            file,
            format!("`{}` in column `{}` is not a number", shorten(text), shorten(column)),
            remedy,
        )
        .at(line)),
    }
}
