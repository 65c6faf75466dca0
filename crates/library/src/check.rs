//! What a record must obey beyond its types.

use std::ops::Div;

use crate::{Agent, LinearQuadratic, Method, Ntcp, Parameter, Protocol, RadiationWeights, Tissue, Tumour};

/// A key near the fault, and what is wrong.
pub(crate) type Fault = (&'static str, String);

/// A record that can be checked.
pub(crate) trait Check {
    fn check(&self) -> Result<(), Fault>;
}

/// Value above zero, and between low and high where those are given.
fn positive<Q: Copy + Div<Output = f64>>(key: &'static str, p: &Parameter<Q>) -> Result<(), Fault> {
    // Ratios to the value are NaN or infinite where the value is zero or not finite.
    let ratio = |q: Q| q / p.value;
    if !ratio(p.value).is_finite() {
        return Err((key, format!("{key} is zero or not finite")));
    }
    match (p.low.map(ratio), p.high.map(ratio)) {
        (None, None) => Ok(()),
        (Some(low), Some(high)) if low > 0.0 && low <= 1.0 && high >= 1.0 && high.is_finite() => Ok(()),
        (Some(_), Some(_)) => Err((key, format!("the range of {key} does not hold its value"))),
        _ => Err((key, format!("{key} has one end of a range; give both or none"))),
    }
}

fn response(lq: &LinearQuadratic) -> Result<(), Fault> {
    positive("alpha_beta", &lq.alpha_beta)?;
    positive("repair_half_time", &lq.repair_half_time)
}

impl Check for Agent {
    fn check(&self) -> Result<(), Fault> {
        if self.activity.least >= self.activity.most {
            return Err(("least", "the least activity is not below the most".into()));
        }
        if let Some(r) = &self.regimen
            && (!(1..=20).contains(&r.cycles) || r.interval.to_d() < 1.0)
        {
            return Err(("regimen", "a regimen has 1 to 20 cycles, a day or more apart".into()));
        }
        for half_life in &self.effective_half_life {
            positive("median", &half_life.median)?;
            positive("cv", &half_life.cv)?;
        }
        Ok(())
    }
}

impl Check for Protocol {
    fn check(&self) -> Result<(), Fault> {
        if self.method == Method::Fit && self.families.is_empty() {
            return Err(("method", "a fit needs families".into()));
        }
        if matches!(self.method, Method::Hanscheid | Method::Madsen) && self.most_scans != Some(1) {
            return Err(("method", "this method takes one scan: set `most_scans = 1`".into()));
        }
        if self.fewest_scans == 0 {
            return Err(("fewest_scans", "at least one scan is needed".into()));
        }
        if self.least_weight.is_some_and(|w| w.get() >= 0.5) {
            return Err(("least_weight", "the least weight must be below 50 %".into()));
        }
        if self.method != Method::Fit && self.activity_cv.is_none() {
            return Err((
                "method",
                "this method needs `activity_cv` for tables without uncertainties".into(),
            ));
        }
        if let Some(p) = &self.activity_cv {
            positive("activity_cv", p)?;
        }
        self.uptake_half_time.as_ref().map_or(Ok(()), |p| positive("uptake_half_time", p))
    }
}

impl Check for Tissue {
    fn check(&self) -> Result<(), Fault> {
        for mass in [&self.mass_male, &self.mass_female].into_iter().flatten() {
            positive("mass", mass)?;
        }
        if let Some(density) = &self.density {
            positive("density", density)?;
        }
        if let Some(lq) = &self.lq {
            response(lq)?;
        }
        for limit in &self.limits {
            positive("limit", &limit.limit)?;
        }
        match &self.ntcp {
            Some(Ntcp::ProbitBed(p)) if p.m > 0.0 => positive("bed50", &p.bed50),
            Some(Ntcp::Lkb(l)) if l.m > 0.0 && l.n > 0.0 => positive("td50", &l.td50),
            Some(_) => Err(("m =", "m and n must be above zero".into())),
            None => Ok(()),
        }
    }
}

impl Check for Tumour {
    fn check(&self) -> Result<(), Fault> {
        positive("alpha", &self.alpha)?;
        positive("doubling_time", &self.doubling_time)?;
        positive("clonogens_per_g", &self.clonogens_per_g)?;
        response(&self.lq)
    }
}

impl Check for RadiationWeights {
    fn check(&self) -> Result<(), Fault> {
        positive("alpha", &self.alpha)?;
        positive("electron", &self.electron)?;
        positive("photon", &self.photon)
    }
}
