//! Histories of Monte Carlo on one core (`cargo bench -p hevesy-transport`): 4.42 mm voxels and spheres in water, 8192 histories each.
#![allow(clippy::unwrap_used, reason = "a benchmark")]

use hevesy_matter::Material;
use hevesy_nuclide::Nuclide;
use hevesy_transport::monte_carlo::{DecaySource, Engine, Lattice, Medium, Place, Settings, Tally};
use hevesy_transport::{Component, Members};

const HISTORIES: u64 = 8192;
const SIDE_CM: f64 = 0.442;

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    divan::main();
}

fn voxel(bencher: divan::Bencher<'_, '_>, nuclide: &str, component: Component, settings: Settings) {
    let media = [Medium::of(&Material::named("water").unwrap(), &settings)];
    let members = Members::alone(Nuclide::find(nuclide).unwrap());
    let emitted = members.emitted(component).unwrap();
    let source = DecaySource::new(Place::Point, component, emitted);
    let scene = Lattice::new([SIDE_CM; 3], 5);
    let engine = Engine::new(&scene, &media, settings);
    bencher
        .counter(divan::counter::ItemsCount::new(HISTORIES))
        .bench_local(|| -> Tally { engine.run(&source, 1, "bench", 0, HISTORIES) });
}

const CASES: [(&str, Component); 4] = [
    ("Lu-177", Component::Beta),
    ("Lu-177", Component::Photons),
    ("Y-90", Component::Beta),
    ("I-131", Component::Photons),
];

#[divan::bench(args = [0, 1, 2, 3])]
fn usual(bencher: divan::Bencher<'_, '_>, case: usize) {
    voxel(bencher, CASES[case].0, CASES[case].1, Settings::for_size(0.5 * SIDE_CM));
}

#[divan::bench(args = [0, 1, 2, 3])]
fn plain(bencher: divan::Bencher<'_, '_>, case: usize) {
    let settings = Settings {
        kerma_below_mev: 0.0,
        bremsstrahlung_split: 1,
        range_rejection: false,
        ..Settings::for_size(0.5 * SIDE_CM)
    };
    voxel(bencher, CASES[case].0, CASES[case].1, settings);
}

#[divan::bench]
fn tables_of_water() -> Medium {
    Medium::of(&Material::named("water").unwrap(), &Settings::for_size(0.2))
}
