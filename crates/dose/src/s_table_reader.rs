//! Readers of S-value tables.
//!
//! Two shapes are understood, told apart by the header:
//! * long: one row per pair with columns `source`, `target`, an S-value column and, if present, `target_mass_g`
//!   (OpenDose extracts and plain tables), or `mass_g`, and `nuclide`. A unit in the name of the S-value column counts, else
//!   mGy/(MBq·s);
//! * matrix (OLINDA and alike): first row source regions after an empty cell, first column target regions, in
//!   mGy/(MBq·s).

use std::str::FromStr;

use csv::{ReaderBuilder, StringRecord};
use hevesy_library::Problem;
use hevesy_nuclide::Nuclide;
use hevesy_quantity::SValue;

use crate::s_table::{SEntry, STable};

const REMEDY: &str = "give a table with columns `source`, `target`, `s_mGy_per_MBq_s`, or a matrix with sources in the \
                      first row and targets in the first column";

impl STable {
    /// Reads a table of S-values of one nuclide; rows of others are passed over where a column names them.
    ///
    /// # Errors
    /// A table of unknown shape, or a cell that is not a non-negative number.
    pub fn read(file: &str, text: &str, nuclide: Nuclide) -> Result<Self, Problem> {
        // The csv reader counts a line less where lines end as on Windows.
        let text = text.replace("\r\n", "\n");
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|e| Problem::new(file, format!("is not a table: {e}"), REMEDY))?;
            if row.iter().any(|c| !c.trim().is_empty()) {
                rows.push(row);
            }
        }
        let Some(header) = rows.first() else {
            return Err(Problem::new(file, "is empty", REMEDY));
        };
        let place =
            |names: &[&str]| header.iter().position(|c| names.contains(&c.trim().to_lowercase().as_str()));
        let source = place(&["source", "source_region", "source organ", "source_organ"]);
        let target = place(&["target", "target_region", "target organ", "target_organ"]);
        let entries = match (source, target) {
            (Some(source), Some(target)) => long(file, &rows, source, target, nuclide)?,
            _ if header.len() > 2 => matrix(file, &rows)?,
            _ => {
                return Err(
                    Problem::new(file, "is neither a long table nor a matrix of S-values", REMEDY).at(1)
                );
            }
        };
        if entries.is_empty() {
            let what = format!("holds no S-value for {nuclide}");
            return Err(Problem::new(file, what, REMEDY));
        }
        Ok(Self { origin: file.to_owned(), entries, balls: Vec::new() })
    }
}

fn long(
    file: &str,
    rows: &[StringRecord],
    source: usize,
    target: usize,
    nuclide: Nuclide,
) -> Result<Vec<SEntry>, Problem> {
    let header = &rows[0];
    let is_s = |c: &str| {
        let c = c.trim().to_lowercase();
        c == "s"
            || c.starts_with("s_")
            || c.starts_with("s-value")
            || c.starts_with("s value")
            || c.starts_with("s(")
            || c.starts_with("s (")
            || c.starts_with("s [")
    };
    let value = header
        .iter()
        .position(is_s)
        .ok_or_else(|| Problem::new(file, "has no column of S-values", REMEDY).at(1))?;
    let factor = unit_factor(file, &header[value])?;
    let named =
        |names: &[&str]| header.iter().position(|c| names.contains(&c.trim().to_lowercase().as_str()));
    let mass = named(&["target_mass_g", "mass_g"]);
    let isotope = named(&["nuclide", "radionuclide", "isotope"]);
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows[1..] {
        let cell = |i: usize| row.get(i).unwrap_or_default().trim();
        // A table of many nuclides: the rows of ours.
        if let Some(i) = isotope
            && Nuclide::find(cell(i)).ok() != Some(nuclide)
        {
            continue;
        }
        entries.push(SEntry {
            target: cell(target).to_owned(),
            source: cell(source).to_owned(),
            mgy_per_mbq_s: factor * number(file, row, cell(value))?,
            electron_mgy_per_mbq_s: None,
            target_mass_g: mass.map(|i| number(file, row, cell(i))).transpose()?,
        });
    }
    Ok(entries)
}

fn matrix(file: &str, rows: &[StringRecord]) -> Result<Vec<SEntry>, Problem> {
    let sources: Vec<&str> = rows[0].iter().skip(1).map(str::trim).collect();
    let mut entries = Vec::new();
    for row in &rows[1..] {
        let target = row.get(0).unwrap_or_default().trim();
        for (source, cell) in sources.iter().zip(row.iter().skip(1)) {
            if !cell.trim().is_empty() && !source.is_empty() {
                let mgy_per_mbq_s = number(file, row, cell.trim())?;
                entries.push(SEntry {
                    target: target.to_owned(),
                    source: (*source).to_owned(),
                    mgy_per_mbq_s,
                    electron_mgy_per_mbq_s: None,
                    target_mass_g: None,
                });
            }
        }
    }
    Ok(entries)
}

/// Factor to mGy/(MBq·s) of the unit in a column's name: `S_mGy_per_MBq_s`, `s (Gy/Bq s)`, `s_value`; a name without a
/// unit means mGy/(MBq·s).
fn unit_factor(file: &str, header: &str) -> Result<f64, Problem> {
    let words: Vec<&str> = header
        .split(|c: char| !(c.is_alphanumeric() || c == 'µ'))
        .filter(|w| !w.is_empty() && !["per", "value", "values"].contains(&w.to_lowercase().as_str()))
        .collect();
    let unit = &words[usize::from(words.first().is_some_and(|w| w.eq_ignore_ascii_case("s")))..];
    let [dose, activity, time] = unit else {
        return if unit.is_empty() { Ok(1.0) } else { Err(unknown_unit(file, header)) };
    };
    SValue::from_str(&format!("1 {dose}/({activity}·{time})"))
        .map(SValue::to_mgy_per_mbq_s)
        .map_err(|_| unknown_unit(file, header))
}

fn unknown_unit(file: &str, header: &str) -> Problem {
    let what = format!("the column `{}` has a unit that is not one of S-values", header.trim());
    Problem::new(file, what, "name it `S_mGy_per_MBq_s`, `S_Gy_per_Bq_s` or alike").at(1)
}

fn number(file: &str, row: &StringRecord, cell: &str) -> Result<f64, Problem> {
    match cell.parse::<f64>() {
        Ok(x) if x.is_finite() && x >= 0.0 => Ok(x),
        _ => {
            let line = row.position().map_or(0, csv::Position::line);
            let problem = Problem::new(
                file,
                format!("`{cell}` is not an S-value or mass (a non-negative number)"),
                REMEDY,
            );
            Err(problem.at(usize::try_from(line).unwrap_or(0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<STable, Problem> {
        STable::read("t", text, Nuclide::find("Lu-177").unwrap())
    }

    #[test]
    fn exact_both_shapes() {
        let long = read("phantom,source,target,S_mGy_per_MBq_s,std_err,target_mass_g\nAM,liver,\"Kidney, left\",4.7e-8,0,155\n").unwrap();
        let e = long.find("Kidney_Left", "Liver").unwrap();
        assert_eq!((e.mgy_per_mbq_s, e.target_mass_g), (4.7e-8, Some(155.0)));
        let plain = read("target,source,s (Gy/Bq s)\nliver,liver,1.37e-14\n").unwrap();
        assert!((plain.find("Liver", "liver").unwrap().mgy_per_mbq_s / 1.37e-5 - 1.0).abs() < 1e-12);
        let matrix = read(",Kidneys,Liver\nKidneys,7.8e-5,1.0e-7\nLiver,1.1e-7,1.37e-5\n").unwrap();
        assert_eq!(matrix.find("kidney left", "liver").unwrap().mgy_per_mbq_s, 1.0e-7);
        assert_eq!(matrix.find("liver", "Kidney_Right").unwrap().mgy_per_mbq_s, 1.1e-7);
        assert_eq!(matrix.find("kidney left", "kidney left").unwrap().mgy_per_mbq_s, 7.8e-5);
        assert!(matrix.find("kidney left", "kidney right").is_none(), "a pair is not its own source");
    }

    #[test]
    fn exact_what_is_refused() {
        for text in [
            "",
            "a,b\n1,2\n",
            "source,target\nx,y\n",
            "source,target,s\nx,y,-1\n",
            "source,target,s_furlong\nx,y,1\n",
            "source,target,nuclide,s\nx,y,Y-90,1\n",
            ",a,b\nc,1,zwei\n",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let problem = read("source,target,s\nx,y,1e-5\nx,z,nan\n").unwrap_err();
        assert_eq!(problem.line, Some(3));
    }
}
