use thiserror::Error;

/// Why a text is not the quantity that was wanted; every message ends with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum QuantityError {
    /// No number at the start.
    #[error("`{text}` does not start with a number; write for example `{example}`")]
    NotANumber {
        /// What was read.
        text: String,
        /// A valid text for this quantity.
        example: &'static str,
    },
    /// `7,4` or `1,000`: thousands or decimals?
    #[error(
        "`{text}` has a comma, which could part decimals or thousands; write a decimal point and no thousands mark, for example `{example}`"
    )]
    Comma {
        /// What was read.
        text: String,
        /// A valid text for this quantity.
        example: &'static str,
    },
    /// Not finite or too large for a double.
    #[error("`{text}` is not a finite number; write for example `{example}`")]
    NotFinite {
        /// What was read.
        text: String,
        /// A valid text for this quantity.
        example: &'static str,
    },
    /// A number alone.
    #[error("`{text}` has no unit; write the {quantity} with its unit, for example `{example}`")]
    NoUnit {
        /// What was read.
        text: String,
        /// Name of the quantity.
        quantity: &'static str,
        /// A valid text for this quantity.
        example: &'static str,
    },
    /// A symbol that is no unit.
    #[error("`{symbol}` is not a unit known here; {hint}")]
    UnknownUnit {
        /// The symbol.
        symbol: String,
        /// What may have been meant.
        hint: String,
    },
    /// A unit that has more than one reading.
    #[error("`{symbol}` can be read in more than one way; {hint}")]
    Ambiguous {
        /// The symbol.
        symbol: String,
        /// The readings and how to write them.
        hint: String,
    },
    /// A unit of another quantity.
    #[error("`{unit}` is not a unit of {quantity}; write for example `{example}`{hint}")]
    WrongDimension {
        /// The unit.
        unit: String,
        /// Name of the quantity that was wanted.
        quantity: &'static str,
        /// A valid text for this quantity.
        example: &'static str,
        /// A further hint, or nothing.
        hint: String,
    },
    /// A negative value of a quantity that has none.
    #[error("`{text}` is negative, and {quantity} cannot be; check the sign")]
    Negative {
        /// What was read.
        text: String,
        /// Name of the quantity.
        quantity: &'static str,
    },
}
