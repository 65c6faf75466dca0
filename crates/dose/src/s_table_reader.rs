//! Readers of S-value tables.
//!
//! Two shapes are understood, told apart by the header:
//! * long: one row per pair with columns `source`, `target`, an S-value column and, if present, `target_mass_g`
//!   (OpenDose extracts and plain tables). A unit in the name of the S-value column counts, else mGy/(MBq·s);
//! * matrix (OLINDA and alike): first row source regions after an empty cell, first column target regions, in
//!   mGy/(MBq·s).

use csv::{ReaderBuilder, StringRecord};
use hevesy_library::Problem;
use hevesy_quantity::SValue;

use crate::s_table::{SEntry, STable};

const REMEDY: &str = "give a table with columns `source`, `target`, `s_mGy_per_MBq_s`, or a matrix with sources in the \
                      first row and targets in the first column";

impl STable {
    /// Reads a table of S-values.
    ///
    /// # Errors
    /// A table of unknown shape, or a cell that is not a non-negative number.
    pub fn read(file: &str, text: &str) -> Result<Self, Problem> {
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
            (Some(source), Some(target)) => long(file, &rows, source, target)?,
            _ if header.len() > 2 => matrix(file, &rows)?,
            _ => {
                return Err(
                    Problem::new(file, "is neither a long table nor a matrix of S-values", REMEDY).at(1)
                );
            }
        };
        if entries.is_empty() {
            return Err(Problem::new(file, "holds no S-value", REMEDY));
        }
        Ok(Self { origin: file.to_owned(), entries })
    }
}

fn long(file: &str, rows: &[StringRecord], source: usize, target: usize) -> Result<Vec<SEntry>, Problem> {
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
    let factor = unit_factor(&header[value]);
    let mass = header.iter().position(|c| c.trim().to_lowercase().starts_with("target_mass_g"));
    let mut entries = Vec::with_capacity(rows.len());
    for row in &rows[1..] {
        let cell = |i: usize| row.get(i).unwrap_or_default().trim();
        entries.push(SEntry {
            target: cell(target).to_owned(),
            source: cell(source).to_owned(),
            mgy_per_mbq_s: factor * number(file, row, cell(value))?,
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
                    target_mass_g: None,
                });
            }
        }
    }
    Ok(entries)
}

/// `S_mGy_per_MBq_s`, `s (Gy/Bq-s)`: the unit within the column's name, mGy/(MBq·s) where there is none.
fn unit_factor(header: &str) -> f64 {
    let name = header.to_lowercase().replace([' ', '_', '-', '.', '(', ')', '[', ']', '·', '*', '/'], "");
    let name = name.replace("per", "");
    let gy = if name.contains("mgy") {
        SValue::mgy_per_mbq_s(1.0).to_mgy_per_mbq_s()
    } else if name.contains("gy") {
        1e3
    } else {
        1.0
    };
    if name.contains("gy") && !name.contains("mbq") && name.contains("bq") { gy * 1e6 } else { gy }
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

    #[test]
    fn exact_both_shapes() {
        let long = STable::read("t", "phantom,source,target,S_mGy_per_MBq_s,std_err,target_mass_g\nAM,liver,\"Kidney, left\",4.7e-8,0,155\n").unwrap();
        let e = long.find("Kidney_Left", "Liver").unwrap();
        assert_eq!((e.mgy_per_mbq_s, e.target_mass_g), (4.7e-8, Some(155.0)));
        let plain = STable::read("t", "target,source,s (Gy/Bq s)\nliver,liver,1.37e-14\n").unwrap();
        assert!((plain.find("Liver", "liver").unwrap().mgy_per_mbq_s / 1.37e-5 - 1.0).abs() < 1e-12);
        let matrix =
            STable::read("t", ",Kidneys,Liver\nKidneys,7.8e-5,1.0e-7\nLiver,1.1e-7,1.37e-5\n").unwrap();
        assert_eq!(matrix.find("kidney left", "liver").unwrap().mgy_per_mbq_s, 1.0e-7);
        assert_eq!(matrix.find("liver", "Kidney_Right").unwrap().mgy_per_mbq_s, 1.1e-7);
        assert_eq!(matrix.find("kidney left", "kidney left").unwrap().mgy_per_mbq_s, 7.8e-5);
        assert!(matrix.find("kidney left", "kidney right").is_none(), "a pair is not its own source");
    }

    #[test]
    fn exact_what_is_refused() {
        for text in
            ["", "a,b\n1,2\n", "source,target\nx,y\n", "source,target,s\nx,y,-1\n", ",a,b\nc,1,zwei\n"]
        {
            assert!(STable::read("t", text).is_err(), "{text}");
        }
        let problem = STable::read("t.csv", "source,target,s\nx,y,1e-5\nx,z,nan\n").unwrap_err();
        assert_eq!(problem.line, Some(3));
    }
}
