//! The decomposition as diffsol's linear solver.

use diffsol_la::matrix::sparsity::MatrixSparsity;
use diffsol_la::{FaerContext, FaerSparseMat, FaerVec, LaError, LinearOp, LinearSolver, Matrix, Vector};

use crate::sparse_lu::SparseLu;

type Sparse = FaerSparseMat<f64>;

/// Decomposes once the pattern is known.
#[derive(Default)]
pub(crate) struct Linear {
    state: Option<(SparseLu, Sparse)>,
}

impl LinearSolver<Sparse> for Linear {
    fn set_linearisation<C: LinearOp<V = FaerVec<f64>, T = f64, M = Sparse, C = FaerContext>>(
        &mut self,
        op: &C,
    ) {
        if let Some((lu, matrix)) = &mut self.state {
            op.matrix_inplace(matrix);
            lu.decompose(matrix.inner_mut()[0].val_mut());
        }
    }

    fn set_sparsity<C: LinearOp<V = FaerVec<f64>, T = f64, M = Sparse, C = FaerContext>>(&mut self, op: &C) {
        let pattern = op.sparsity().map(|s| MatrixSparsity::<Sparse>::indices(&s)).unwrap_or_default();
        let matrix = Sparse::new_from_sparsity(op.nrows(), op.ncols(), op.sparsity(), *op.context());
        self.state = Some((SparseLu::new(op.nrows(), &pattern), matrix));
    }

    fn solve_in_place(&self, b: &mut FaerVec<f64>) -> Result<(), LaError> {
        let Some((lu, _)) = &self.state else { return Err(LaError::Other("no matrix was set".into())) };
        b.for_each_batch_host([], |b, [], _| lu.solve(b));
        Ok(())
    }

    fn solve_transpose_in_place(&self, _: &mut FaerVec<f64>) -> Result<(), LaError> {
        Err(LaError::Other("adjoint equations are not in use".into()))
    }
}
