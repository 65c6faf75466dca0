//! Absorbed dose in a ball with decays spread evenly in it, in a medium of the same material.

use hevesy_matter::Material;

use crate::J_PER_MEV;
use crate::cell::{Cell, Compartment};
use crate::cell_s_value::CellSValues;
use crate::emission::{Component, Members};
use crate::monte_carlo::{Engine, Goal, Medium, Place, Settings, Shells, Watch};

/// What one component leaves in the ball.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComponentDose {
    /// The component.
    pub component: Component,
    /// Energy emitted in MeV per decay.
    pub emitted_mev: f64,
    /// Energy absorbed in MeV per decay.
    pub absorbed_mev: f64,
    /// Its statistical standard deviation.
    pub sd_mev: f64,
}

/// The dose in a ball per decay in it.
#[derive(Clone, Debug, PartialEq)]
pub struct SphereDose {
    /// Radius in cm.
    pub radius_cm: f64,
    /// Mass in g.
    pub mass_g: f64,
    /// By component, only those that are emitted.
    pub components: Vec<ComponentDose>,
    /// Histories followed.
    pub histories: u64,
}

impl SphereDose {
    /// Energy absorbed in MeV per decay, with its statistical standard deviation.
    #[must_use]
    pub fn absorbed_mev(&self) -> (f64, f64) {
        let sum = self.components.iter().map(|c| c.absorbed_mev).sum();
        let variance: f64 = self.components.iter().map(|c| c.sd_mev * c.sd_mev).sum();
        (sum, variance.sqrt())
    }

    /// Energy emitted in MeV per decay.
    #[must_use]
    pub fn emitted_mev(&self) -> f64 {
        self.components.iter().map(|c| c.emitted_mev).sum()
    }

    /// S in Gy/(Bq s), with its statistical standard deviation. Theory: theory/transport.md (8).
    #[must_use]
    pub fn s_gy_per_bq_s(&self) -> (f64, f64) {
        let scale = J_PER_MEV / (self.mass_g * 1e-3);
        let (mean, sd) = self.absorbed_mev();
        (mean * scale, sd * scale)
    }
}

/// Medium around the ball, cm: enough for what photons scatter back.
const SURROUNDING_CM: f64 = 40.0;

/// Dose in a ball of a mass in g. Alphas go straight with the ranges of water scaled by density.
#[must_use]
pub fn sphere(
    members: &Members,
    material: &Material,
    mass_g: f64,
    (goal, seed): (Goal, u64),
    watch: &mut dyn Watch,
) -> SphereDose {
    let density = material.density_g_per_cm3;
    let radius_cm = libm::cbrt(3.0 * mass_g / (4.0 * std::f64::consts::PI * density));
    let settings = Settings::for_size(radius_cm * density);
    let media = [Medium::of(material, &settings)];
    let scene = Shells::new(vec![radius_cm, radius_cm + SURROUNDING_CM / density]);
    let engine = Engine::new(&scene, &media, settings).within(radius_cm * density);
    let known = vec![alpha_mev(members, radius_cm * density)];
    let decays = (members, &Place::Ball(radius_cm));
    let estimate = engine.follow(decays, known, (goal, seed), |_| vec![0], watch);
    let components = Component::ALL.into_iter().filter_map(|component| {
        let emitted_mev = members.energy_mev(component);
        let (absorbed_mev, sd_mev) = estimate.of(component, 0);
        (emitted_mev > 0.0).then_some(ComponentDose { component, emitted_mev, absorbed_mev, sd_mev })
    });
    SphereDose { radius_cm, mass_g, components: components.collect(), histories: estimate.histories() }
}

/// Energy of alphas and recoils left in a ball of unit density with this radius in cm.
fn alpha_mev(members: &Members, radius_cm: f64) -> f64 {
    let radius_um = radius_cm * 1e4;
    let Ok(ball) = Cell::new(radius_um, 0.5 * radius_um) else { return 0.0 };
    let s = CellSValues::of_alphas(members, ball).own(Compartment::Cell, Compartment::Cell).alpha;
    s * ball.mass_kg(Compartment::Cell) / J_PER_MEV
}

/// Energy in MeV per decay that alphas (with recoils), electrons and photons leave in a ball of water of any radius in µm with decays spread evenly in it: straight tracks
/// below 0.3 mm, where photons leave next to nothing; Monte Carlo above. `None` for what is no radius.
#[must_use]
pub fn sphere_by_quality(members: &Members, radius_um: f64, goal: (Goal, u64)) -> Option<[f64; 3]> {
    let ball = Cell::new(radius_um, 0.5 * radius_um).ok()?;
    if radius_um < STRAIGHT_BELOW_UM {
        let s = CellSValues::of(members, ball).own(Compartment::Cell, Compartment::Cell);
        let mev = ball.mass_kg(Compartment::Cell) / J_PER_MEV;
        return Some([s.alpha * mev, s.electron * mev, 0.0]);
    }
    let mass_g = ball.mass_kg(Compartment::Cell) * 1e3;
    let dose = sphere(members, &Material::named("water").ok()?, mass_g, goal, &mut ());
    let of = |wanted: &[Component]| {
        let some = dose.components.iter().filter(|c| wanted.contains(&c.component));
        some.map(|c| c.absorbed_mev).sum()
    };
    Some([
        of(&[Component::Alpha]),
        of(&[Component::Beta, Component::ElectronLines]),
        of(&[Component::Photons]),
    ])
}

/// Balls below this radius in µm are crossed by straight tracks.
const STRAIGHT_BELOW_UM: f64 = 300.0;
