use serde::{Deserialize, Serialize};

/// A number that the program can compute, as a command line and a place in its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Computation {
    /// Arguments of `hevesy`, such as `nuclide Lu-177`; `--json` is added. Anyone can run the same line.
    pub run: String,
    /// JSON pointer to the number in the answer, such as `/half_life_s`.
    pub read: String,
    /// JSON pointer to a number to divide by.
    #[serde(default)]
    pub divide_by: Option<String>,
    /// Another command line from which `divide_by` is read.
    #[serde(default)]
    pub divide_run: Option<String>,
    /// Factor from the answer's unit to the expected one.
    #[serde(default)]
    pub times: Option<f64>,
    /// What is computed, in words, where it needs saying.
    #[serde(default)]
    pub what: Option<String>,
    /// Expected value; absent where a range is expected.
    #[serde(default)]
    pub expect: Option<f64>,
    /// Unit of the expected value, in words (`1` for a pure number).
    pub unit: String,
    /// How far the computed value may be off the expected one.
    #[serde(default)]
    pub tolerance: Option<Tolerance>,
    /// Range in which the computed value is expected, in place of a value and a tolerance.
    #[serde(default)]
    pub between: Option<[f64; 2]>,
    /// What the program gives where it differs from what is expected and the difference is understood; it must give this
    /// within 1 %, or the difference is a new one.
    #[serde(default)]
    pub computes: Option<f64>,
}

/// How far a computed value may be off: `0.01` (in the unit) or `"0.1 %"` of the expected value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Tolerance {
    /// In the unit of the expected value.
    Absolute(f64),
    /// `"0.1 %"` of the expected value.
    Relative(String),
}

impl Tolerance {
    /// In the unit of the expected value; `None` where it is malformed.
    #[must_use]
    pub fn absolute(&self, expected: f64) -> Option<f64> {
        let width = match self {
            Self::Absolute(width) => *width,
            Self::Relative(text) => {
                text.trim().strip_suffix('%')?.trim().parse::<f64>().ok()? / 100.0 * expected.abs()
            }
        };
        (width.is_finite() && width >= 0.0).then_some(width)
    }
}

/// Commands that a computation may run: those that compute and neither read records nor write files.
const COMMANDS: [&str; 15] = [
    "nuclide", "decay", "cell", "hits", "cluster", "control", "recoil", "vessel", "sphere", "kernel",
    "kinetics", "bed", "dose", "plan", "simulate",
];

/// Options that read or write files.
const FILES: [&str; 4] = ["--out", "--library", "--cells", "--checkpoint"];

impl Computation {
    /// Lower and upper end of what is accepted; `None` where the expectation is malformed.
    #[must_use]
    pub fn accepted(&self) -> Option<[f64; 2]> {
        match (self.expect, &self.tolerance, self.between) {
            (Some(expected), Some(tolerance), None) if expected.is_finite() => {
                let width = tolerance.absolute(expected)?;
                Some([expected - width, expected + width])
            }
            (None, None, Some([low, high])) if low < high && low.is_finite() && high.is_finite() => {
                Some([low, high])
            }
            _ => None,
        }
    }

    /// What is malformed, if anything.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        if self.accepted().is_none() {
            return Some(
                "give `expect` and `tolerance` (a number, or a percentage such as \"0.1 %\"), or `between = [low, high]`"
                    .into(),
            );
        }
        let pointers = std::iter::once(&self.read).chain(&self.divide_by);
        if let Some(bad) = pointers.into_iter().find(|p| !p.starts_with('/')) {
            return Some(format!("`{bad}` is no JSON pointer; write for example \"/dose_gy\""));
        }
        if self.times.is_some_and(|t| !t.is_finite() || t == 0.0) {
            return Some("`times` is zero or not finite".into());
        }
        if let Some(Tolerance::Relative(_)) = &self.tolerance
            && self.expect.zip(self.accepted()).is_some_and(|(e, [_, high])| high - e > 0.1 * e.abs())
        {
            return Some("a tolerance of more than 10 % proves nothing".into());
        }
        for run in std::iter::once(&self.run).chain(&self.divide_run) {
            let allowed = COMMANDS.iter().any(|c| run.split(' ').next() == Some(c));
            if !allowed || FILES.iter().any(|option| run.contains(option)) {
                return Some(format!(
                    "`{run}` may not be run here: use {}, without {}",
                    COMMANDS.join(", "),
                    FILES.join(", ")
                ));
            }
        }
        (self.divide_run.is_some() && self.divide_by.is_none())
            .then(|| "`divide_run` needs `divide_by`".into())
    }
}
