//! Labels of the voxels.

use hevesy_library::Problem;

use super::Person;
use super::files::Files;

/// Labels, x (columns) changing fastest, then y (rows), then z (slices).
pub(super) fn read(files: &Files, person: Person, size: [usize; 3]) -> Result<Vec<u16>, Problem> {
    let code = person.code();
    let [columns, rows, slices] = size;
    let whole = format!("{code}.dat");
    if files.has(&whole) {
        return numbers(&whole, &files.get(&whole, person)?, columns * rows * slices);
    }
    let mut labels = Vec::with_capacity(columns * rows * slices);
    for slice in 1..=slices {
        let name = format!("{code}_slice{slice}.g4dat");
        let found = numbers(&name, &files.get(&name, person)?, 3 + columns * rows)?;
        let head: Vec<usize> = found[..3].iter().map(|n| usize::from(*n)).collect();
        if head != size {
            let what = format!(
                "is of a grid of {} × {} × {} voxels, not {columns} × {rows} × {slices}",
                head[0], head[1], head[2]
            );
            return Err(Problem::new(name, what, "take the slices of one phantom"));
        }
        labels.extend_from_slice(&found[3..]);
    }
    Ok(labels)
}

/// Exactly so many whole numbers between white space.
fn numbers(name: &str, bytes: &[u8], count: usize) -> Result<Vec<u16>, Problem> {
    let mut found = Vec::with_capacity(count);
    let mut now: Option<u16> = None;
    let mut line = 1;
    for byte in bytes.iter().chain(b"\n") {
        match byte {
            b'0'..=b'9' => {
                let digit = u16::from(byte - b'0');
                let next = now.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(digit));
                let Some(next) = next else {
                    return Err(
                        Problem::new(name, "holds a number above 65535", "take the file unchanged").at(line)
                    );
                };
                now = Some(next);
            }
            b' ' | b'\t' | b'\r' | b'\n' => {
                found.extend(now.take());
                line += usize::from(*byte == b'\n');
            }
            other => {
                let what = format!("holds `{}`, which is not a number", char::from(*other));
                return Err(Problem::new(name, what, "take the file unchanged").at(line));
            }
        }
    }
    if found.len() == count {
        Ok(found)
    } else {
        let what = format!("holds {} numbers instead of {count}", found.len());
        let remedy =
            if found.len() < count { "it was cut short: fetch it again" } else { "take the file unchanged" };
        Err(Problem::new(name, what, remedy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_numbers_are_counted() {
        assert_eq!(numbers("x", b" 1 2\n30\r\n", 3).unwrap_or_default(), [1, 2, 30]);
        for (bytes, count) in [(&b"1 2"[..], 3), (b"1 2 3 4", 3), (b"1 x 3", 3), (b"1 99999 3", 3), (b"", 1)]
        {
            assert!(numbers("x", bytes, count).is_err());
        }
    }
}
