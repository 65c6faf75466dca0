//! What tests of immunity share.

use hevesy_biology::{Immunity, Memory};

/// The reduced set: no regulatory cells, blood that does not change.
pub(crate) fn immunity(kill_per_d: f64, recruit_per_d: f64, half_antigen_mg: f64, alpha: f64) -> Immunity {
    let d = 24.0;
    Immunity {
        kill_per_h: kill_per_d / d,
        half_kill: 1.0,
        recruit_per_h: recruit_per_d / d,
        half_antigen: 1e-3 * half_antigen_mg,
        antigen_loss_per_h: 0.3 / d,
        antigen_of_growth: 0.01,
        immunogenicity: 1.0,
        proliferation_per_h: 0.55 / d,
        crowding: 2.0,
        loss_per_h: 0.35 / d,
        exhaustion_per_h: 1.0 / d,
        revival_per_h: 0.15 / d,
        pdl1_per_h: 1.0 / d,
        pdl1: [0.3, 1.0, 0.5],
        suppression_per_h: 0.0,
        regulatory_per_h: 0.0,
        alpha_per_gy: alpha,
        interferon_of_death: 0.0,
        memory: Memory::default(),
    }
}
