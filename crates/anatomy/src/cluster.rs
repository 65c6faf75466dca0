//! Clusters and spheroids of equal cells, and how unevenly they take up.

use hevesy_statistics::Draws;

/// Cells of a ball, close-packed: the centres are the points of a cubic lattice whose three places add up to an even number, so that each has
/// twelve neighbours at the least distance.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Places along each axis of the lattice.
    pub side: usize,
    /// Distance in µm between neighbouring places of the lattice; that of touching cells is √2 times this.
    pub step_um: f64,
    /// Places of the cells, x changing fastest.
    pub cells: Vec<u32>,
}

impl Cluster {
    /// Cells whose centres are `spacing_um` apart, in a ball around one of them.
    ///
    /// # Errors
    /// More than `most` cells: how many there would be.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against the most")]
    pub fn ball(radius_um: f64, spacing_um: f64, most: usize) -> Result<Self, f64> {
        let step_um = spacing_um / core::f64::consts::SQRT_2;
        let expected = 4.0 / 3.0 * core::f64::consts::PI * radius_um * radius_um * radius_um
            / (2.0 * step_um * step_um * step_um);
        if expected > most as f64 {
            return Err(expected);
        }
        let reach = (radius_um / step_um).floor() as usize;
        let side = 2 * reach + 1;
        let square = (radius_um / step_um) * (radius_um / step_um) + 1e-9;
        let mut cells = Vec::new();
        for place in 0..side * side * side {
            let at = [place % side, place / side % side, place / (side * side)].map(|i| i.abs_diff(reach));
            let distance2: usize = at.iter().map(|i| i * i).sum();
            if at.iter().sum::<usize>() % 2 == 0 && distance2 as f64 <= square {
                cells.push(place as u32);
            }
        }
        Ok(Self { side, step_um, cells })
    }

    /// Centre of a cell in µm, from the centre of the ball.
    #[must_use]
    pub fn centre_um(&self, cell: usize) -> [f64; 3] {
        let (place, side) = (self.cells[cell] as usize, self.side);
        let middle = (side / 2) as f64;
        [place % side, place / side % side, place / (side * side)].map(|i| (i as f64 - middle) * self.step_um)
    }
}

/// Uptake of cells, by expression of the receptor: some have none, the others are log-normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expression {
    /// Share of the cells that take up.
    pub positive: f64,
    /// Coefficient of variation among them.
    pub cv: f64,
}

impl Expression {
    /// Uptake of so many cells, 1 in the mean over all that could be drawn.
    #[must_use]
    pub fn draw(&self, cells: usize, seed: u64) -> Vec<f64> {
        let variance = libm::log1p(self.cv * self.cv);
        let mut draws = Draws::new(seed, "expression", 0);
        (0..cells)
            .map(|_| {
                let (choice, place) = (draws.uniform(), draws.normal());
                if choice < self.positive {
                    libm::exp(variance.sqrt() * place - 0.5 * variance) / self.positive
                } else {
                    0.0
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_packing() {
        let cluster = Cluster::ball(100.0, 12.0, 1_000_000).unwrap();
        // √2 cells in a cube of the spacing.
        let expected = 4.0 / 3.0 * core::f64::consts::PI * 1e6 * core::f64::consts::SQRT_2 / 1728.0;
        assert!((cluster.cells.len() as f64 / expected - 1.0).abs() < 0.03, "{}", cluster.cells.len());
        let distance =
            |a: [f64; 3], b: [f64; 3]| (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt();
        let middle =
            (0..cluster.cells.len()).find(|c| distance(cluster.centre_um(*c), [0.0; 3]) < 1e-9).unwrap();
        let near =
            |c: &usize| (distance(cluster.centre_um(*c), cluster.centre_um(middle)) - 12.0).abs() < 1e-9;
        assert_eq!((0..cluster.cells.len()).filter(near).count(), 12);
        assert!(Cluster::ball(1000.0, 12.0, 1000).is_err());
        assert_eq!(Cluster::ball(5.0, 12.0, 10).unwrap().cells.len(), 1);
    }

    // Tolerance: four standard deviations.
    #[test]
    fn law_expression_has_its_mean_and_spread() {
        let n = 200_000;
        let drawn = Expression { positive: 0.8, cv: 0.5 }.draw(n, 1);
        let mean = drawn.iter().sum::<f64>() / n as f64;
        let none = drawn.iter().filter(|u| **u == 0.0).count() as f64 / n as f64;
        assert!(
            (mean - 1.0).abs() < 4.0 * 0.75 / (n as f64).sqrt() && (none - 0.2).abs() < 0.004,
            "{mean} {none}"
        );
        let of_positive: Vec<f64> = drawn.into_iter().filter(|u| *u > 0.0).collect();
        let m = of_positive.iter().sum::<f64>() / of_positive.len() as f64;
        let variance = of_positive.iter().map(|u| (u - m) * (u - m)).sum::<f64>() / of_positive.len() as f64;
        assert!((variance.sqrt() / m - 0.5).abs() < 0.02);
        assert!(Expression { positive: 1.0, cv: 0.0 }.draw(5, 1).iter().all(|u| (u - 1.0).abs() < 1e-12));
    }
}
