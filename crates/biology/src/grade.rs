//! Grades of laboratory values by CTCAE version 5.

/// What is graded; counts in 10⁹/L, haemoglobin in g/dL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Graded {
    /// Platelets.
    Platelets,
    /// Neutrophils.
    Neutrophils,
    /// Lymphocytes.
    Lymphocytes,
    /// Haemoglobin.
    Haemoglobin,
}

impl Graded {
    /// By name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "platelets" => Some(Self::Platelets),
            "neutrophils" => Some(Self::Neutrophils),
            "lymphocytes" => Some(Self::Lymphocytes),
            "haemoglobin" => Some(Self::Haemoglobin),
            _ => None,
        }
    }

    /// Lower limit of normal, above which there is no grade, then the limits below which grades 2, 3 and 4 begin. Limits of normal differ
    /// between laboratories; these are usual ones.
    #[must_use]
    pub const fn limits(self) -> [f64; 4] {
        match self {
            Self::Platelets => [150.0, 75.0, 50.0, 25.0],
            Self::Neutrophils => [1.8, 1.5, 1.0, 0.5],
            Self::Lymphocytes => [1.0, 0.8, 0.5, 0.2],
            // Grade 4 is life-threatening, which no number says.
            Self::Haemoglobin => [12.0, 10.0, 8.0, 0.0],
        }
    }

    /// Unit.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Haemoglobin => "g/dL",
            _ => "10⁹/L",
        }
    }

    /// Grade 0 to 4.
    ///
    /// ```
    /// use hevesy_biology::Graded;
    /// assert_eq!([160.0, 100.0, 60.0, 30.0, 20.0].map(|c| Graded::Platelets.grade(c)), [0, 1, 2, 3, 4]);
    /// ```
    #[must_use]
    pub fn grade(self, count: f64) -> u8 {
        self.limits().iter().map(|limit| u8::from(count < *limit)).sum()
    }
}
