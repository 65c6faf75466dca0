//! Units as people write them, read into exact factors and dimensions.

use crate::QuantityError;

/// Exponents of the base symbols Bq, s, Gy, g, m, mol, eV.
///
/// Bq is not 1/s and Gy is not J/kg here, on purpose: a dose rate written where a rate is wanted is a mistake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dimension(pub [i8; 7]);

/// A unit: `numerator / denominator × 10^power` of its base symbols.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Exponents of the base symbols.
    pub dimension: Dimension,
    /// Power of ten, kept apart so that decimal prefixes cost no rounding.
    pub power: i32,
    /// Integer part of the factor, above the line.
    pub numerator: f64,
    /// Integer part of the factor, below the line.
    pub denominator: f64,
}

impl Unit {
    const ONE: Self = Self { dimension: Dimension([0; 7]), power: 0, numerator: 1.0, denominator: 1.0 };

    const fn of(base: usize, power: i32, numerator: f64, denominator: f64) -> Self {
        let mut dimension = [0; 7];
        dimension[base] = 1;
        Self { dimension: Dimension(dimension), power, numerator, denominator }
    }

    fn times(self, other: Self, exponent: i8) -> Self {
        let mut result = self;
        for _ in 0..exponent.unsigned_abs() {
            let up = exponent > 0;
            for (d, o) in result.dimension.0.iter_mut().zip(other.dimension.0) {
                *d = if up { d.saturating_add(o) } else { d.saturating_sub(o) };
            }
            result.power += if up { other.power } else { -other.power };
            result.numerator *= if up { other.numerator } else { other.denominator };
            result.denominator *= if up { other.denominator } else { other.numerator };
        }
        result
    }

    /// Reads a unit such as `MBq`, `mGy/(MBq·s)`, `mg/m2/d`, `1/h` or `Gy^-1`.
    ///
    /// # Errors
    /// An unknown or ambiguous symbol, or a product after a slash without brackets.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let mut parser = Parser { rest: text.trim(), whole: text.trim() };
        let unit = parser.expression(0)?;
        if parser.rest.is_empty() { Ok(unit) } else { Err(parser.unreadable()) }
    }
}

const PREFIXES: [(&str, i32); 12] = [
    ("T", 12),
    ("G", 9),
    ("M", 6),
    ("k", 3),
    ("d", -1),
    ("c", -2),
    ("m", -3),
    ("µ", -6), // U+00B5, the micro sign
    ("μ", -6), // U+03BC, the Greek letter
    ("u", -6),
    ("n", -9),
    ("p", -12),
];

/// Symbol, prefixes that are in use with it, unit.
const SYMBOLS: [(&str, &str, Unit); 29] = [
    ("Bq", "TGMkmµμun", Unit::of(0, 0, 1.0, 1.0)),
    ("Ci", "kmµμun", Unit::of(0, 9, 37.0, 1.0)),
    ("s", "mµμun", Unit::of(1, 0, 1.0, 1.0)),
    ("min", "", Unit::of(1, 0, 60.0, 1.0)),
    ("h", "", Unit::of(1, 0, 3600.0, 1.0)),
    ("hr", "", Unit::of(1, 0, 3600.0, 1.0)),
    ("hour", "", Unit::of(1, 0, 3600.0, 1.0)),
    ("hours", "", Unit::of(1, 0, 3600.0, 1.0)),
    ("d", "", Unit::of(1, 0, 86_400.0, 1.0)),
    ("day", "", Unit::of(1, 0, 86_400.0, 1.0)),
    ("days", "", Unit::of(1, 0, 86_400.0, 1.0)),
    ("wk", "", Unit::of(1, 0, 604_800.0, 1.0)),
    ("week", "", Unit::of(1, 0, 604_800.0, 1.0)),
    ("weeks", "", Unit::of(1, 0, 604_800.0, 1.0)),
    // The year of the ICRP-107 half-lives: 365.2422 d.
    ("y", "", Unit::of(1, -2, 3_155_692_608.0, 1.0)),
    ("yr", "", Unit::of(1, -2, 3_155_692_608.0, 1.0)),
    ("year", "", Unit::of(1, -2, 3_155_692_608.0, 1.0)),
    ("years", "", Unit::of(1, -2, 3_155_692_608.0, 1.0)),
    ("Gy", "kcmµμun", Unit::of(2, 0, 1.0, 1.0)),
    ("rad", "km", Unit::of(2, -2, 1.0, 1.0)),
    ("g", "kmµμunp", Unit::of(3, 0, 1.0, 1.0)),
    ("m", "kcmµμun", Unit::of(4, 0, 1.0, 1.0)),
    ("l", "dmµμun", LITRE),
    ("L", "dmµμun", LITRE),
    ("mol", "mµμunp", Unit::of(5, 0, 1.0, 1.0)),
    ("eV", "GMk", Unit::of(6, 0, 1.0, 1.0)),
    // 1 eV = 1.602 176 634e-19 J exactly (SI 2019).
    ("J", "mµμunkM", Unit::of(6, 28, 1.0, 1_602_176_634.0)),
    ("%", "", Unit { dimension: Dimension([0; 7]), power: -2, numerator: 1.0, denominator: 1.0 }),
    ("percent", "", Unit { dimension: Dimension([0; 7]), power: -2, numerator: 1.0, denominator: 1.0 }),
];

const LITRE: Unit =
    Unit { dimension: Dimension([0, 0, 0, 0, 3, 0, 0]), power: -3, numerator: 1.0, denominator: 1.0 };

fn symbol(name: &str) -> Option<Unit> {
    if let Some((_, _, unit)) = SYMBOLS.iter().find(|(symbol, ..)| *symbol == name) {
        return Some(*unit);
    }
    PREFIXES.iter().find_map(|(prefix, power)| {
        let base = name.strip_prefix(prefix)?;
        let (_, _, unit) = SYMBOLS.iter().find(|(s, used, _)| *s == base && used.contains(prefix))?;
        Some(Unit { power: unit.power + power, ..*unit })
    })
}

/// All spellings that differ from `name` in case only.
fn spellings(name: &str) -> Vec<String> {
    let folded = name.to_lowercase();
    let mut found = Vec::new();
    for (base, prefixes, _) in &SYMBOLS {
        for prefix in std::iter::once(String::new()).chain(prefixes.chars().map(String::from)) {
            let spelling = format!("{prefix}{base}");
            if spelling.to_lowercase() == folded && !found.contains(&spelling) {
                found.push(spelling);
            }
        }
    }
    found
}

fn unknown(name: &str) -> QuantityError {
    let symbol = name.to_owned();
    match name {
        "MCi" => {
            return QuantityError::Ambiguous {
                symbol,
                hint: "a million curies, or the millicurie `mCi`? Write `mCi`".into(),
            };
        }
        "mo" | "month" | "months" => {
            return QuantityError::Ambiguous {
                symbol,
                hint: "months differ in length; write days (`d`) or weeks (`wk`)".into(),
            };
        }
        "w" | "W" => {
            return QuantityError::Ambiguous { symbol, hint: "write `wk` for weeks".into() };
        }
        "Sv" | "mSv" | "rem" | "mrem" => {
            return QuantityError::UnknownUnit {
                symbol,
                hint: "it holds a weighting factor; write the absorbed dose in `Gy`".into(),
            };
        }
        _ => {}
    }
    let found = spellings(name);
    match found.as_slice() {
        [] => QuantityError::UnknownUnit {
            symbol,
            hint:
                "use SI symbols such as `MBq`, `mCi`, `Gy`, `mGy/h`, `kg`, `ml`, `min`, `h`, `d`, `wk`, `MeV`"
                    .into(),
        },
        [one] => QuantityError::UnknownUnit { symbol, hint: format!("did you mean `{one}`?") },
        several => {
            QuantityError::Ambiguous { symbol, hint: format!("write one of `{}`", several.join("`, `")) }
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    whole: &'a str,
}

impl Parser<'_> {
    fn unreadable(&self) -> QuantityError {
        QuantityError::UnknownUnit {
            symbol: self.whole.to_owned(),
            hint: "write units like `MBq`, `Gy/GBq` or `mGy/(MBq·s)`".into(),
        }
    }

    fn eat(&mut self, options: &[&str]) -> bool {
        for option in options {
            if let Some(rest) = self.rest.strip_prefix(option) {
                self.rest = rest.trim_start();
                return true;
            }
        }
        false
    }

    /// term (('/' | '·' | '*' | ' ') term)*
    fn expression(&mut self, depth: usize) -> Result<Unit, QuantityError> {
        if depth > 4 {
            return Err(self.unreadable());
        }
        // `/Gy` for `1/Gy`.
        let mut unit = if self.rest.starts_with('/') { Unit::ONE } else { self.term(1, depth)? };
        let mut divided = false;
        loop {
            if self.rest.is_empty() || self.rest.starts_with(')') {
                return Ok(unit);
            }
            if self.eat(&["/"]) {
                divided = true;
                unit = unit.times(self.term(1, depth)?, -1);
            } else {
                self.eat(&["·", "*", "⋅", "×"]);
                if divided {
                    return Err(QuantityError::Ambiguous {
                        symbol: self.whole.to_owned(),
                        hint: "is the last unit above or below the line? Use brackets, as in `Gy/(MBq·s)`"
                            .into(),
                    });
                }
                unit = unit.times(self.term(1, depth)?, 1);
            }
        }
    }

    fn term(&mut self, sign: i8, depth: usize) -> Result<Unit, QuantityError> {
        if self.eat(&["("]) {
            let inner = self.expression(depth + 1)?;
            return if self.eat(&[")"]) { Ok(inner) } else { Err(self.unreadable()) };
        }
        if let Some(after) = self.rest.strip_prefix('1') {
            self.rest = after.trim_start();
            return Ok(Unit::ONE);
        }
        let end =
            self.rest.find(|c: char| !(c.is_alphabetic() || c == '%' || c == 'µ')).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.unreadable());
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        let base = symbol(name).ok_or_else(|| unknown(name))?;
        let exponent = self.exponent()?;
        self.rest = self.rest.trim_start();
        Ok(Unit::ONE.times(base, exponent * sign))
    }

    /// `2`, `^-1`, `²`, `⁻¹`
    fn exponent(&mut self) -> Result<i8, QuantityError> {
        let plain: String = self
            .rest
            .chars()
            .map_while(|c| superscript(c).or(("^-0123456789".contains(c)).then_some(c)))
            .collect();
        if plain.is_empty() {
            return Ok(1);
        }
        let length: usize = self.rest.chars().take(plain.chars().count()).map(char::len_utf8).sum();
        self.rest = &self.rest[length..];
        plain
            .trim_start_matches('^')
            .parse::<i8>()
            .ok()
            .filter(|e| e.abs() <= 4)
            .ok_or_else(|| self.unreadable())
    }
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '⁻' => '-',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        _ => return None,
    })
}
