//! What a particle meets on its way.

use super::vector::{Vector, along, dot};

/// Where which material is, and which target.
pub trait Scene: Sync {
    /// Index of the material at a point; none outside, where particles are lost.
    fn material(&self, point: Vector) -> Option<usize>;

    /// Way in cm to the next change of material; may be shorter, never longer.
    fn to_change(&self, point: Vector, direction: Vector) -> f64;

    /// Way in cm to the next change of material or target; may be shorter, never longer.
    fn to_edge(&self, point: Vector, direction: Vector) -> f64;

    /// The target a point belongs to.
    fn target(&self, point: Vector) -> Option<usize>;

    /// Number of targets.
    fn targets(&self) -> usize;

    /// A distance in cm within which, in any direction, target and material stay the same; 0 if not known.
    fn clearance(&self, point: Vector) -> f64;
}

/// Balls inside each other around the origin in one material: target i lies between radius i − 1 and radius i. What leaves the
/// last is lost.
#[derive(Clone, Debug)]
pub struct Shells {
    radii_cm: Vec<f64>,
    squares: Vec<f64>,
}

impl Shells {
    /// From rising radii in cm.
    #[must_use]
    pub fn new(radii_cm: Vec<f64>) -> Self {
        let squares = radii_cm.iter().map(|r| r * r).collect();
        Self { radii_cm, squares }
    }

    fn outer(&self) -> f64 {
        self.squares.last().copied().unwrap_or(0.0)
    }
}

impl Scene for Shells {
    fn material(&self, point: Vector) -> Option<usize> {
        (dot(point, point) <= self.outer()).then_some(0)
    }

    fn to_change(&self, point: Vector, direction: Vector) -> f64 {
        let b = dot(point, direction);
        let c = dot(point, point) - self.outer();
        -b + (b * b - c).max(0.0).sqrt()
    }

    fn to_edge(&self, point: Vector, direction: Vector) -> f64 {
        let (b, r2) = (dot(point, direction), dot(point, point));
        let shell = self.squares.partition_point(|s| *s < r2);
        // Inwards the inner ball may be in the way.
        if let Some(inner) = shell.checked_sub(1).and_then(|i| self.squares.get(i)) {
            let root = b * b - r2 + inner;
            if b < 0.0 && root > 0.0 {
                return (-b - root.sqrt()).max(0.0);
            }
        }
        match self.squares.get(shell) {
            Some(outer) => -b + (b * b - r2 + outer).max(0.0).sqrt(),
            None => f64::INFINITY,
        }
    }

    fn target(&self, point: Vector) -> Option<usize> {
        let r2 = dot(point, point);
        let shell = self.squares.partition_point(|s| *s < r2);
        (shell < self.squares.len()).then_some(shell)
    }

    fn targets(&self) -> usize {
        self.radii_cm.len()
    }

    fn clearance(&self, point: Vector) -> f64 {
        let r = dot(point, point).sqrt();
        let shell = self.radii_cm.partition_point(|s| *s < r);
        match (shell, self.radii_cm.get(shell)) {
            (0, Some(outer)) => outer - r,
            (i, Some(outer)) => (outer - r).min(r - self.radii_cm[i - 1]),
            (_, None) => 0.0,
        }
    }
}

/// A point moved along a direction.
#[inline]
pub(crate) fn moved(point: Vector, way: f64, direction: Vector) -> Vector {
    along(point, way, direction)
}
