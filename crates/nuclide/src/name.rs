//! Names of nuclides as people write them: `Lu-177`, `177Lu`, `lu177`, `Tc-99m`, `99mTc`.

use thiserror::Error;

/// A nuclide that is not known, or not named.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NuclideError {
    /// Not a name of the form element, mass number, state.
    #[error(
        "`{0}` is not the name of a nuclide; write element and mass number, for example `Lu-177` or `99mTc`"
    )]
    NotAName(String),
    /// No such nuclide in ICRP-107.
    #[error("`{name}` is not among the 1252 radionuclides of ICRP-107{hint}")]
    Unknown {
        /// The name as read.
        name: String,
        /// Neighbours that are known.
        hint: String,
    },
    /// A half-life that is zero or not finite.
    #[error("the half-life given for {0} is not a positive time; write for example `6.647 d`")]
    HalfLife(String),
}

/// `177mLu`, `lu-177m`, `Lu177M` → `Lu-177m`.
pub(crate) fn canonical(text: &str) -> Result<String, NuclideError> {
    let bad = || NuclideError::NotAName(text.to_owned());
    let compact: String = text.chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '^' | '[' | ']')).collect();
    if !compact.is_ascii() || compact.len() > 8 {
        return Err(bad());
    }
    let (head, tail) = match compact.find(|c: char| c.is_ascii_digit()) {
        // 177mLu or 177Lu
        Some(0) => {
            let end = compact.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
            let (mass, rest) = compact.split_at(end);
            // A state letter stands before the capital of the element: `99mTc`; `177lu` has none.
            let state =
                rest.starts_with(['m', 'n', 'p']) && rest[1..].starts_with(|c: char| c.is_ascii_uppercase());
            let (state, element) = rest.split_at(usize::from(state));
            (element.to_owned(), format!("{mass}{state}"))
        }
        Some(at) => (compact[..at].to_owned(), compact[at..].to_ascii_lowercase()),
        None => return Err(bad()),
    };
    let mut letters = head.chars();
    let Some(first) = letters.next() else { return Err(bad()) };
    let element: String = first.to_ascii_uppercase().to_string() + &letters.as_str().to_ascii_lowercase();
    let mass = tail.trim_end_matches(['m', 'n', 'p']);
    let valid = (1..=2).contains(&element.len())
        && element.bytes().all(|b| b.is_ascii_alphabetic())
        && (1..=3).contains(&mass.len())
        && mass.bytes().all(|b| b.is_ascii_digit())
        && tail.len() - mass.len() <= 1;
    if valid { Ok(format!("{element}-{tail}")) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_spellings() {
        for text in ["Lu-177", "177Lu", "lu177", "LU-177", "177 Lu", "Lu_177", "177lu", "[177Lu]"] {
            assert_eq!(canonical(text).as_deref(), Ok("Lu-177"), "{text}");
        }
        for text in ["Tc-99m", "99mTc", "tc99M", "99m-Tc"] {
            assert_eq!(canonical(text).as_deref(), Ok("Tc-99m"), "{text}");
        }
        assert_eq!(canonical("177mLu").as_deref(), Ok("Lu-177m"));
        assert_eq!(canonical("56mn").as_deref(), Ok("Mn-56"));
        for text in ["", "Lu", "177", "Lutetium-177", "Lu-1777", "Lü-177", "Lu-177mm", "m99Tc9"] {
            assert!(canonical(text).is_err(), "{text}");
        }
    }
}
