//! What partners of a radiopharmaceutical may change: a fixed list, so that no drug can be given an effect that its class does not have.

/// Factors and rates at one time; all neutral without partners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Modifiers {
    /// Factor on α.
    pub alpha: f64,
    /// Factor on β.
    pub beta: f64,
    /// Factors on the repair rates of simple and of clustered breaks.
    pub repair: [f64; 2],
    /// Factor on growth.
    pub growth: f64,
    /// Kill that needs no radiation, in 1/h.
    pub kill_per_h: f64,
    /// Kill k of cells that enter mitosis in 1/h where as many enter as without treatment, of which the share k/(k + births) dies.
    pub mitotic_kill_per_h: f64,
    /// Double-strand breaks that drugs make, in Gy/h of electrons that would make as many.
    pub breaks_gy_per_h: f64,
    /// Share of the repair of single-strand breaks that is blocked.
    pub blocked: f64,
    /// Factors on the rates at which cells leave G1, S and G2/M.
    pub exit: [f64; 3],
    /// Factor on α without a counterpart in normal tissue: an interaction that nobody understands.
    pub empirical: f64,
    /// Factor on the partial pressure of oxygen.
    pub oxygen: f64,
}

impl Modifiers {
    /// Nothing is changed.
    pub const NONE: Self = Self {
        alpha: 1.0,
        beta: 1.0,
        repair: [1.0; 2],
        growth: 1.0,
        kill_per_h: 0.0,
        mitotic_kill_per_h: 0.0,
        breaks_gy_per_h: 0.0,
        blocked: 0.0,
        exit: [1.0; 3],
        empirical: 1.0,
        oxygen: 1.0,
    };
}

impl Default for Modifiers {
    fn default() -> Self {
        Self::NONE
    }
}

/// What partners change in the marrow at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarrowModifiers {
    /// Factor on the sensitivity of its cells to dose.
    pub alpha: f64,
    /// A further one to electrons and photons.
    pub low: f64,
    /// Kill of progenitors in 1/h.
    pub kill_per_h: f64,
    /// Kill of lymphocytes in 1/h.
    pub lymphocyte_kill_per_h: f64,
    /// Factor on the making of progenitors.
    pub support: f64,
}

impl MarrowModifiers {
    /// Nothing is changed.
    pub const NONE: Self =
        Self { alpha: 1.0, low: 1.0, kill_per_h: 0.0, lymphocyte_kill_per_h: 0.0, support: 1.0 };
}

impl Default for MarrowModifiers {
    fn default() -> Self {
        Self::NONE
    }
}
