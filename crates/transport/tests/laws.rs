//! What holds for any radiation and any geometry.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "helpers of tests"
)]

use hevesy_matter::Material;
use hevesy_nuclide::Nuclide;
use hevesy_transport::monte_carlo::{
    DecaySource, Engine, Estimate, Goal, Kind, Layer, Medium, Place, Settings, Shells, Tally, Watch,
};
use hevesy_transport::{Component, Emitted, Kernel, Members, sphere};

fn water(settings: &Settings) -> Vec<Medium> {
    vec![Medium::of(&Material::named("water").unwrap(), settings)]
}

fn single(place: Place, energy_mev: f64, kind: Kind) -> DecaySource {
    DecaySource { place, emitted: Emitted::single(energy_mev), kind }
}

fn run(settings: Settings, radii: &[f64], source: &DecaySource, histories: u64) -> Tally {
    let media = water(&settings);
    Engine::new(&Shells::new(radii.to_vec()), &media, settings).run(source, 1, "laws", 0, histories)
}

fn within(a: (f64, f64), b: (f64, f64), deviations: f64) -> bool {
    (a.0 - b.0).abs() < deviations * libm::hypot(a.1, b.1)
}

/// Analogue transport: no estimator.
fn analogue() -> Settings {
    Settings { kerma_below_mev: 0.0, bremsstrahlung_split: 1, ..Settings::for_size(0.5) }
}

// Tolerance: rounding of the sum over thousands of pieces.
#[test]
fn law_energy_is_conserved_where_it_is_left_where_it_is_lost() {
    for (energy, kind) in [
        (0.02, Kind::Electron),
        (0.5, Kind::Electron),
        (2.2, Kind::Electron),
        (0.03, Kind::Photon),
        (0.208, Kind::Photon),
        (2.614, Kind::Photon),
    ] {
        for settings in [analogue(), Settings { range_rejection: false, ..analogue() }] {
            let tally = run(settings, &[0.2, 0.5, 3.0], &single(Place::Ball(0.3), energy, kind), 2048);
            assert!(tally.closure().abs() < 1e-9, "{energy} {kind:?}: {}", tally.closure());
        }
    }
}

#[test]
fn law_bits_do_not_depend_on_threads() {
    let source = single(Place::Ball(0.3), 0.364, Kind::Photon);
    let [one, four] = [1, 4].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(Settings::for_size(0.3), &[0.3, 20.0], &source, 20_000))
    });
    assert_eq!(one, four);
}

/// Keeps what each round left, or goes on from it.
#[derive(Default)]
struct Rounds {
    from: Option<Vec<Tally>>,
    kept: Vec<Vec<Tally>>,
}

impl Watch for Rounds {
    fn resume(&mut self) -> Option<Vec<Tally>> {
        self.from.take()
    }

    fn round(&mut self, estimate: &Estimate, _: f64) {
        self.kept.push(estimate.parts.iter().map(|p| p.tally.clone()).collect());
    }
}

#[test]
fn law_going_on_from_any_round_gives_the_same_bits() {
    let iodine = Members::alone(Nuclide::find("I-131").unwrap());
    let water = Material::named("water").unwrap();
    let goal = (Goal { relative_sd: 0.0007, most_histories: 1_000_000 }, 1);
    let mut rounds = Rounds::default();
    let whole = sphere(&iodine, &water, 1.0, goal, &mut rounds);
    assert!(rounds.kept.len() > 2);
    for from in rounds.kept {
        let mut watch = Rounds { from: Some(from), kept: Vec::new() };
        assert_eq!(sphere(&iodine, &water, 1.0, goal, &mut watch), whole);
    }
}

// Kerma along the way against following every electron. Tolerance: three standard deviations of the difference.
#[test]
fn law_track_length_estimator_is_unbiased() {
    for energy in [0.03, 0.113, 0.208] {
        let source = single(Place::Ball(1.0), energy, Kind::Photon);
        let radii = [1.0, 2.0, 5.0];
        let kerma = run(Settings::for_size(1.0), &radii, &source, 100_000);
        let plain = run(analogue(), &radii, &source, 200_000);
        assert!(Settings::for_size(1.0).kerma_below_mev > energy, "the estimator must be at work");
        for target in 0..3 {
            let (k, p) = (kerma.mean_mev(target), plain.mean_mev(target));
            assert!(within(k, p, 3.0), "{energy} MeV, target {target}: {k:?} against {p:?}");
        }
        let gain = |tally: &Tally| tally.mean_mev(0).1 * (tally.histories() as f64).sqrt();
        assert!(gain(&kerma) < 0.5 * gain(&plain), "{energy} MeV: {} against {}", gain(&kerma), gain(&plain));
    }
}

// The standard deviation that is reported is that of repetitions, with energies spread over a batch or not, and spreading them gains. Tolerance: four
// standard deviations of a standard deviation from 64 repetitions.
#[test]
fn law_reported_standard_deviation_is_that_of_repetitions() {
    let y90 = Members::alone(Nuclide::find("Y-90").unwrap());
    let betas = DecaySource::new(Place::Ball(0.2), Component::Beta, y90.emitted(Component::Beta).unwrap());
    let photons = single(Place::Ball(0.2), 0.208, Kind::Photon);
    let mut spread = Vec::new();
    for (source, stratified) in [(&betas, true), (&betas, false), (&photons, true)] {
        let settings = Settings { stratified, ..Settings::for_size(0.2) };
        let (media, scene) = (water(&settings), Shells::new(vec![0.2, 2.0]));
        let engine = Engine::new(&scene, &media, settings);
        let runs: Vec<(f64, f64)> =
            (0..64).map(|seed| engine.run(source, seed, "repeat", 0, 8192).mean_mev(0)).collect();
        let mean = runs.iter().map(|r| r.0).sum::<f64>() / 64.0;
        let found = (runs.iter().map(|r| (r.0 - mean) * (r.0 - mean)).sum::<f64>() / 63.0).sqrt();
        let reported = (runs.iter().map(|r| r.1 * r.1).sum::<f64>() / 64.0).sqrt();
        assert!((found / reported - 1.0).abs() < 4.0 / 126.0_f64.sqrt(), "{found} against {reported}");
        spread.push(reported);
    }
    assert!(spread[0] < 0.85 * spread[1], "{spread:?}");
}

// Steps: a tenth of the usual ones moves nothing. Tolerance: three standard deviations.
#[test]
fn conv_finer_steps_leave_the_same() {
    let source = single(Place::Ball(0.1), 0.6, Kind::Electron);
    let radii = [0.1, 0.15, 0.3, 1.0];
    let usual = run(Settings::for_size(0.1), &radii, &source, 60_000);
    let fine = Settings { c1: 0.02, c2: 0.02, range_rejection: false, ..Settings::for_size(0.1) };
    let fine = run(fine, &radii, &source, 20_000);
    for target in 0..3 {
        let (u, f) = (usual.mean_mev(target), fine.mean_mev(target));
        assert!(within(u, f, 3.0), "target {target}: {u:?} against {f:?}");
    }
}

// S(core ← shell) = S(shell ← core) in a homogeneous medium without end. Tolerance: three standard deviations.
#[test]
fn law_reciprocity_of_photons() {
    let (inner, outer) = (1.5, 3.0);
    let radii = [inner, outer, 60.0];
    let cube = |r: f64| r * r * r;
    let masses = [cube(inner), cube(outer) - cube(inner)];
    for energy in [0.05, 0.208] {
        let there =
            run(Settings::for_size(1.0), &radii, &single(Place::Ball(inner), energy, Kind::Photon), 200_000);
        let back = Place::Shell(inner, outer);
        let back = run(Settings::for_size(1.0), &radii, &single(back, energy, Kind::Photon), 200_000);
        let per_mass = |(mean, sd): (f64, f64), mass: f64| (mean / mass, sd / mass);
        let (a, b) = (per_mass(there.mean_mev(1), masses[1]), per_mass(back.mean_mev(0), masses[0]));
        assert!(within(a, b, 3.0), "{energy} MeV: {a:?} against {b:?}");
    }
}

// Alphas of Ac-225's chain stay in a gram but for what leaves through its surface: 27.994 MeV (with recoils, ICRP-107), ranges below
// 0.1 mm against a radius of 6.2 mm; what leaves is ¾ of the mean range over the radius.
#[test]
fn exact_alphas_in_a_gram() {
    let ac = Members::chain(Nuclide::find("Ac-225").unwrap(), &hevesy_nuclide::HalfLives::icrp107());
    let water = Material::named("water").unwrap();
    let dose = sphere(&ac, &water, 1.0, (Goal { relative_sd: 0.1, most_histories: 1024 }, 1), &mut ());
    let alpha = dose.components.iter().find(|c| c.component == Component::Alpha).unwrap();
    let lost = 1.0 - alpha.absorbed_mev / alpha.emitted_mev;
    assert!((alpha.emitted_mev - 27.994).abs() < 1e-3 && lost > 0.0 && lost < 0.75 * 0.01 / 0.62, "{lost}");
}

// Tracks drawn at random leave in a ball of 0.1 mm what the closed form says, recoils (a fiftieth of the energy, taken as soft alphas here) aside. Tolerance: 0.1 %
// of the emitted energy, or three standard deviations.
#[test]
fn exact_alpha_tracks_leave_what_the_closed_form_says() {
    let ac = Members::chain(Nuclide::find("Ac-225").unwrap(), &hevesy_nuclide::HalfLives::icrp107());
    let water = Material::named("water").unwrap();
    let radius = 0.01_f64;
    let mass = 4.0 / 3.0 * std::f64::consts::PI * radius * radius * radius;
    let dose = sphere(&ac, &water, mass, (Goal { relative_sd: 0.5, most_histories: 1024 }, 1), &mut ());
    let closed = dose.components.iter().find(|c| c.component == Component::Alpha).unwrap();
    let (settings, scene) = (Settings::for_size(radius), Shells::new(vec![radius, 1.0]));
    let media = [Medium::of(&water, &settings)];
    let engine = Engine::new(&scene, &media, settings).with_alphas();
    let source = engine.source(&ac, Component::Alpha, Place::Ball(radius)).unwrap();
    let tally = engine.run(&source, 1, "alphas", 0, 100_000);
    assert!(tally.closure().abs() < 1e-9, "{}", tally.closure());
    let (mean, sd) = tally.mean_mev(0);
    let (drawn, sd) = (mean * source.emitted.per_decay(), sd * source.emitted.per_decay());
    let allowed = (1e-3 * closed.emitted_mev).max(3.0 * sd);
    assert!((drawn - closed.absorbed_mev).abs() < allowed, "{drawn} ± {sd} against {}", closed.absorbed_mev);
    assert!(drawn < 0.8 * closed.emitted_mev);
}

// The work of a fixed problem, the same on every machine: it changes only with the method.
#[test]
fn regress_work_of_fixed_histories() {
    let electrons = run(
        Settings::for_size(0.221),
        &[0.221, 2.0],
        &single(Place::Ball(0.221), 0.149, Kind::Electron),
        2048,
    );
    let photons =
        run(Settings::for_size(1.0), &[1.0, 40.0], &single(Place::Ball(1.0), 0.208, Kind::Photon), 2048);
    let counts = [electrons.work, photons.work].map(|w| format!("{w:?}"));
    insta::assert_snapshot!("work", counts.join("\n"));
}

// A public kernel of Lu-177 (51³ voxels of 4.7952 mm, soft tissue) has 0.20662 mGy/(MBq s) in its centre. In tissue of 1.04 g/cm³ that is 147.88
// of the 147.94 keV that all electrons of a decay carry, which leaves nothing for the 3.4 keV in the neighbours: the electrons can
// leave 8 % less there, and photons add 0.3 %.
#[test]
fn val_public_kernel_is_caught_as_too_high() {
    let lu = Members::alone(Nuclide::find("Lu-177").unwrap());
    let tissue = Material::named("soft tissue").unwrap().at_density(1.04).unwrap();
    let goal = Goal { relative_sd: 0.01, most_histories: 300_000 };
    let kernel = Kernel::of(&lu, &tissue, ([4.7952; 3], 0), (goal, 1), &mut ());
    let centre = kernel.voxels[0];
    let electrons = lu.energy_mev(Component::Beta) + lu.energy_mev(Component::ElectronLines);
    let all = electrons * hevesy_transport::J_PER_MEV / (kernel.voxel_g * 1e-3) * 1e9;
    assert!((0.20662 / all - 1.0).abs() < 1e-3, "{all}");
    assert!((0.20662 / centre.total() - 1.077).abs() < 0.006, "{centre:?}");
    assert!(centre.s_mgy_per_mbq_s[3] < 0.005 * centre.total(), "{centre:?}");
}

/// Kerma in air at 1 m per photon from a point, behind a lead shell from 1 cm to 1.3 cm that is cut into layers.
fn behind_lead(energy_mev: f64, layers: u32, thickness_cm: f64, split: bool) -> (f64, f64) {
    let settings = Settings { kerma_below_mev: 0.0, roulette: false, ..Settings::for_size(0.2) };
    let media = ["air", "lead"].map(|name| Medium::of(&Material::named(name).unwrap(), &settings));
    let mut importance = 1.0;
    let mut shells = vec![(1.0, Layer { material: 0, importance, kerma_alone: false })];
    for i in 1..=layers {
        importance *= if split && i > 1 { 2.0 } else { 1.0 };
        let outer = 1.0 + thickness_cm * f64::from(i) / f64::from(layers);
        shells.push((outer, Layer { material: 1, importance, kerma_alone: false }));
    }
    shells.push((99.0, Layer { material: 0, importance, kerma_alone: false }));
    shells.push((101.0, Layer { material: 0, importance, kerma_alone: true }));
    let scene = Shells::layered(shells);
    let source = single(Place::Point, energy_mev, Kind::Photon);
    let tally = Engine::new(&scene, &media, settings).run(&source, 1, "shield", 0, 200_000);
    tally.mean_mev(layers as usize + 2)
}

// At least what is not scattered gets through, and not much more (208 keV in 3 mm of lead); splitting changes nothing but the statistics.
#[test]
fn law_shields_let_through_what_is_not_scattered() {
    let lead = hevesy_matter::Photons::of(&Material::named("lead").unwrap()).at(0.208).total() * 11.35 * 0.3;
    let open = behind_lead(0.208, 0, 0.0, false);
    let (plain, split) = (behind_lead(0.208, 4, 0.3, false), behind_lead(0.208, 4, 0.3, true));
    assert!(within(plain, split, 3.0) && split.1 < plain.1, "{plain:?} {split:?}");
    let narrow = libm::exp(-lead);
    let transmission = split.0 / open.0;
    let sd = 3.0 * transmission * split.1 / split.0;
    assert!(transmission > narrow - sd && transmission < 1.4 * narrow, "{transmission} {narrow}");
}
