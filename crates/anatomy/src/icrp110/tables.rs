//! Regions, media, marrow and blood.

use std::collections::BTreeMap;

use hevesy_library::Problem;
use hevesy_matter::Element;

use super::Person;
use super::files::Files;

pub(super) struct Organ {
    pub(super) label: u16,
    pub(super) name: String,
    pub(super) medium: usize,
    pub(super) density: f64,
}

pub(super) struct Medium {
    pub(super) number: usize,
    pub(super) name: String,
    /// (atomic number, mass fraction).
    pub(super) fractions: Vec<(u8, f64)>,
}

/// Mass fractions by medium.
pub(super) type Shares = BTreeMap<usize, Vec<f64>>;

/// Lines that begin with a whole number: (line number, first number, rest).
fn numbered(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    text.lines().enumerate().filter_map(|(i, line)| {
        let (first, rest) = line.trim().split_once(char::is_whitespace)?;
        Some((i + 1, first.parse().ok()?, rest))
    })
}

fn text(files: &Files, name: &str, person: Person) -> Result<String, Problem> {
    Ok(String::from_utf8_lossy(&files.get(name, person)?).into_owned())
}

/// A row's name and its last so many numbers.
fn split<'a>(file: &str, line: usize, row: &'a str, count: usize) -> Result<(String, Vec<f64>), Problem> {
    let words: Vec<&'a str> = row.split_whitespace().collect();
    let wrong = || {
        let what = format!("`{row}` does not end with {count} numbers");
        Problem::new(file, what, "take the table of the publication unchanged").at(line)
    };
    let from = words.len().checked_sub(count).ok_or_else(wrong)?;
    let numbers: Option<Vec<f64>> =
        words[from..].iter().map(|w| w.parse().ok().filter(|n: &f64| n.is_finite() && *n >= 0.0)).collect();
    Ok((words[..from].join(" "), numbers.ok_or_else(wrong)?))
}

pub(super) fn organs(files: &Files, person: Person) -> Result<(Vec<Organ>, String), Problem> {
    let file = format!("{}_organs.dat", person.code());
    let mut organs = Vec::new();
    for (line, label, rest) in numbered(&text(files, &file, person)?) {
        let (name, numbers) = split(&file, line, rest, 2)?;
        let Ok(label) = u16::try_from(label) else { continue };
        let density = numbers[1];
        if density <= 0.0 {
            let what = format!("gives {name} a density of {density} g/cm³");
            return Err(Problem::new(file, what, "densities must be above zero").at(line));
        }
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number of a table, checked to be at least 0"
        )]
        let medium = numbers[0] as usize;
        organs.push(Organ { label, name, medium, density });
    }
    Ok((organs, file))
}

pub(super) fn media(files: &Files, person: Person) -> Result<(Vec<Medium>, String), Problem> {
    let file = format!("{}_media.dat", person.code());
    let text = text(files, &file, person)?;
    // The elements stand above the columns, by symbol.
    let is_head =
        |line: &&str| line.split_whitespace().filter(|w| Element::of_symbol(w).is_some()).count() >= 5;
    let symbols: Vec<u8> = match text.lines().find(is_head) {
        Some(line) => line.split_whitespace().filter_map(|w| Element::of_symbol(w).map(|e| e.z)).collect(),
        None => {
            return Err(Problem::new(
                file,
                "has no line with the symbols of the elements",
                "take the table of the publication unchanged",
            ));
        }
    };
    let mut media = Vec::new();
    for (line, number, rest) in numbered(&text) {
        // The line of atomic numbers begins like a row.
        if rest.split_whitespace().all(|w| w.parse::<f64>().is_ok()) {
            continue;
        }
        let (name, percent) = split(&file, line, rest, symbols.len())?;
        let fractions = symbols.iter().copied().zip(percent.iter().map(|p| p / 100.0)).collect();
        media.push(Medium { number, name, fractions });
    }
    Ok((media, file))
}

/// Shares by medium; none where the file is absent.
pub(super) fn shares(files: &Files, file: &str, columns: usize) -> Result<Shares, Problem> {
    let mut shares = Shares::new();
    if !files.has(file) {
        return Ok(shares);
    }
    for (line, number, rest) in numbered(&text(files, file, Person::Male)?) {
        let (_, numbers) = split(file, line, rest, columns)?;
        if numbers.iter().any(|n| *n > 1.0) {
            return Err(
                Problem::new(file, "holds a mass fraction above 1", "take the file unchanged").at(line)
            );
        }
        shares.insert(number, numbers);
    }
    Ok(shares)
}
