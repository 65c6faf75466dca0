use serde::{Deserialize, Serialize};

/// How well a number is founded.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum Label {
    /// Confirmed in a published document.
    C,
    /// Confirmed only in a third-party transcription of the publication.
    C2,
    /// Recalled from the literature, not verified again.
    M,
    /// Derived here from other numbers.
    D,
    /// A proposal of this project, not published.
    P,
    /// Unknown; a value that stands here is assumed.
    U,
}

impl Label {
    /// What the label means, in words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::C => "confirmed in a published document",
            Self::C2 => "confirmed in a transcription only",
            Self::M => "recalled from the literature, not verified again",
            Self::D => "derived",
            Self::P => "a proposal of this project",
            Self::U => "unknown, assumed",
        }
    }

    /// Whether reports must list a number with this label.
    #[must_use]
    pub const fn must_be_shown(self) -> bool {
        matches!(self, Self::P | Self::U)
    }
}

/// A number of the library with everything one must know to trust it or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter<Q> {
    /// Central value.
    pub value: Q,
    /// Lower end of the plausible range, taken as the 2.5 % quantile of a log-normal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Q>,
    /// Upper end of the plausible range, taken as the 97.5 % quantile of a log-normal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Q>,
    /// Evidence label.
    pub label: Label,
    /// Where the number comes from.
    pub source: String,
    /// Anything else one should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl<Q: Copy + std::ops::Div<Output = f64>> Parameter<Q> {
    /// Standard deviation of the logarithm that the range stands for: ln(high/low) / (2 · 1.96); 0 without a range.
    #[must_use]
    pub fn log_sd(&self) -> f64 {
        match (self.low, self.high) {
            (Some(low), Some(high)) => libm::log(high / low) / (2.0 * 1.959_963_984_540_054),
            _ => 0.0,
        }
    }
}
