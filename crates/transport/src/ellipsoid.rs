//! Absorbed dose in an ellipsoid with decays spread evenly in it, and in the larger one around it.

use hevesy_matter::Material;

use crate::emission::{Component, Members};
use crate::monte_carlo::{Ellipsoids, Engine, Goal, Medium, Place, Settings, Vector, Watch};

/// Energy left per decay, by component in the order of [`Component::ALL`].
#[derive(Clone, Debug, PartialEq)]
pub struct EllipsoidDose {
    /// In the inner ellipsoid: energy in MeV per decay and standard deviation.
    pub inner_mev: [(f64, f64); 4],
    /// Between the two.
    pub outer_mev: [(f64, f64); 4],
    /// Histories followed.
    pub histories: u64,
}

/// Decays spread evenly in an ellipsoid with these semi-axes in cm, in the middle of a larger one; what leaves that is lost. Histories go on until the inner is as
/// certain as wanted. Theory: theory/transport.md (8).
#[must_use]
pub fn ellipsoid(
    members: &Members,
    inner: (Vector, &Material),
    outer: (Vector, &Material),
    (goal, seed): (Goal, u64),
    watch: &mut dyn Watch,
) -> EllipsoidDose {
    let least = inner.0.iter().copied().fold(f64::INFINITY, f64::min) * inner.1.density_g_per_cm3;
    let settings = Settings::for_size(least);
    let media = [Medium::of(inner.1, &settings), Medium::of(outer.1, &settings)];
    let scene = Ellipsoids::new(inner.0, outer.0, [0, 1]);
    let engine = Engine::new(&scene, &media, settings).within(least).with_alphas();
    let place = Place::Ellipsoid(inner.0);
    let estimate = engine.follow((members, &place), Vec::new(), (goal, seed), |_| vec![0], watch);
    let of = |target: usize| Component::ALL.map(|c| estimate.of(c, target));
    EllipsoidDose { inner_mev: of(0), outer_mev: of(1), histories: estimate.histories() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sphere::sphere;
    use hevesy_nuclide::Nuclide;

    // With three equal axes it is a ball; drawn out, it keeps less. Tolerance: four standard deviations, 0.2 % at least (alphas by tracks against closed form).
    #[test]
    fn exact_a_round_ellipsoid_is_a_ball() {
        let water = Material::named("water").unwrap();
        let goal = Goal { relative_sd: 0.003, most_histories: 200_000 };
        for name in ["Y-90", "At-211", "Lu-177"] {
            let members = Members::alone(Nuclide::find(name).unwrap());
            let ball = sphere(&members, &water, 0.3, (goal, 1), &mut ());
            let r = ball.radius_cm;
            let of = |axes: Vector| {
                let found = ellipsoid(&members, (axes, &water), ([40.0; 3], &water), (goal, 2), &mut ());
                found.inner_mev.iter().fold((0.0, 0.0), |sum, (e, sd)| (sum.0 + e, sum.1 + sd * sd))
            };
            let (own, variance) = of([r; 3]);
            let (closed, sd) = ball.absorbed_mev();
            let allowed = (4.0 * (variance + sd * sd).sqrt()).max(0.002 * closed);
            assert!((own - closed).abs() < allowed, "{name}: {own} against {closed}");
            assert!(of([0.5 * r, r, 2.0 * r]).0 < own);
        }
    }
}
