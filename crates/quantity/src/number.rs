//! Decimal numbers: splitting them off a text without losing a digit, and writing them for people.

/// A decimal as written: digits with an optional point, and the power of ten beside them.
pub(crate) struct Decimal<'a> {
    pub(crate) digits: &'a str,
    pub(crate) exponent: i32,
    /// What follows the number, trimmed.
    pub(crate) rest: &'a str,
}

/// Splits `"7.4e3 MBq"` into digits `7.4`, exponent 3 and rest `MBq`; `None` where no number starts the text.
pub(crate) fn split(text: &str) -> Option<Decimal<'_>> {
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let digits_from = end;
    while end < bytes.len() && (bytes[end].is_ascii_digit() || bytes[end] == b'.') {
        end += 1;
    }
    let digits = &text[..end];
    if !text[digits_from..end].bytes().any(|b| b.is_ascii_digit()) || digits.matches('.').count() > 1 {
        return None;
    }
    let mut exponent = 0;
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let from = end + 1;
        let mut to = from + sign;
        while to < bytes.len() && bytes[to].is_ascii_digit() {
            to += 1;
        }
        // `1 eV` written as `1eV`: an `e` without digits belongs to the unit.
        if to > from + sign {
            exponent = text[from..to].parse().ok()?;
            end = to;
        }
    }
    Some(Decimal { digits, exponent, rest: text[end..].trim() })
}

impl Decimal<'_> {
    /// The nearest double to `digits × 10^(exponent + shift)`.
    pub(crate) fn scaled(&self, shift: i32) -> f64 {
        let exponent = self.exponent.saturating_add(shift);
        format!("{}e{exponent}", self.digits).parse().unwrap_or(f64::NAN)
    }
}

/// Writes a number with so many significant digits, trailing zeros kept, as people print it in a table:
/// plain between 1e-4 and 1e7, with an exponent outside.
///
/// ```
/// use hevesy_quantity::significant;
/// assert_eq!(significant(56_425.33, 4), "56430");
/// assert_eq!(significant(0.30255, 3), "0.303");
/// assert_eq!(significant(1.0, 3), "1.00");
/// assert_eq!(significant(2.99e-7, 3), "2.99e-7");
/// ```
#[must_use]
pub fn significant(value: f64, digits: usize) -> String {
    let digits = digits.max(1);
    if value == 0.0 {
        return "0".to_owned();
    }
    if !value.is_finite() {
        return value.to_string();
    }
    let scientific = format!("{value:.*e}", digits - 1);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..7).contains(&exponent) {
        return format!("{mantissa}e{exponent}");
    }
    let decimals = i32::try_from(digits).unwrap_or(i32::MAX) - 1 - exponent;
    match usize::try_from(decimals) {
        Ok(decimals) => format!("{value:.decimals$}"),
        Err(_) => {
            let rounded: f64 = scientific.parse().unwrap_or(value);
            format!("{rounded:.0}")
        }
    }
}

/// A probability as percent for people: one decimal between 0.1 and 99.9 %, bounds outside.
///
/// ```
/// use hevesy_quantity::percent;
/// assert_eq!(percent(0.234), "23.4");
/// assert_eq!(percent(1e-9), "< 0.1");
/// assert_eq!(percent(0.99999), "> 99.9");
/// ```
#[must_use]
pub fn percent(probability: f64) -> String {
    let p = 100.0 * probability;
    match p {
        _ if p < 0.1 => "< 0.1".to_owned(),
        _ if p > 99.9 => "> 99.9".to_owned(),
        _ => format!("{p:.1}"),
    }
}
