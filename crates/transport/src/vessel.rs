//! Dose to what lies in and around a blood vessel whose blood holds the decays, beside the mean dose of blood that keeps all energy.

use hevesy_nuclide::Emission;
use hevesy_statistics::Draws;

use crate::emission::{Component, Members};
use crate::monte_carlo::{Vector, crossing, isotropic};
use crate::track::Track;

/// What gets the dose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bystander {
    /// A nucleus of a radius in the middle of a round cell of a radius, that drifts anywhere in the lumen where it fits; there are no decays
    /// in the cell. In µm.
    Lymphocyte {
        /// Radius of the cell.
        cell_um: f64,
        /// Radius of the nucleus.
        nucleus_um: f64,
    },
    /// A layer outside the lumen, between two distances from it, in µm: the nuclei of the endothelium.
    Endothelium {
        /// Where nuclei begin.
        from_um: f64,
        /// Where they end.
        to_um: f64,
    },
    /// The blood itself.
    Blood,
}

/// Dose relative to that of blood in which all charged energy of its decays stays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VesselDose {
    /// The ratio.
    pub ratio: f64,
    /// Its statistical standard deviation.
    pub sd: f64,
}

/// Dose of charged particles in a long straight vessel of a radius in µm. A point of the target and a direction are drawn; all decays along the
/// ray, seen backwards, leave there what their tracks lose at that distance. None where a cell does not fit or no charged particle is emitted. Theory: theory/transport.md (20).
#[must_use]
pub fn vessel_dose(
    members: &Members,
    radius_um: f64,
    bystander: Bystander,
    (points, seed): (u32, u64),
) -> Option<VesselDose> {
    let (recoils, alphas): (Vec<_>, Vec<_>) =
        members.lines(Component::Alpha).into_iter().partition(|(kind, ..)| *kind == Emission::Recoil);
    let electrons = [Component::Beta, Component::ElectronLines].into_iter().flat_map(|c| members.lines(c));
    let mut kinds = vec![kind(Track::alphas(), alphas), kind(Track::electrons(), electrons.collect())];
    kinds.extend(recoils.into_iter().map(|line| kind(Track::recoils(line.1), vec![line])));
    let emitted: f64 = kinds.iter().flat_map(|k| &k.lines).map(|(e, n, _)| e * n).sum();
    if let Bystander::Lymphocyte { cell_um, .. } = bystander
        && cell_um > radius_um
    {
        return None;
    }
    if emitted <= 0.0 {
        return None;
    }
    let mut draws = Draws::new(seed, "vessel", 0);
    let (mut sum, mut squares) = (0.0, 0.0);
    for _ in 0..points {
        let (point, hole) = place(bystander, radius_um, &mut draws);
        let direction = isotropic(&mut draws);
        let mut left = 0.0;
        for (from, to) in lumen(point, direction, radius_um, hole).into_iter().flatten() {
            for Kind { track, lines } in &kinds {
                for (energy, number, range) in lines {
                    if *range > from {
                        let after = |x: f64| if *range > x { track.energy_mev(range - x) } else { 0.0 };
                        let begin = if from > 0.0 { after(from) } else { *energy };
                        left += number * (begin - after(to));
                    }
                }
            }
        }
        let ratio = left / emitted;
        sum += ratio;
        squares += ratio * ratio;
    }
    let n = f64::from(points);
    let mean = sum / n;
    Some(VesselDose { ratio: mean, sd: ((squares / n - mean * mean).max(0.0) / n).sqrt() })
}

/// Particles of one kind: their track, and (energy in MeV, number per decay, range in µm).
struct Kind {
    track: Track,
    lines: Vec<(f64, f64, f64)>,
}

/// Groups into which lines of like energy are gathered; their number and energy stay.
const GROUPS: usize = 24;

fn kind(track: Track, mut lines: Vec<(Emission, f64, f64)>) -> Kind {
    lines.sort_by(|a, b| a.1.total_cmp(&b.1));
    let all: f64 = lines.iter().map(|(_, e, n)| e * n).sum();
    let mut groups: Vec<(f64, f64, f64)> = Vec::new();
    let (mut number, mut energy) = (0.0, 0.0);
    for (i, (_, e, n)) in lines.iter().enumerate() {
        number += n;
        energy += n * e;
        if energy * GROUPS as f64 >= all || i + 1 == lines.len() {
            groups.push((energy / number, number, track.range_um(energy / number)));
            (number, energy) = (0.0, 0.0);
        }
    }
    groups.retain(|g| g.1 > 0.0);
    Kind { track, lines: groups }
}

/// A point of the target, and the ball without decays around its cell.
fn place(bystander: Bystander, radius_um: f64, draws: &mut Draws) -> (Vector, Option<(Vector, f64)>) {
    let ring = |inner: f64, outer: f64, draws: &mut Draws| {
        let r = (inner * inner + draws.uniform() * (outer * outer - inner * inner)).sqrt();
        [r, 0.0, 0.0]
    };
    match bystander {
        Bystander::Lymphocyte { cell_um, nucleus_um } => {
            let centre = ring(0.0, radius_um - cell_um, draws);
            let r = nucleus_um * libm::cbrt(draws.uniform());
            let offset = isotropic(draws);
            let point = std::array::from_fn(|i| centre[i] + r * offset[i]);
            (point, Some((centre, cell_um)))
        }
        Bystander::Endothelium { from_um, to_um } => {
            (ring(radius_um + from_um, radius_um + to_um, draws), None)
        }
        Bystander::Blood => (ring(0.0, radius_um, draws), None),
    }
}

/// Parts of a ray, as distances from its start, that lie in the lumen and not in the hole: at most two.
fn lumen(
    point: Vector,
    direction: Vector,
    radius_um: f64,
    hole: Option<(Vector, f64)>,
) -> [Option<(f64, f64)>; 2] {
    // The vessel lies along z.
    let ([x, y, _], [u, v, _]) = (point, direction);
    let (a, b, c) = (u * u + v * v, x * u + y * v, x * x + y * y - radius_um * radius_um);
    let root = b * b - a * c;
    if root <= 0.0 || a < 1e-18 {
        // Along the axis: all of it inside, or none.
        return if a < 1e-18 && c < 0.0 {
            without((0.0, f64::INFINITY), point, direction, hole)
        } else {
            [None, None]
        };
    }
    let (enter, leave) = (((-b - root.sqrt()) / a).max(0.0), (-b + root.sqrt()) / a);
    if leave <= enter { [None, None] } else { without((enter, leave), point, direction, hole) }
}

fn without(
    (enter, leave): (f64, f64),
    point: Vector,
    direction: Vector,
    hole: Option<(Vector, f64)>,
) -> [Option<(f64, f64)>; 2] {
    let chord = hole.and_then(|(centre, radius)| {
        let from: Vector = std::array::from_fn(|i| point[i] - centre[i]);
        crossing(from, direction, radius)
    });
    let Some((first, last)) = chord else { return [Some((enter, leave)), None] };
    let keep = |a: f64, b: f64| (b > a).then_some((a, b));
    [keep(enter, leave.min(first)), keep(enter.max(last), leave)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use hevesy_nuclide::{HalfLives, Nuclide};

    fn bismuth() -> Members {
        Members::chain(Nuclide::find("Bi-213").unwrap(), &HalfLives::icrp107())
    }

    fn ratio(radius_um: f64, bystander: Bystander) -> f64 {
        vessel_dose(&bismuth(), radius_um, bystander, (20_000, 1)).unwrap().ratio
    }

    // Along tracks of constant loss the mean way from the axis to the wall is π/2 radii; from the wall across the lumen 2 radii in half of all directions.
    // In vessels thin against the range of 80 µm the ratio of the two is that of the ways; the loss near the start hardly changes.
    #[test]
    fn exact_ratio_of_wall_and_axis() {
        let axis = ratio(2.0, Bystander::Lymphocyte { cell_um: 1e-6, nucleus_um: 1e-7 });
        let blood = ratio(2.0, Bystander::Blood);
        assert!((axis / blood - 1.0).abs() < 0.02, "a cell of no size is blood: {axis} {blood}");
        let wall = ratio(2.0, Bystander::Endothelium { from_um: 0.0, to_um: 1e-6 });
        // Recoils, a fiftieth of the energy, stay within 0.1 µm: all of it in blood but for its rim, half of it at the wall.
        let of = |component| bismuth().energy_mev(component);
        let recoil: f64 = bismuth()
            .lines(Component::Alpha)
            .iter()
            .filter(|l| l.0 == Emission::Recoil)
            .map(|l| l.1 * l.2)
            .sum();
        let all = of(Component::Alpha) + of(Component::Beta) + of(Component::ElectronLines);
        let share = recoil / all;
        // Mean over the lumen of the way to the wall: 8/(3π) radii in the plane, times π/2.
        let ways = (wall - 0.5 * share) / (blood - 0.98 * share);
        assert!((ways / 0.75 - 1.0).abs() < 0.05, "{ways}: {wall} {blood}");
    }

    #[test]
    fn law_wide_vessels_keep_all_and_thin_ones_nothing() {
        let far = ratio(5e4, Bystander::Blood);
        assert!((far - 1.0).abs() < 0.02, "{far}");
        let wall = ratio(5e4, Bystander::Endothelium { from_um: 0.0, to_um: 1.0 });
        assert!((wall - 0.5).abs() < 0.03, "half of all directions: {wall}");
        assert!(ratio(1.0, Bystander::Blood) < 0.05);
        let small = Bystander::Lymphocyte { cell_um: 4.0, nucleus_um: 3.0 };
        assert!(vessel_dose(&bismuth(), 3.0, small, (10, 1)).is_none());
        assert!(ratio(10.0, small) < ratio(30.0, small));
    }
}
