//! Activity, amount and mass of a carrier-free nuclide.

use hevesy_quantity::{Activity, ActivityPerMass, Amount, Mass, MolarActivity};

use crate::{HalfLives, Nuclide};

/// The Avogadro constant in 1/mol, exact (SI 2019).
pub const AVOGADRO: f64 = 6.022_140_76e23;

/// Amount of substance that has this activity: n = A / (λ N_A).
#[must_use]
pub fn amount_of_activity(nuclide: Nuclide, activity: Activity, half_lives: &HalfLives) -> Amount {
    Amount::mol(activity.to_bq() / half_lives.decay_constant_per_s(nuclide) / AVOGADRO)
}

/// Activity of an amount of substance: A = n N_A λ.
#[must_use]
pub fn activity_of_amount(nuclide: Nuclide, amount: Amount, half_lives: &HalfLives) -> Activity {
    Activity::bq(amount.to_mol() * AVOGADRO * half_lives.decay_constant_per_s(nuclide))
}

/// Mass of the carrier-free nuclide that has this activity.
#[must_use]
pub fn mass_of_activity(nuclide: Nuclide, activity: Activity, half_lives: &HalfLives) -> Mass {
    Mass::g(amount_of_activity(nuclide, activity, half_lives).to_mol() * nuclide.atomic_mass_u())
}

/// Specific activity of the carrier-free nuclide.
#[must_use]
pub fn specific_activity(nuclide: Nuclide, half_lives: &HalfLives) -> ActivityPerMass {
    let per_g = AVOGADRO * half_lives.decay_constant_per_s(nuclide) / nuclide.atomic_mass_u();
    ActivityPerMass::tbq_per_g(per_g * 1e-12)
}

/// Molar activity of the carrier-free nuclide.
#[must_use]
pub fn molar_activity(nuclide: Nuclide, half_lives: &HalfLives) -> MolarActivity {
    MolarActivity::mbq_per_nmol(AVOGADRO * half_lives.decay_constant_per_s(nuclide) * 1e-15)
}
