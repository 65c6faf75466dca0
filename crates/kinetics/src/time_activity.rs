use hevesy_library::EffectiveHalfLife;

/// Activity of a region at one scan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Time after administration in h.
    pub time_h: f64,
    /// Activity in MBq at that time (not corrected for decay).
    pub activity_mbq: f64,
    /// Standard deviation in MBq of what is independent from scan to scan, where it is known.
    pub sd_mbq: Option<f64>,
}

/// Activities of a region over time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeActivity {
    /// Name of the region.
    pub region: String,
    /// Scans, in order of time.
    pub samples: Vec<Sample>,
}

/// Distribution of the effective half-life in a population: log-normal.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// Median in h.
    pub median_h: f64,
    /// Standard deviation of the logarithm.
    pub log_sd: f64,
    /// Where it comes from.
    pub source: String,
}

impl Prior {
    /// From the record of an agent: σ² = ln(1 + cv²).
    #[must_use]
    pub fn of(record: &EffectiveHalfLife) -> Self {
        let cv = record.cv.value.get();
        Self {
            median_h: record.median.value.to_h(),
            log_sd: hevesy_statistics::log_variance(cv).sqrt(),
            source: record.median.source.clone(),
        }
    }
}
