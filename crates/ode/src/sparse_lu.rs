//! LU decomposition of sparse matrices that share a pattern.

/// Decomposition without row exchanges in an order that keeps the factors sparse (least product of row and column counts, Markowitz 1957).
///
/// Meant for I − hJ of compartments, whose columns are dominated by the diagonal: growth of elements stays small without exchanges.
/// What each elimination step touches is worked out once, so that a new matrix costs only its arithmetic.
/// Theory: theory/compartment.md (3).
#[derive(Clone, Debug)]
pub struct SparseLu {
    size: usize,
    /// Row and column of each pivot in their order.
    pivots: Vec<usize>,
    /// Place of each entry of the matrix among the values of the factors.
    entries: Vec<usize>,
    /// Place of each diagonal element.
    diagonal: Vec<usize>,
    /// For pivot k: places of L(i, k), with i, and of U(k, j), with j.
    lower: Vec<Vec<(usize, usize)>>,
    upper: Vec<Vec<(usize, usize)>>,
    /// For pivot k, for each L(i, k) and U(k, j) in turn: place of (i, j).
    updates: Vec<Vec<usize>>,
    values: Vec<f64>,
}

impl SparseLu {
    /// For matrices of a size with entries at these places (row, column), each once, the diagonal among them.
    #[must_use]
    pub fn new(size: usize, pattern: &[(usize, usize)]) -> Self {
        let mut places: Vec<Vec<(usize, usize)>> = vec![Vec::new(); size];
        let mut count = 0;
        let mut entries = Vec::with_capacity(pattern.len());
        for (row, column) in pattern {
            places[*row].push((*column, count));
            entries.push(count);
            count += 1;
        }
        for (i, row) in places.iter_mut().enumerate() {
            if !row.iter().any(|(j, _)| *j == i) {
                row.push((i, count));
                count += 1;
            }
        }
        let mut columns: Vec<Vec<usize>> = vec![Vec::new(); size];
        for (i, row) in places.iter().enumerate() {
            for (j, _) in row {
                columns[*j].push(i);
            }
        }
        let mut open = vec![true; size];
        let mut pivots = Vec::with_capacity(size);
        let (mut lower, mut upper, mut updates) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..size {
            let cost = |k: usize| {
                let right = places[k].iter().filter(|(j, _)| open[*j]).count();
                let below = columns[k].iter().filter(|i| open[**i]).count();
                (right - 1) * (below - 1)
            };
            let Some(k) = (0..size).filter(|k| open[*k]).min_by_key(|k| cost(*k)) else { break };
            open[k] = false;
            let right: Vec<(usize, usize)> = places[k].iter().filter(|(j, _)| open[*j]).copied().collect();
            let below: Vec<usize> = columns[k].iter().filter(|i| open[**i]).copied().collect();
            let mut left = Vec::with_capacity(below.len());
            let mut touched = Vec::with_capacity(below.len() * right.len());
            for i in below {
                let here = places[i].iter().find(|(j, _)| *j == k).map_or(0, |(_, place)| *place);
                left.push((i, here));
                for (j, _) in &right {
                    let place = match places[i].iter().find(|(column, _)| column == j) {
                        Some((_, place)) => *place,
                        None => {
                            places[i].push((*j, count));
                            columns[*j].push(i);
                            count += 1;
                            count - 1
                        }
                    };
                    touched.push(place);
                }
            }
            pivots.push(k);
            lower.push(left);
            upper.push(right);
            updates.push(touched);
        }
        let diagonal = (0..size)
            .map(|i| places[i].iter().find(|(j, _)| *j == i).map_or(0, |(_, place)| *place))
            .collect();
        Self { size, pivots, entries, diagonal, lower, upper, updates, values: vec![0.0; count] }
    }

    /// Number of elements of both factors, a measure of work.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.values.len()
    }

    /// Decomposes a matrix given by its entries at the places of the pattern.
    pub fn decompose(&mut self, entries: &[f64]) {
        self.values.fill(0.0);
        for (place, value) in self.entries.iter().zip(entries) {
            self.values[*place] = *value;
        }
        for (step, k) in self.pivots.iter().enumerate() {
            let inverse = 1.0 / self.values[self.diagonal[*k]];
            let mut next = self.updates[step].iter();
            for (_, place) in &self.lower[step] {
                let factor = self.values[*place] * inverse;
                self.values[*place] = factor;
                for (_, right) in &self.upper[step] {
                    if let Some(target) = next.next() {
                        self.values[*target] -= factor * self.values[*right];
                    }
                }
            }
        }
    }

    /// Solves A x = b in place.
    ///
    /// # Panics
    /// A right-hand side of another size.
    pub fn solve(&self, x: &mut [f64]) {
        assert_eq!(x.len(), self.size, "the right-hand side must have the size of the matrix");
        for (step, k) in self.pivots.iter().enumerate() {
            let value = x[*k];
            if value != 0.0 {
                for (i, place) in &self.lower[step] {
                    x[*i] -= self.values[*place] * value;
                }
            }
        }
        for (step, k) in self.pivots.iter().enumerate().rev() {
            let mut value = x[*k];
            for (j, place) in &self.upper[step] {
                value -= self.values[*place] * x[*j];
            }
            x[*k] = value / self.values[self.diagonal[*k]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Oracle: the right-hand side was made from the solution.
    #[test]
    fn exact_solves_an_arrow_and_a_ring() {
        let n = 7;
        let mut pattern: Vec<(usize, usize)> = Vec::new();
        for i in 0..n {
            pattern.extend([(i, i), (i, (i + 1) % n), (0, i), (i, 0)]);
        }
        pattern.sort_unstable();
        pattern.dedup();
        let entries: Vec<f64> = pattern
            .iter()
            .enumerate()
            .map(|(k, (i, j))| if i == j { 9.0 + *i as f64 } else { 0.3 + 0.1 * (k % 5) as f64 })
            .collect();
        let solution: Vec<f64> = (0..n).map(|i| 1.0 - 0.4 * i as f64).collect();
        let mut x = vec![0.0; n];
        for ((i, j), value) in pattern.iter().zip(&entries) {
            x[*i] += value * solution[*j];
        }
        let mut lu = SparseLu::new(n, &pattern);
        lu.decompose(&entries);
        lu.solve(&mut x);
        for (found, expected) in x.iter().zip(&solution) {
            assert!((found - expected).abs() < 1e-13, "{found} {expected}");
        }
    }

    // An arrow with its tip first fills in wherever the tip is eliminated first; the order avoids that.
    #[test]
    fn regress_the_order_keeps_an_arrow_sparse() {
        let n = 50;
        let mut pattern: Vec<(usize, usize)> = (0..n).flat_map(|i| [(i, i), (0, i), (i, 0)]).collect();
        pattern.sort_unstable();
        pattern.dedup();
        assert_eq!(SparseLu::new(n, &pattern).elements(), pattern.len());
    }
}
