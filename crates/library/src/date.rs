//! Dates that facts belong to.

use serde::{Deserialize, Serialize};

/// A date to which a status belongs: `2025`, `2023-06` or `2023-06-01`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct AsOf(String);

impl AsOf {
    /// Days since 1970-01-01 of the first day that the date can mean (proleptic Gregorian calendar).
    #[must_use]
    pub fn days(&self) -> i64 {
        let part = |i: usize| self.0.split('-').nth(i).and_then(|p| p.parse::<i64>().ok()).unwrap_or(1);
        let (year, month, day) = (part(0), part(1), part(2));
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let of_era = y - era * 400;
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The date of a number of days since 1970-01-01.
    #[must_use]
    pub fn from_days(days: i64) -> Self {
        let z = days + 719_468;
        let of_era = z.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + z.div_euclid(146_097) * 400 + i64::from(month <= 2);
        Self(format!("{year:04}-{month:02}-{:02}", of_year - (153 * shifted + 2) / 5 + 1))
    }
}

impl TryFrom<String> for AsOf {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('-').collect();
        let number = |i: usize, digits: usize| -> Option<u32> {
            match parts.get(i) {
                None => Some(1),
                Some(p) if p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()) => p.parse().ok(),
                Some(_) => None,
            }
        };
        let valid = match (parts.len(), number(0, 4), number(1, 2), number(2, 2)) {
            (1..=3, Some(year), Some(month), Some(day)) => {
                (1900..=2200).contains(&year)
                    && (1..=12).contains(&month)
                    && (1..=days_of(year, month)).contains(&day)
            }
            _ => false,
        };
        if valid {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is not a date; write \"2025\", \"2025-06\" or \"2025-06-30\""))
        }
    }
}

impl From<AsOf> for String {
    fn from(date: AsOf) -> Self {
        date.0
    }
}

impl std::fmt::Display for AsOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Days of a month.
const fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
