//! Phases of the cell cycle: who is where, who is sensitive, and what arrest does to both.

/// Cycling cells of a tumour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellCycle {
    /// Mean times in G1, S and G2/M in h.
    pub phase_h: [f64; 3],
    /// α of each phase over the mean, before they are normalised to that of undisturbed cells.
    pub sensitivity: [f64; 3],
    /// Dose rate in Gy/h at which cells leave G2 half as fast; infinite where radiation does not delay them.
    pub delay_gy_per_h: f64,
}

/// Shares of undisturbed cells, and what follows from them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Undisturbed {
    /// Shares in G1, S and G2/M.
    pub shares: [f64; 3],
    /// Sensitivity of each phase over the mean.
    pub weights: [f64; 3],
}

impl CellCycle {
    /// Shares of exponentially growing cells: λ with Π (λ + rᵢ) = 2 Π rᵢ. Theory: theory/course.md (10).
    #[must_use]
    pub fn undisturbed(&self) -> Undisturbed {
        let r = self.phase_h.map(|h| 1.0 / h);
        let wanted = 2.0 * r.iter().product::<f64>();
        let (mut low, mut high) = (0.0, r.iter().copied().fold(0.0, f64::max));
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if r.iter().map(|x| x + middle).product::<f64>() < wanted { low = middle } else { high = middle }
        }
        let s = r[0] / (low + r[1]);
        let g2 = s * r[1] / (low + r[2]);
        let all = 1.0 + s + g2;
        let shares = [1.0 / all, s / all, g2 / all];
        let mean: f64 = shares.iter().zip(self.sensitivity).map(|(a, b)| a * b).sum();
        Undisturbed { shares, weights: self.sensitivity.map(|w| w / mean) }
    }

    /// Changes per h of the shares in S and G2/M, with kills hᵢ of each phase in 1/h.
    pub(crate) fn rates(&self, shares: [f64; 3], exit: [f64; 3], kill_per_h: [f64; 3]) -> [f64; 2] {
        let r = [0, 1, 2].map(|i| exit[i] / self.phase_h[i]);
        let birth = r[2] * shares[2];
        let mean: f64 = shares.iter().zip(kill_per_h).map(|(a, b)| a * b).sum();
        let change = |i: usize| {
            r[i - 1] * shares[i - 1] - r[i] * shares[i] - shares[i] * (birth + kill_per_h[i] - mean)
        };
        [change(1), change(2)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CYCLE: CellCycle =
        CellCycle { phase_h: [12.0, 8.0, 4.0], sensitivity: [1.0, 0.6, 1.8], delay_gy_per_h: f64::INFINITY };

    #[test]
    fn exact_undisturbed_shares_stay() {
        let u = CYCLE.undisturbed();
        assert!((u.shares.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        let change = CYCLE.rates(u.shares, [1.0; 3], [0.0; 3]);
        assert!(change.iter().all(|c| c.abs() < 1e-13), "{change:?}");
        let mean: f64 = u.shares.iter().zip(u.weights).map(|(a, b)| a * b).sum();
        assert!((mean - 1.0).abs() < 1e-14);
    }

    #[test]
    fn law_arrest_gathers_cells_before_it() {
        let u = CYCLE.undisturbed();
        let change = CYCLE.rates(u.shares, [1.0, 1.0, 0.0], [0.0; 3]);
        assert!(change[1] > 0.0);
        // Kill of the sensitive phase alone lowers its share.
        assert!(CYCLE.rates(u.shares, [1.0; 3], [0.0, 0.0, 0.1])[1] < 0.0);
    }
}
