//! A system in the traits of diffsol.

use std::cell::RefCell;

use diffsol::{
    ConstantOp, FaerContext, FaerSparseMat, FaerVec, Matrix, NonLinearOp, NonLinearOpJacobian, OdeEquations,
    OdeEquationsRef, Op, UnitCallable, Vector,
};
use diffsol_la::matrix::sparsity::MatrixSparsity;

use crate::System;

type Sparse = FaerSparseMat<f64>;
type Sparsity = <Sparse as Matrix>::Sparsity;

/// A system from a state.
pub(crate) struct Equations<'s, S> {
    pub(crate) system: &'s S,
    pub(crate) start: &'s [f64],
    sparsity: Sparsity,
    context: FaerContext,
    values: RefCell<Vec<f64>>,
}

impl<'s, S: System> Equations<'s, S> {
    pub(crate) fn new(system: &'s S, start: &'s [f64]) -> Result<Self, String> {
        let n = system.size();
        let sparsity =
            <Sparsity as MatrixSparsity<Sparse>>::try_from_indices(n, n, system.pattern().to_vec())
                .map_err(|e| e.to_string())?;
        let values = RefCell::new(vec![0.0; system.pattern().len()]);
        Ok(Self { system, start, sparsity, context: FaerContext::default(), values })
    }
}

macro_rules! op {
    ($name:ty) => {
        impl<S: System> Op for $name {
            type T = f64;
            type V = FaerVec<f64>;
            type M = Sparse;
            type C = FaerContext;
            fn context(&self) -> &FaerContext {
                self.equations().context_ref()
            }
            fn nstates(&self) -> usize {
                self.equations().system.size()
            }
            fn nout(&self) -> usize {
                self.equations().system.size()
            }
            fn nparams(&self) -> usize {
                0
            }
        }
    };
}

impl<S: System> Equations<'_, S> {
    const fn equations(&self) -> &Self {
        self
    }

    const fn context_ref(&self) -> &FaerContext {
        &self.context
    }
}

/// f(t, x).
pub(crate) struct Rates<'a, 's, S>(&'a Equations<'s, S>);
/// The state at the start.
pub(crate) struct Start<'a, 's, S>(&'a Equations<'s, S>);

impl<'s, S> Rates<'_, 's, S> {
    const fn equations(&self) -> &Equations<'s, S> {
        self.0
    }
}

impl<'s, S> Start<'_, 's, S> {
    const fn equations(&self) -> &Equations<'s, S> {
        self.0
    }
}

op!(Equations<'_, S>);
op!(Rates<'_, '_, S>);
op!(Start<'_, '_, S>);

impl<S: System> NonLinearOp for Rates<'_, '_, S> {
    fn call_inplace(&self, x: &FaerVec<f64>, t: f64, y: &mut FaerVec<f64>) {
        y.for_each_batch_host([x], |y, [x], _| self.0.system.rates(t, x, y));
    }
}

impl<S: System> NonLinearOpJacobian for Rates<'_, '_, S> {
    fn jac_mul_inplace(&self, x: &FaerVec<f64>, t: f64, v: &FaerVec<f64>, y: &mut FaerVec<f64>) {
        let mut values = self.0.values.borrow_mut();
        y.for_each_batch_host([x, v], |y, [x, v], _| {
            self.0.system.jacobian(t, x, &mut values);
            y.fill(0.0);
            for ((row, column), value) in self.0.system.pattern().iter().zip(values.iter()) {
                y[*row] += value * v[*column];
            }
        });
    }

    fn jacobian_inplace(&self, x: &FaerVec<f64>, t: f64, y: &mut Sparse) {
        let mut state = self.0.values.borrow_mut();
        let mut copy = x.clone();
        copy.for_each_batch_host([], |x, [], _| self.0.system.jacobian(t, x, &mut state));
        y.inner_mut()[0].val_mut().copy_from_slice(&state);
    }

    fn jacobian_sparsity(&self) -> Option<Sparsity> {
        Some(self.0.sparsity.clone())
    }
}

impl<S: System> ConstantOp for Start<'_, '_, S> {
    fn call_inplace(&self, _t: f64, y: &mut FaerVec<f64>) {
        y.for_each_batch_host([], |y, [], _| y.copy_from_slice(self.0.start));
    }
}

impl<'a, 's, S: System> OdeEquationsRef<'a> for Equations<'s, S> {
    type Mass = UnitCallable<Sparse>;
    type Rhs = Rates<'a, 's, S>;
    type Root = UnitCallable<Sparse>;
    type Init = Start<'a, 's, S>;
    type Out = UnitCallable<Sparse>;
    type Reset = UnitCallable<Sparse>;
}

impl<'s, S: System> OdeEquations for Equations<'s, S> {
    fn rhs(&self) -> Rates<'_, 's, S> {
        Rates(self)
    }

    fn mass(&self) -> Option<UnitCallable<Sparse>> {
        None
    }

    fn init(&self) -> Start<'_, 's, S> {
        Start(self)
    }

    fn set_params(&mut self, _: &FaerVec<f64>) {}

    fn get_params(&self, _: &mut FaerVec<f64>) {}
}
