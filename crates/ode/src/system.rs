//! What is integrated.

/// dx/dt = f(t, x) and its Jacobian.
pub trait System {
    /// Number of states.
    fn size(&self) -> usize;

    /// f(t, x) into `dx`.
    fn rates(&self, t: f64, x: &[f64], dx: &mut [f64]);

    /// Places (row, column) where ∂f/∂x may differ from zero: by column, then row, each once, every diagonal place among them.
    fn pattern(&self) -> &[(usize, usize)];

    /// ∂f/∂x at those places.
    fn jacobian(&self, t: f64, x: &[f64], values: &mut [f64]);
}
