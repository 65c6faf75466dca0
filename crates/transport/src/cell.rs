//! A spherical cell with a concentric nucleus, and how much of a straight track from one part lies in another.

use thiserror::Error;

use crate::gauss::integrate_split;

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    radius_um: f64,
    nucleus_um: f64,
}

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum CellError {
    /// Radii that are not those of a cell.
    #[error(
        "a nucleus of {nucleus_um} µm in a cell of {radius_um} µm: radii must be above zero, finite, and the nucleus inside the cell"
    )]
    Radii {
        /// Radius of the cell.
        radius_um: f64,
        /// Radius of the nucleus.
        nucleus_um: f64,
    },
    /// Cells that overlap.
    #[error("centres {distance_um} µm apart: cells of {radius_um} µm overlap below {} µm", 2.0 * radius_um)]
    Overlap {
        /// Distance of the centres.
        distance_um: f64,
        /// Radius of both cells.
        radius_um: f64,
    },
}

/// A part of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compartment {
    /// The nucleus.
    Nucleus,
    /// The cell without its nucleus.
    Cytoplasm,
    /// The membrane, as a source only.
    Surface,
    /// The whole cell.
    Cell,
}

/// Where a source lies, seen from the centre of a target: density of distance r, and between which distances.
struct Distances<'a> {
    low: f64,
    high: f64,
    density: Box<dyn Fn(f64) -> f64 + 'a>,
}

impl Cell {
    /// A cell of unit density.
    ///
    /// # Errors
    /// Radii that are not finite and positive, or a nucleus that does not fit.
    pub fn new(radius_um: f64, nucleus_um: f64) -> Result<Self, CellError> {
        if radius_um.is_finite() && nucleus_um > 0.0 && nucleus_um < radius_um {
            Ok(Self { radius_um, nucleus_um })
        } else {
            Err(CellError::Radii { radius_um, nucleus_um })
        }
    }

    /// Radius in µm.
    #[must_use]
    pub const fn radius_um(&self) -> f64 {
        self.radius_um
    }

    /// Radius of the nucleus in µm.
    #[must_use]
    pub const fn nucleus_um(&self) -> f64 {
        self.nucleus_um
    }

    /// Mass in kg of a part, at 1 g/cm³; 0 for the surface.
    #[must_use]
    pub fn mass_kg(&self, part: Compartment) -> f64 {
        let ball = |r: f64| 4.0 / 3.0 * std::f64::consts::PI * r * r * r * 1e-15;
        match part {
            Compartment::Nucleus => ball(self.nucleus_um),
            Compartment::Cell => ball(self.radius_um),
            Compartment::Cytoplasm => ball(self.radius_um) - ball(self.nucleus_um),
            Compartment::Surface => 0.0,
        }
    }

    /// Probability that the end of a vector of length x in a random direction from a random point of a source lies in a
    /// target; both in one cell, or in two with centres `distance_um` apart. Theory: theory/transport.md (1), (2).
    pub(crate) fn geometric_factor(
        &self,
        target: Compartment,
        source: Compartment,
        distance_um: Option<f64>,
        x_um: f64,
    ) -> f64 {
        match target {
            Compartment::Nucleus => self.ball_factor(self.nucleus_um, source, distance_um, x_um),
            Compartment::Cell => self.ball_factor(self.radius_um, source, distance_um, x_um),
            Compartment::Cytoplasm => {
                self.ball_factor(self.radius_um, source, distance_um, x_um)
                    - self.ball_factor(self.nucleus_um, source, distance_um, x_um)
            }
            Compartment::Surface => 0.0,
        }
    }

    fn ball_factor(&self, ball_um: f64, source: Compartment, distance_um: Option<f64>, x: f64) -> f64 {
        let (outer, inner) = (self.radius_um, self.nucleus_um);
        let cube = |r: f64| r * r * r;
        match (source, distance_um) {
            (Compartment::Surface, None) => inside(ball_um, outer, x),
            (Compartment::Nucleus, None) => mean(&concentric(0.0, inner), ball_um, x),
            (Compartment::Cell, None) => mean(&concentric(0.0, outer), ball_um, x),
            (Compartment::Cytoplasm, None) => mean(&concentric(inner, outer), ball_um, x),
            (Compartment::Surface, Some(d)) => mean(&shell_at(d, outer), ball_um, x),
            (Compartment::Nucleus, Some(d)) => mean(&ball_at(d, inner), ball_um, x),
            (Compartment::Cell, Some(d)) => mean(&ball_at(d, outer), ball_um, x),
            (Compartment::Cytoplasm, Some(d)) => {
                let (whole, core) =
                    (mean(&ball_at(d, outer), ball_um, x), mean(&ball_at(d, inner), ball_um, x));
                (cube(outer) * whole - cube(inner) * core) / (cube(outer) - cube(inner))
            }
        }
    }

    /// Lengths at which a geometric factor may bend, and the longest that can end in the target.
    pub(crate) fn bends(&self, distance_um: Option<f64>) -> (Vec<f64>, f64) {
        let radii = [self.radius_um, self.nucleus_um];
        let d = distance_um.unwrap_or(0.0);
        let mut bends = Vec::new();
        for a in radii {
            for b in radii {
                for s in [a + b, a - b, b - a] {
                    bends.extend([d + s, d - s]);
                }
            }
        }
        bends.retain(|x| *x > 0.0);
        bends.sort_by(f64::total_cmp);
        bends.dedup();
        (bends, d + 2.0 * self.radius_um)
    }
}

/// Share of a sphere of radius x around a point that lies in a ball of radius a, the point r from the ball's centre:
/// 1 inside, 0 outside, (a² − (r − x)²)/(4 r x) between.
fn inside(a: f64, r: f64, x: f64) -> f64 {
    if r + x <= a {
        1.0
    } else if (r - x).abs() >= a {
        0.0
    } else {
        ((a * a - (r - x) * (r - x)) / (4.0 * r * x)).clamp(0.0, 1.0)
    }
}

fn mean(source: &Distances<'_>, ball: f64, x: f64) -> f64 {
    let breaks = [ball - x, x - ball, ball + x];
    integrate_split(source.low, source.high, &breaks, |r| (source.density)(r) * inside(ball, r, x))
}

/// Points of a shell around the target's own centre.
fn concentric(inner: f64, outer: f64) -> Distances<'static> {
    let volume = outer * outer * outer - inner * inner * inner;
    Distances { low: inner, high: outer, density: Box::new(move |r| 3.0 * r * r / volume) }
}

/// Points of a ball whose centre is d away (outside it).
fn ball_at(d: f64, radius: f64) -> Distances<'static> {
    let scale = 3.0 / (4.0 * d * radius * radius * radius);
    Distances {
        low: d - radius,
        high: d + radius,
        density: Box::new(move |r| scale * r * (radius * radius - (d - r) * (d - r))),
    }
}

/// Points of a sphere whose centre is d away (outside it).
fn shell_at(d: f64, radius: f64) -> Distances<'static> {
    Distances { low: d - radius, high: d + radius, density: Box::new(move |r| r / (2.0 * d * radius)) }
}
