//! From a biodistribution in animals to activity over time in man.

use crate::given::Given;
use crate::simulate::{Simulated, times};

/// How an animal's numbers become a human's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalingRule {
    /// The organ holds the same share of what was given, at the same times.
    Direct,
    /// Concentrations as parts of the body are the same: share = (share per g) · body mass of the animal · organ mass / body mass of man.
    Mass,
    /// The same share at times that are longer by (body mass of man / of the animal)^exponent.
    Time,
    /// Both.
    MassAndTime,
}

impl ScalingRule {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Direct, Self::Mass, Self::Time, Self::MassAndTime];

    /// Name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Mass => "mass",
            Self::Time => "time",
            Self::MassAndTime => "mass and time",
        }
    }
}

/// Animal and man.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bodies {
    /// Mass of the animal in g.
    pub animal_g: f64,
    /// Mass of the man in g.
    pub human_g: f64,
    /// Exponent of body mass in the scaling of time; 0.25 by allometry.
    pub time_exponent: f64,
}

/// An organ of an animal.
#[derive(Clone, Debug, PartialEq)]
pub struct AnimalOrgan {
    /// Region.
    pub region: String,
    /// (time in h, per cent of what was given per g), corrected for decay, times rising.
    pub percent_per_g: Vec<(f64, f64)>,
    /// Mass in g in the animal, where it is known.
    pub animal_g: Option<f64>,
    /// Mass in g in man.
    pub human_g: f64,
}

/// What a rule says of an organ.
#[derive(Clone, Debug, PartialEq)]
pub struct Extrapolated {
    /// Activity per MBq given.
    pub simulated: Simulated,
    /// Time-integrated activity coefficient in h if uptake is slow before the first time and the last fall goes on, and if the first value holds
    /// from the start and only physical decay follows the last time.
    pub bounds_h: [f64; 2],
}

/// Stands for a share that was measured to be zero, in a logarithm.
const TRACE: f64 = 1e-9;

/// Activity over time in man by a rule; `None` for rules that need the organ's mass in the animal where it is not known.
///
/// Between times the share falls or rises exponentially, the first value holds from the start, after the last time the slope of the last
/// two goes on, or stays where it rises; physical decay is put back on the human clock. Theory: theory/kinetics.md (19).
#[must_use]
pub fn extrapolate(
    organ: &AnimalOrgan,
    rule: ScalingRule,
    bodies: Bodies,
    lambda_per_h: f64,
) -> Option<Extrapolated> {
    let stretch = match rule {
        ScalingRule::Direct | ScalingRule::Mass => 1.0,
        ScalingRule::Time | ScalingRule::MassAndTime => {
            libm::pow(bodies.human_g / bodies.animal_g, bodies.time_exponent)
        }
    };
    let mass_g = match rule {
        ScalingRule::Direct | ScalingRule::Time => organ.animal_g?,
        ScalingRule::Mass | ScalingRule::MassAndTime => bodies.animal_g * organ.human_g / bodies.human_g,
    };
    let points: Vec<(f64, f64)> =
        organ.percent_per_g.iter().map(|(t, p)| (t * stretch, (p / 100.0 * mass_g).max(TRACE))).collect();
    let (&(first_h, first), &(last_h, last)) = (points.first()?, points.last()?);
    let slope = match points.len() {
        0 | 1 => 0.0,
        n => (libm::log(points[n - 2].1 / last) / (last_h - points[n - 2].0)).max(0.0),
    };
    let within: f64 = points
        .windows(2)
        .map(|w| {
            let rate = libm::log(w[0].1 / w[1].1) / (w[1].0 - w[0].0) + lambda_per_h;
            w[0].1 * libm::exp(-lambda_per_h * w[0].0) * falling(rate, w[1].0 - w[0].0)
        })
        .sum();
    let held = first * falling(lambda_per_h, first_h);
    // A ramp from nothing: ∫ first t/first_h e^{−λt} dt.
    let ramp = if first_h > 0.0 {
        let x = lambda_per_h * first_h;
        let shape = if x < 1e-4 { 0.5 - x / 3.0 } else { (1.0 - (1.0 + x) * libm::exp(-x)) / (x * x) };
        first * first_h * shape
    } else {
        0.0
    };
    let left = last * libm::exp(-lambda_per_h * last_h);
    let (tail, longest) = (left / (lambda_per_h + slope), left / lambda_per_h);
    let at = |t: f64| {
        let i = points.partition_point(|p| p.0 <= t);
        let share = match i {
            0 => first,
            i if i == points.len() => last * libm::exp(-slope * (t - last_h)),
            i => {
                let (a, b) = (points[i - 1], points[i]);
                a.1 * libm::pow(b.1 / a.1, (t - a.0) / (b.0 - a.0))
            }
        };
        share * libm::exp(-lambda_per_h * t)
    };
    let times_h = times(lambda_per_h, &[Given::default()]);
    Some(Extrapolated {
        simulated: Simulated {
            region: organ.region.clone(),
            mass_g: Some(organ.human_g),
            tiac_h: held + within + tail,
            lambda_per_h,
            activity_mbq: times_h.iter().map(|t| at(*t)).collect(),
            times_h,
        },
        bounds_h: [ramp + within + tail, held + within + longest],
    })
}

/// ∫₀ʰ e^{−rt} dt, also where r is zero or negative.
fn falling(rate: f64, h: f64) -> f64 {
    if (rate * h).abs() < 1e-12 { h } else { -libm::expm1(-rate * h) / rate }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODIES: Bodies = Bodies { animal_g: 25.0, human_g: 73_000.0, time_exponent: 0.25 };

    fn organ(rate: f64) -> AnimalOrgan {
        let points = [1.0, 4.0, 24.0, 72.0].map(|t| (t, 10.0 * libm::exp(-rate * t)));
        AnimalOrgan {
            region: "kidneys".into(),
            percent_per_g: points.to_vec(),
            animal_g: Some(0.302),
            human_g: 310.0,
        }
    }

    // One exponential all the way: A = s₀/(λ + r) but for the hour before the first time, which holds the first value.
    #[test]
    fn exact_one_exponential() {
        let (lambda, rate) = (0.0043, 0.02);
        let found = extrapolate(&organ(rate), ScalingRule::Direct, BODIES, lambda).unwrap();
        let first = 0.1 * libm::exp(-rate) * 0.302;
        let whole = first * falling(lambda, 1.0) + first * libm::exp(-lambda) / (lambda + rate);
        assert!((found.simulated.tiac_h / whole - 1.0).abs() < 1e-12);
        assert!(found.bounds_h[0] < whole && whole < found.bounds_h[1]);
    }

    // Scaled by mass, the self-dose does not depend on the organ's mass; without an exponent time is not scaled; scaled times lengthen an integral at
    // most by their factor, and by all of it where nothing decays.
    #[test]
    fn law_scaling() {
        let by_mass = |g: f64| {
            let organ = AnimalOrgan { human_g: g, ..organ(0.05) };
            extrapolate(&organ, ScalingRule::Mass, BODIES, 0.0043).unwrap().simulated.tiac_h / g
        };
        assert!((by_mass(310.0) / by_mass(150.0) - 1.0).abs() < 1e-12);
        let still = Bodies { time_exponent: 0.0, ..BODIES };
        let of =
            |rule, bodies, lambda| extrapolate(&organ(0.05), rule, bodies, lambda).unwrap().simulated.tiac_h;
        let (mass, both) = (ScalingRule::Mass, ScalingRule::MassAndTime);
        assert!((of(mass, still, 0.0043) / of(both, still, 0.0043) - 1.0).abs() < 1e-12);
        let factor = libm::pow(73_000.0 / 25.0, 0.25);
        assert!((factor - 7.351).abs() < 1e-3);
        assert!(of(both, BODIES, 0.0043) < factor * of(mass, BODIES, 0.0043));
        assert!((of(both, BODIES, 1e-9) / of(mass, BODIES, 1e-9) / factor - 1.0).abs() < 1e-5);
    }
}
