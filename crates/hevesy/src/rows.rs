//! Rows of the tables that people write: commas, semicolons or tabs, comments, lines that end as on Windows.

use csv::StringRecord;
use hevesy_library::Problem;

/// Rows that hold anything, each with its line; the first one is the header.
///
/// # Errors
/// For each row that is none of a table: the line, and what to look at.
pub(crate) fn rows(file: &str, text: &str) -> Vec<Result<(usize, StringRecord), Problem>> {
    // The csv reader counts a line less where lines end as on Windows; spreadsheets may begin with `sep=,`.
    let text = &text.replace("\r\n", "\n");
    let text = &if text.starts_with("sep=") { format!("#{text}") } else { text.clone() };
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes())
        .into_records()
        .map(|row| {
            let row = row.map_err(|e| {
                let line = e.position().map_or(1, |p| line_number(p.line()));
                let next = "check quotes and separators";
                Problem::new(file, "is not a comma-separated table from here on", next).at(line)
            })?;
            Ok((row.position().map_or(1, |p| line_number(p.line())), row))
        })
        .filter(|row| row.as_ref().map_or(true, |(_, row)| !row.iter().all(str::is_empty)))
        .collect()
}

/// Semicolon where the header has it and no comma (spreadsheets of half of Europe), tab likewise, else comma.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|l| !l.trim().is_empty() && !l.starts_with('#')).unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|d| header.contains(char::from(*d))).unwrap_or(b',')
}

fn line_number(line: u64) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}
