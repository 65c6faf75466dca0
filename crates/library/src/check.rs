//! The kinds of library file: folder, id, and what a record must obey beyond its types.

use std::borrow::Cow;
use std::ops::Div;

use crate::evidence::{Claim, Computation, Conflict, Document, Finding, Guideline, LeftOut, Outcome, Trial};
use crate::{
    Action, ActivityRange, Agent, Chelator, Chemistry, Drug, DrugClass, LinearQuadratic, Measured,
    MechanismState, Method, Ntcp, Parameter, Protocol, RadiationWeights, Record, Term, Tissue, Tumour,
    TumourModel, activity_of,
};

/// A key or value near the fault, and what is wrong.
pub type Fault = (Cow<'static, str>, String);

/// A fault near a key.
fn near(key: &'static str, what: impl Into<String>) -> Fault {
    (Cow::Borrowed(key), what.into())
}

/// Value above zero, and between low and high where those are given.
fn positive<Q: Copy + Div<Output = f64>>(key: &'static str, p: &Parameter<Q>) -> Result<(), Fault> {
    if p.source.trim().is_empty() {
        return Err(near(key, format!("{key} has no source")));
    }
    // Ratios to the value are NaN or infinite where the value is zero or not finite.
    let ratio = |q: Q| q / p.value;
    if !ratio(p.value).is_finite() {
        return Err(near(key, format!("{key} is zero or not finite")));
    }
    match (p.low.map(ratio), p.high.map(ratio)) {
        (None, None) => Ok(()),
        (Some(low), Some(high)) if low > 0.0 && low <= 1.0 && high >= 1.0 && high.is_finite() => Ok(()),
        (Some(_), Some(_)) => Err(near(key, format!("the range of {key} does not hold its value"))),
        _ => Err(near(key, format!("{key} has one end of a range; give both or none"))),
    }
}

/// The same for a pure number, which may be written with a sign.
fn positive_number(key: &'static str, p: &Parameter<f64>) -> Result<(), Fault> {
    if p.value > 0.0 {
        positive(key, p)
    } else {
        Err(near(key, format!("{key} is {}; it must be above zero", p.value)))
    }
}

fn response(lq: &LinearQuadratic) -> Result<(), Fault> {
    positive("alpha_beta", &lq.alpha_beta)?;
    positive("repair_half_time", &lq.repair_half_time)
}

/// Folder, id and names of a kind, for the impls below.
macro_rules! key {
    ($folder:literal) => {
        const FOLDER: &'static str = $folder;

        fn id(&self) -> &str {
            &self.id
        }
    };
    ($folder:literal, names) => {
        key!($folder);

        fn names(&self) -> &[String] {
            &self.names
        }
    };
}

/// Mass number and element that a name begins with: `177Lu-DOTATATE` → `Lu-177`, `223RaCl2` → `Ra-223`, `[111In]In-X` →
/// `In-111`; nothing where the spelling is not the usual one.
#[must_use]
pub(crate) fn nuclide_in_name(name: &str) -> Option<String> {
    let name = name.strip_prefix('[').unwrap_or(name);
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let (mass, rest) = name.split_at(digits);
    let mut letters = rest.chars();
    let first = letters.next().filter(char::is_ascii_uppercase)?;
    let second = letters.clone().next().filter(char::is_ascii_lowercase);
    let next = letters.nth(usize::from(second.is_some()));
    // `LU` or `Lut`: not the symbol of an element as one writes it.
    let ends = match (second, next) {
        (_, Some(c)) if c.is_ascii_lowercase() => false,
        (None, Some(c)) => !c.is_ascii_uppercase(),
        _ => true,
    };
    let symbol: String = std::iter::once(first).chain(second).collect();
    ((2..=3).contains(&digits) && ends).then(|| format!("{symbol}-{mass}"))
}

impl Record for Agent {
    key!("agents", names);

    fn check(&self) -> Result<(), Fault> {
        if let Some(range) = &self.activity {
            if range.least >= range.most {
                return Err(near("least", "the least activity is not below the most"));
            }
            if let Some(usual) = &range.usual
                && !range.holds(usual.value)
            {
                return Err(near(
                    "usual",
                    format!("the usual {} is outside {} to {}", usual.value, range.least, range.most),
                ));
            }
            if let Some(usual) = &range.usual_per_mass {
                let given = activity_of(usual.value, ActivityRange::JUDGED_KG);
                if !range.holds(given) {
                    return Err(near(
                        "usual_per_mass",
                        format!(
                            "{} of 70 kg body mass are {given:.3}, outside {} to {}",
                            usual.value, range.least, range.most
                        ),
                    ));
                }
            }
        }
        if let Some(r) = &self.regimen
            && (!(1..=20).contains(&r.cycles) || r.interval.to_d() < 1.0)
        {
            return Err(near("regimen", "a regimen has 1 to 20 cycles, a day or more apart"));
        }
        for half_life in &self.effective_half_life {
            positive("median", &half_life.median)?;
            positive("cv", &half_life.cv)?;
        }
        if let Some(size) = &self.vector.size_kda {
            positive_number("size_kda", size)?;
        }
        if let Some(nuclide) = &self.nuclide {
            let usual = nuclide.split_once('-').is_some_and(|(element, mass)| {
                element.starts_with(|c: char| c.is_ascii_uppercase())
                    && (1..=2).contains(&element.len())
                    && mass.starts_with(|c: char| c.is_ascii_digit())
            });
            if !usual {
                return Err(near(
                    "nuclide",
                    format!("`{nuclide}` is not how a nuclide is written here: `Lu-177`, `Tc-99m`"),
                ));
            }
        }
        for name in self.names.iter().chain([&self.id]) {
            if let (Some(spoken), Some(own)) = (nuclide_in_name(name), &self.nuclide)
                && spoken != *own
            {
                return Err((
                    name.clone().into(),
                    format!("the name `{name}` says {spoken}, the nuclide is {own}"),
                ));
            }
        }
        if (self.labelling.chemistry != Chemistry::Chelate) && self.labelling.chelator.is_some() {
            return Err(near("chelator", "a chelator is named, but the chemistry is not `chelate`"));
        }
        Ok(())
    }
}

impl Record for Chelator {
    key!("chelators", names);

    fn check(&self) -> Result<(), Fault> {
        if self.holds.is_empty() {
            return Err(near("holds", "a chelator that holds no element is of no use"));
        }
        Ok(())
    }
}

/// Value above zero with low and high in the same unit around it.
fn measured(key: &str, p: &Parameter<Measured>) -> Result<(), Fault> {
    let fault = |what: &str| Err((key.to_owned().into(), format!("{key} {what}")));
    if p.source.trim().is_empty() {
        return fault("has no source");
    }
    if p.value.value <= 0.0 {
        return fault("is not above zero");
    }
    if [p.low, p.high].into_iter().flatten().any(|q| q.unit != p.value.unit) {
        return fault("has a range in another unit");
    }
    match (p.low, p.high) {
        (None, None) => Ok(()),
        (Some(low), Some(high)) if low.value <= p.value.value && p.value.value <= high.value => Ok(()),
        _ => fault("has a range that does not hold its value"),
    }
}

impl Record for Drug {
    key!("drugs", names);

    fn check(&self) -> Result<(), Fault> {
        for model in &self.pharmacokinetics {
            if model.parameters.is_empty() {
                return Err(near("pharmacokinetics", "a pharmacokinetic model without parameters"));
            }
            for (symbol, p) in &model.parameters {
                measured(symbol, p)?;
            }
        }
        self.half_effect.iter().try_for_each(|p| measured("half_effect", p))?;
        self.molar_mass.iter().try_for_each(|p| measured("molar_mass", p))?;
        actions(&self.acts)?;
        self.potency.iter().try_for_each(|p| measured(&p.measure, &p.value))
    }
}

/// Sizes above zero, and at most 1 where a factor is lowered by them.
fn actions(acts: &[Action]) -> Result<(), Fault> {
    for act in acts {
        if let Some(size) = &act.size {
            positive_number("size", size)?;
            if act.term.lowers() && size.high.unwrap_or(size.value) > 1.0 {
                return Err(near("size", format!("a size above 1 would turn `{}` round", act.term.name())));
            }
        }
        act.lag.iter().try_for_each(|p| positive("lag", p))?;
        act.lasts.iter().chain(&act.onset).try_for_each(|p| positive("lasts", p))?;
        if act.onset.is_some() && act.lasts.is_none() {
            return Err(near("onset", "an onset without `lasts`"));
        }
    }
    Ok(())
}

impl Record for DrugClass {
    key!("drug-classes");

    fn check(&self) -> Result<(), Fault> {
        if self.mechanism == MechanismState::Unknown && self.terms != [Term::Empirical] {
            return Err(near(
                "terms",
                "a class whose mechanism is unknown may only touch the term `empirical`; list what is suspected under \
                 `suspected`",
            ));
        }
        if let Some(act) = self.acts.iter().find(|a| !self.terms.contains(&a.term)) {
            return Err(near(
                "acts",
                format!("`{}` is not a term that the class may touch", act.term.name()),
            ));
        }
        actions(&self.acts)
    }
}

impl Record for TumourModel {
    key!("tumour-models", names);

    fn check(&self) -> Result<(), Fault> {
        self.doubling_time.as_ref().map_or(Ok(()), |t| positive("doubling_time", t))
    }
}

impl Record for Trial {
    key!("trials", names);

    fn check(&self) -> Result<(), Fault> {
        if let Some(number) = &self.registry
            && !is_registry_number(number)
        {
            return Err(near(
                "registry",
                format!(
                    "`{number}` is no registry number (NCT and 8 digits, ACTRN and 14 digits, EudraCT 2020-123456-12, \
                     ISRCTN, ChiCTR, CTRI, DRKS, jRCT, JPRN …); put what is printed under `registry_as_printed`"
                ),
            ));
        }
        if let Some(c) = &self.compared
            && (c.with == 0 || c.without == 0)
        {
            return Err(near("compared", "a comparison with an empty arm"));
        }
        for (array, outcomes) in [("result", &self.result), ("adverse_event", &self.adverse_event)] {
            for (i, outcome) in outcomes.iter().enumerate() {
                settled(&format!("{array}[{i}]"), outcome)?;
            }
        }
        Ok(())
    }
}

/// An outcome that is plausible or marked as disputed.
fn settled(place: &str, outcome: &Outcome) -> Result<(), Fault> {
    match outcome.implausible() {
        Some(what) if outcome.disputed.is_none() => Err((
            format!("{place}.value").into(),
            format!("{what}; correct it, or name the conflict under `disputed`"),
        )),
        _ => Ok(()),
    }
}

/// Whether a text is a number of a register of trials.
#[must_use]
fn is_registry_number(text: &str) -> bool {
    let digits = |prefix: &str, n: usize| {
        text.strip_prefix(prefix).is_some_and(|d| d.len() == n && d.chars().all(|c| c.is_ascii_digit()))
    };
    let eudract: Vec<&str> = text.split('-').collect();
    let prefixed = |prefix: &str| {
        let rest = text.strip_prefix(prefix).unwrap_or_default();
        rest.len() >= 6 && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '/')
    };
    digits("NCT", 8)
        || digits("ACTRN", 14)
        || ["ISRCTN", "ChiCTR", "CTRI/", "DRKS", "jRCT", "JPRN-", "KCT"].iter().any(|p| prefixed(p))
        || matches!(eudract.as_slice(), [y, n, c] | [y, n, c, _] if y.len() == 4 && n.len() == 6 && c.len() == 2
            && text.chars().all(|c| c.is_ascii_digit() || c == '-'))
}

impl Record for Finding {
    key!("findings");

    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }
}

impl Record for Claim {
    key!("claims");

    fn check(&self) -> Result<(), Fault> {
        if self.needs.is_some() != self.test.is_empty() {
            return Err(near("needs", "a claim has either `needs` or one `[[test]]` and more"));
        }
        if self.fitted.is_some() && self.test.is_empty() {
            return Err(near("fitted", "`fitted` without a test"));
        }
        if let (Some(low), Some(high)) = (self.low, self.high)
            && low > high
        {
            return Err(near("low", format!("the range {low} to {high} is upside down")));
        }
        if self.contradicted_because.is_some() && self.test.is_empty() {
            return Err(near("contradicted_because", "`contradicted_because` without a test"));
        }
        faults(&self.test)
    }
}

/// Faults of computations, each at its place.
///
/// # Errors
/// The first malformed one.
pub fn faults(tests: &[Computation]) -> Result<(), Fault> {
    for (i, test) in tests.iter().enumerate() {
        if let Some(what) = test.fault() {
            return Err((format!("test[{i}].run").into(), what));
        }
    }
    Ok(())
}

impl Record for Conflict {
    key!("conflicts");

    fn check(&self) -> Result<(), Fault> {
        if self.printed.is_empty() {
            return Err(near("printed", "a conflict needs at least one printed statement"));
        }
        Ok(())
    }
}

impl Record for Guideline {
    key!("guidelines");

    fn check(&self) -> Result<(), Fault> {
        if self.version == 0 || self.rule.is_empty() {
            return Err(near("version", "a guideline has a version from 1 and at least one rule"));
        }
        Ok(())
    }
}

impl Record for Document {
    key!("documents");

    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }
}

impl Record for LeftOut {
    key!("left-out");

    fn check(&self) -> Result<(), Fault> {
        Ok(())
    }
}

impl Record for Protocol {
    key!("protocols");

    fn check(&self) -> Result<(), Fault> {
        if self.method == Method::Fit && self.families.is_empty() {
            return Err(near("method", "a fit needs families"));
        }
        if matches!(self.method, Method::Hanscheid | Method::Madsen) && self.most_scans != Some(1) {
            return Err(near("method", "this method takes one scan: set `most_scans = 1`"));
        }
        if self.fewest_scans == 0 {
            return Err(near("fewest_scans", "at least one scan is needed"));
        }
        if self.least_weight.is_some_and(|w| w.get() >= 0.5) {
            return Err(near("least_weight", "the least weight must be below 50 %"));
        }
        if self.method != Method::Fit && self.activity_cv.is_none() {
            return Err(near("method", "this method needs `activity_cv` for tables without uncertainties"));
        }
        if let Some(p) = &self.activity_cv {
            positive("activity_cv", p)?;
        }
        self.uptake_half_time.as_ref().map_or(Ok(()), |p| positive("uptake_half_time", p))
    }
}

impl Record for Tissue {
    key!("tissues", names);

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
            Some(_) => Err(near("m =", "m and n must be above zero")),
            None => Ok(()),
        }
    }
}

impl Record for Tumour {
    key!("tumours");

    fn check(&self) -> Result<(), Fault> {
        positive("alpha", &self.alpha)?;
        positive("doubling_time", &self.doubling_time)?;
        positive_number("clonogens_per_g", &self.clonogens_per_g)?;
        self.expresses.iter().try_for_each(|e| positive("share", &e.share))?;
        response(&self.lq)
    }
}

impl Record for RadiationWeights {
    key!("radiation");

    fn check(&self) -> Result<(), Fault> {
        positive_number("alpha", &self.alpha)?;
        positive_number("electron", &self.electron)?;
        positive_number("photon", &self.photon)?;
        let Some(b) = &self.breaks else { return Ok(()) };
        for (key, p) in [
            ("single_per_gy", &b.single_per_gy),
            ("double_per_gy", &b.double_per_gy),
            ("converted", &b.converted),
        ] {
            positive_number(key, p)?;
        }
        positive("single_repair", &b.single_repair)
    }
}
