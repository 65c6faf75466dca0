//! Efficiency 1/(σ² T) of voxel S-values on one core beside EGSnrc's, and what each step of variance reduction gains (`cargo bench -p
//! hevesy-transport --bench efficiency`). σ is the relative standard deviation, T the time of a core in seconds.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark"
)]

use std::time::Instant;

use hevesy_matter::Material;
use hevesy_nuclide::Nuclide;
use hevesy_transport::monte_carlo::{Engine, Lattice, Medium, Place, Settings, Tally};
use hevesy_transport::{Component, Members};

const SIDE_CM: f64 = 0.442;

/// (nuclide, component, what its reference is called, its seconds on a core of an AMD EPYC).
const CASES: [(&str, Component, &str, f64); 4] = [
    ("Lu-177", Component::Beta, "beta", 80.0),
    ("Lu-177", Component::ElectronLines, "eline", 7.6),
    ("Lu-177", Component::Photons, "photon", 389.8),
    ("Y-90", Component::Beta, "beta", 164.2),
];

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    let anchors = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/mc_anchors/voxel_svalues.csv"
    ));
    println!(
        "{:7} {:15} {:10} {:26} {:>9} {:>10} {:>10} {:>10} {:>8}",
        "", "", "target", "", "k hist/s", "MeV/decay", "1/(s2 T)", "EGSnrc", "ratio"
    );
    let own = Settings::for_size(0.5 * SIDE_CM).kerma_within(0.125 * SIDE_CM);
    for (nuclide, component, column, seconds) in CASES {
        for (name, settings) in [
            ("", own),
            ("steps half as long", Settings { c1: 0.5 * own.c1, c2: 0.5 * own.c2, ..own }),
            ("electrons to 1 keV", Settings { range_rejection: false, electron_cut_mev: 1e-3, ..own }),
            ("no kerma estimator", Settings { kerma_below_mev: 0.0, ..own }),
            ("no roulette", Settings { roulette: false, ..own }),
            ("drawn by energy alone", own),
            ("energies not stratified", Settings { stratified: false, ..own }),
            ("no splitting", Settings { bremsstrahlung_split: 1, ..own }),
        ] {
            let (tally, per_decay, time) = run(nuclide, component, settings, name != "drawn by energy alone");
            for offset in [[0, 0, 0], [0, 0, 1]] {
                let class = lattice().target(offset);
                let (mean, _) = tally.mean_mev(class);
                let efficiency = 1.0 / (tally.relative_sd(class) * tally.relative_sd(class) * time);
                let voxels = lattice().multiplicity(offset) as f64;
                let reference =
                    anchors.as_ref().ok().and_then(|text| reference(text, nuclide, column, offset));
                let theirs = reference.map_or(f64::NAN, |rel| 1.0 / (rel * rel * seconds));
                println!(
                    "{nuclide:7} {:15} {offset:?}  {name:26} {:9.0} {:10.3e} {efficiency:10.3e} {theirs:10.3e} {:8.1}",
                    component.name(),
                    tally.histories() as f64 / time / 1e3,
                    mean * per_decay / voxels,
                    efficiency / theirs
                );
            }
        }
    }
}

fn lattice() -> Lattice {
    Lattice::new([SIDE_CM; 3], 5)
}

fn run(nuclide: &str, component: Component, settings: Settings, by_worth: bool) -> (Tally, f64, f64) {
    let media = [Medium::of(&Material::named("water").unwrap(), &settings)];
    let members = Members::alone(Nuclide::find(nuclide).unwrap());
    let scene = lattice();
    let engine = Engine::new(&scene, &media, settings);
    let engine = if by_worth { engine.within(SIDE_CM) } else { engine };
    let source = engine.source(&members, component, Place::Point).unwrap();
    let per_decay = source.emitted.per_decay();
    let started = Instant::now();
    let _ = engine.run(&source, 1, "efficiency", 0, 16_384);
    let histories = (16_384.0 / started.elapsed().as_secs_f64()) as u64 * 2;
    let started = Instant::now();
    let tally = engine.run(&source, 1, "efficiency", 0, histories);
    (tally, per_decay, started.elapsed().as_secs_f64())
}

/// Relative standard deviation of a reference value.
fn reference(text: &str, nuclide: &str, column: &str, offset: [usize; 3]) -> Option<f64> {
    let wanted = offset.map(|o| o.to_string());
    text.lines().map(|line| line.split(',').collect::<Vec<_>>()).find_map(|cells| {
        let same = cells[1] == nuclide && cells[2] == column && cells[5..8] == wanted;
        same.then(|| Some(cells[12].parse::<f64>().ok()? / cells[11].parse::<f64>().ok()?)).flatten()
    })
}
