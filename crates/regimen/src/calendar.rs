//! When a drug is given: days of each cycle, or a rhythm of its own.

use std::fmt;
use std::str::FromStr;

/// Days of a cycle as protocols count them: day 1 is that of the administration, day −1 the one before; there is no day 0.
///
/// ```
/// use hevesy_regimen::Days;
/// let days: Days = "1-3, 8, 15".parse()?;
/// assert_eq!(days.offsets().collect::<Vec<_>>(), [0, 1, 2, 7, 14]);
/// let around: Days = "-2 to 2".parse()?;
/// assert_eq!(around.offsets().collect::<Vec<_>>(), [-2, -1, 0, 1]);
/// assert!("0".parse::<Days>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    text: String,
    days: Vec<i32>,
}

/// A day may be this far from the administration.
const FARTHEST: i32 = 400;

impl Days {
    /// Days from the administration: 0 on day 1, −1 on day −1.
    pub fn offsets(&self) -> impl Iterator<Item = i32> + '_ {
        self.days.iter().map(|d| if *d > 0 { d - 1 } else { *d })
    }
}

impl FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut days = Vec::new();
        for part in text.split(',').map(|p| p.trim().replace(['−', '–'], "-")) {
            let one = |t: &str| match t.trim().parse::<i32>() {
                Ok(0) => {
                    Err("there is no day 0: day 1 is that of the administration, day -1 the one before"
                        .into())
                }
                Ok(d) if d.abs() <= FARTHEST => Ok(d),
                Ok(d) => Err(format!("day {d} is more than {FARTHEST} days away")),
                Err(_) => Err(format!(
                    "`{part}` is no day; write for example \"1-14\", \"1, 8, 15\" or \"-2 to 7\""
                )),
            };
            let within = part.char_indices().skip(1).find(|(_, c)| *c == '-').map(|(i, _)| i);
            let (from, to) = match (part.split_once("to"), within) {
                (Some((from, to)), _) => (one(from)?, one(to)?),
                (None, Some(i)) => (one(&part[..i])?, one(&part[i + 1..])?),
                (None, None) => (one(&part)?, one(&part)?),
            };
            if from > to {
                return Err(format!("`{part}` ends before it begins"));
            }
            days.extend((from..=to).filter(|d| *d != 0));
        }
        days.sort_unstable();
        days.dedup();
        Ok(Self { text: text.trim().to_owned(), days })
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Times in h of doses that are given so often a day, evenly spread, on days that are so far in days from each start.
#[must_use]
pub fn dose_times_h(starts_h: &[f64], days: &Days, times_a_day: u32) -> Vec<f64> {
    let between_h = 24.0 / f64::from(times_a_day.max(1));
    let mut times: Vec<f64> = starts_h
        .iter()
        .flat_map(|start| days.offsets().map(move |d| start + 24.0 * f64::from(d)))
        .flat_map(|day| (0..times_a_day).map(move |i| f64::from(i).mul_add(between_h, day)))
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_calendars() {
        let days: Days = "10–14".parse().unwrap_or_else(|e| unreachable!("{e}"));
        let times = dose_times_h(&[0.0, 1344.0], &days, 2);
        assert_eq!(times.len(), 20);
        assert_eq!(times[..3], [216.0, 228.0, 240.0]);
        assert_eq!(times[10], 1560.0);
        assert_eq!("-3--1".parse::<Days>().map(|d| d.offsets().collect::<Vec<_>>()), Ok(vec![-3, -2, -1]));
        for wrong in ["", "x", "3-1", "0-5x", "1-500", "0"] {
            assert!(wrong.parse::<Days>().is_err(), "{wrong}");
        }
    }
}
