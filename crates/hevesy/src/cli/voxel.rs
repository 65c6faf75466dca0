//! `hevesy voxel`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hevesy::Problem;
use hevesy::anatomy::TissueMap;
use hevesy::image::{Volume, read};
use hevesy::matter::Material;
use hevesy::quantity::significant;
use hevesy::report::table;
use hevesy::transport::{Kernel, MOST_REACH, Suitability, VoxelDose, VoxelSource};
use serde::Serialize;

use super::kernel::SIDES_MM;
use super::radiation::{Radiation, Surroundings, content_hash};
use super::regions::{Labels, Region, most_voxels};
use super::{Reply, argument};

#[derive(Args)]
pub(crate) struct VoxelArguments {
    /// Volume (NIfTI) with the decays in each voxel, its time-integrated activity.
    #[arg(long)]
    decays: PathBuf,
    /// What one unit of that volume stands for, in each voxel or in each ml: "Bq s", "MBq h", "kBq h/ml" …
    #[arg(long, default_value = "Bq s")]
    unit: String,
    /// Volume of CT numbers in HU on the same grid: tissues and densities.
    #[arg(long, conflicts_with_all = ["material", "density"])]
    ct: Option<PathBuf>,
    #[command(flatten)]
    labels: Labels,
    #[command(flatten)]
    surroundings: Surroundings,
    /// How energy is spread.
    #[arg(long, value_enum, default_value_t = Method::MonteCarlo)]
    method: Method,
    /// Compute with all methods and show how the others differ.
    #[arg(long)]
    compare: bool,
    /// Folder for the dose (dose.nii.gz, in Gy), its standard deviation (sd.nii.gz) and the answer (voxel.json).
    #[arg(long)]
    out: Option<PathBuf>,
    /// Memory that may be used, in GiB.
    #[arg(long, default_value_t = 8.0)]
    memory: f64,
    #[command(flatten)]
    radiation: Radiation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// Coupled photon and electron transport in the tissues.
    MonteCarlo,
    /// Convolution with the kernel of water, energy divided by each voxel's own mass.
    Density,
    /// Convolution with the kernel of water.
    Kernel,
    /// Charged particles stay in their voxel; no photons.
    Local,
}

const METHODS: [Method; 4] = [Method::MonteCarlo, Method::Density, Method::Kernel, Method::Local];

impl Method {
    const fn name(self) -> &'static str {
        match self {
            Self::MonteCarlo => "Monte Carlo",
            Self::Density => "kernel, by density",
            Self::Kernel => "kernel",
            Self::Local => "local",
        }
    }
}

#[derive(Serialize)]
struct Answer {
    nuclide: String,
    method: Method,
    size: [usize; 3],
    voxel_mm: [f64; 3],
    materials: usize,
    decays: f64,
    regions: Vec<RegionAnswer>,
    suitability: SuitabilityAnswer,
    histories: u64,
    seed: u64,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct RegionAnswer {
    name: String,
    voxels: usize,
    mass_g: f64,
    decays: f64,
    mean_gy: f64,
    /// Statistical standard deviation of the mean.
    mean_sd_gy: f64,
    /// Statistical standard deviation of the median voxel, relative.
    voxel_rel_sd: Option<f64>,
    least_gy: f64,
    d95_gy: f64,
    d50_gy: f64,
    d5_gy: f64,
    most_gy: f64,
    /// Means by the other methods, with --compare.
    compared_gy: Vec<(Method, f64)>,
}

#[derive(Serialize)]
struct SuitabilityAnswer {
    electron_range_mm: f64,
    electron_range_over_voxel: f64,
    decays_near_boundaries: f64,
    decays_not_in_water: f64,
    photon_share_of_energy: f64,
    local_holds: bool,
    density_holds: bool,
    kernel_holds: bool,
}

/// Wanted where nothing is said.
const UNCERTAINTY: &str = "3 %";

/// What is written at the start of a volume.
const UNIT_OF_DOSE: &str = "absorbed dose, Gy";

pub(crate) fn run(arguments: &VoxelArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let members = radiation.members()?;
    let most = most_voxels(arguments.memory)?;
    let map = read(&arguments.decays, most)?;
    if !map.grid.voxel_mm.iter().all(|side| (SIDES_MM[0]..=SIDES_MM[1]).contains(side)) {
        let what = format!("has voxels of {:?} mm", map.grid.voxel_mm);
        return Err(Problem::new(
            &map.name,
            what,
            "give voxels of 0.1 mm to 100 mm; check the unit in the header",
        ));
    }
    let regions = arguments.labels.read(&map, most)?;
    let tissue = tissues(arguments, &map, most)?;
    let decays = decays(arguments, &map)?;
    let source = VoxelSource { tissue: &tissue, decays: &decays };
    let water = Material::named("water").map_err(|e| argument("--method", e, "report this"))?;
    let suitability = Suitability::of(&source, &members, &water);
    let places: Vec<Vec<u32>> = regions.iter().map(|r| r.voxels.clone()).collect();
    let wanted: Vec<Method> =
        METHODS.into_iter().filter(|m| arguments.compare || *m == arguments.method).collect();
    let (mut kernel, mut warning) = (None, None);
    let mut found: Vec<(Method, VoxelDose)> = Vec::new();
    for method in wanted {
        if matches!(method, Method::Density | Method::Kernel) && kernel.is_none() {
            let grid = map.grid;
            let reach = grid.size.iter().map(|n| n - 1).max().unwrap_or(0).min(MOST_REACH);
            kernel = Some(Kernel::of(&members, &water, (grid.voxel_mm, reach), radiation.goal()?, &mut ()));
        }
        let dose = match (method, &kernel) {
            (Method::Density, Some(kernel)) => source.convolved(kernel, &places, true),
            (Method::Kernel, Some(kernel)) => source.convolved(kernel, &places, false),
            (Method::Local, _) => source.local(&members, &places),
            _ => {
                let mut watch = radiation.watch(&key(&source, &places))?;
                let goal = radiation.goal_or(UNCERTAINTY)?;
                let dose = source.monte_carlo(&members, &places, goal, &mut watch);
                warning = watch.end(goal.0)?;
                dose
            }
        };
        found.push((method, dose));
    }
    let beyond = kernel.as_ref().map(|k: &Kernel| {
        let share = 1.0 - k.absorbed_mev / k.emitted_mev;
        format!("The kernel reaches {} voxels to each side; {:.1} % of the energy goes further and is not counted by it.", k.reach, 100.0 * share)
    });
    let Some(place) = found.iter().position(|(m, _)| *m == arguments.method) else {
        return Err(argument("--method", "was not computed", "report this"));
    };
    let (_, dose) = found.remove(place);
    let answer = Answer {
        nuclide: radiation.nuclide()?.name().to_owned(),
        method: arguments.method,
        size: map.grid.size,
        voxel_mm: map.grid.voxel_mm,
        materials: tissue.materials.len(),
        decays: decays.iter().map(|d| f64::from(*d)).sum(),
        regions: regions.iter().enumerate().map(|r| region_answer(r, &source, &dose, &found)).collect(),
        suitability: SuitabilityAnswer {
            electron_range_mm: suitability.electron_range_mm,
            electron_range_over_voxel: suitability.range_over_voxel,
            decays_near_boundaries: suitability.near_boundaries,
            decays_not_in_water: suitability.not_in_water,
            photon_share_of_energy: suitability.photon_share,
            local_holds: suitability.local_holds(),
            density_holds: suitability.density_holds(),
            kernel_holds: suitability.kernel_holds(),
        },
        histories: dose.histories,
        seed: radiation.seed,
        notes: radiation
            .notes(&members)
            .into_iter()
            .chain(warning)
            .chain(beyond)
            .chain(verdicts(arguments.method, &suitability))
            .chain(no_tissue(arguments))
            .collect(),
    };
    if let Some(folder) = &arguments.out {
        write(folder, &map, &dose, &answer)?;
    }
    Ok(Reply::of(radiation.json, &answer, || text(&answer)))
}

/// All that the result of Monte Carlo depends on besides the radiation, by content.
fn key(source: &VoxelSource<'_>, places: &[Vec<u32>]) -> String {
    let tissue = source.tissue;
    let sizes = format!("{:?} {:?} {:?}", tissue.size, tissue.voxel_mm, tissue.materials);
    let decays = source.decays.iter().flat_map(|d| d.to_le_bytes());
    let material = tissue.material.iter().flat_map(|m| m.to_le_bytes());
    let density = tissue.density_g_per_cm3.iter().flat_map(|d| d.to_le_bytes());
    let regions = places
        .iter()
        .flat_map(|p| [u32::MAX].into_iter().chain(p.iter().copied()))
        .flat_map(u32::to_le_bytes);
    format!(
        "voxel {}",
        content_hash(
            sizes.into_bytes().into_iter().chain(decays).chain(material).chain(density).chain(regions)
        )
    )
}

fn tissues(arguments: &VoxelArguments, map: &Volume, most: usize) -> Result<TissueMap, Problem> {
    let grid = map.grid;
    let Some(path) = &arguments.ct else {
        return Ok(TissueMap::uniform(grid.size, grid.voxel_mm, arguments.surroundings.material()?));
    };
    let ct = read(path, most)?;
    map.same_grid(&ct)?;
    let mean = |values: &mut dyn Iterator<Item = f32>| {
        let (sum, n) = values.fold((0.0, 0.0), |(sum, n), v| (sum + f64::from(v), n + 1.0));
        sum / n
    };
    let where_decays_are =
        mean(&mut ct.values.iter().zip(&map.values).filter(|(_, d)| **d > 0.0).map(|(hu, _)| *hu));
    if where_decays_are > 700.0 {
        let what =
            format!("has {where_decays_are:.0} HU in the mean where the decays are, as dense bone has");
        return Err(Problem::new(
            &ct.name,
            what,
            "give the volume in HU (water 0, air −1000), with the offset of the scanner taken off",
        ));
    }
    TissueMap::of_ct(grid.size, grid.voxel_mm, &ct.values)
        .map_err(|e| Problem::new(&ct.name, e.to_string(), "give CT numbers in HU"))
}

#[allow(clippy::cast_possible_truncation, reason = "single precision is what images hold")]
fn decays(arguments: &VoxelArguments, map: &Volume) -> Result<Vec<f32>, Problem> {
    let wrong = |what: &str, remedy: &str| Problem::new(&map.name, what, remedy);
    let (unit, per_ml) =
        arguments.unit.strip_suffix("/ml").map_or((arguments.unit.as_str(), false), |u| (u, true));
    let Some((_, bq_s)) = UNITS.iter().find(|(name, _)| *name == unit.trim()) else {
        let names: Vec<&str> = UNITS.iter().map(|u| u.0).collect();
        let remedy = format!(
            "time-integrated activity is asked for: take one of {}, with /ml behind it if the volume holds concentrations",
            names.join(", ")
        );
        return Err(argument("--unit", format!("`{}` is not known", arguments.unit), &remedy));
    };
    let scale = bq_s * if per_ml { map.grid.voxel_cm3() } else { 1.0 };
    if map.values.iter().any(|v| *v < 0.0) {
        return Err(wrong("holds negative decays", "set negative voxels to zero"));
    }
    let decays: Vec<f32> = map.values.iter().map(|v| (f64::from(*v) * scale) as f32).collect();
    if !decays.iter().all(|d| d.is_finite()) {
        return Err(wrong("holds more decays in a voxel than can be", "check --unit"));
    }
    if decays.iter().all(|d| *d <= 0.0) {
        return Err(wrong("holds no decays", "check that this is the time-integrated activity"));
    }
    Ok(decays)
}

const UNITS: [(&str, f64); 9] = [
    ("Bq s", 1.0),
    ("kBq s", 1e3),
    ("MBq s", 1e6),
    ("GBq s", 1e9),
    ("Bq h", 3600.0),
    ("kBq h", 3.6e6),
    ("MBq h", 3.6e9),
    ("GBq h", 3.6e12),
    ("decays", 1.0),
];

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
fn region_answer(
    (index, region): (usize, &Region),
    source: &VoxelSource<'_>,
    dose: &VoxelDose,
    others: &[(Method, VoxelDose)],
) -> RegionAnswer {
    let voxels: Vec<usize> = source.solid(&region.voxels).collect();
    let mut doses: Vec<f64> = voxels.iter().map(|v| dose.dose_gy[*v]).collect();
    doses.sort_by(f64::total_cmp);
    // Dose that a share of the volume gets at least.
    let at_least = |share: f64| {
        let place = (1.0 - share) * (doses.len().max(1) - 1) as f64;
        doses.get(place.round() as usize).copied().unwrap_or(0.0)
    };
    let mut noise: Vec<f64> = voxels
        .iter()
        .filter(|v| dose.dose_gy[**v] > 0.0)
        .filter_map(|v| Some(dose.sd_gy.get(*v)? / dose.dose_gy[*v]))
        .collect();
    noise.sort_by(f64::total_cmp);
    let (mean_gy, mean_sd_gy) = dose.regions_gy[index];
    RegionAnswer {
        name: region.name.clone(),
        voxels: voxels.len(),
        mass_g: voxels.iter().map(|v| source.tissue.mass_g(*v)).sum(),
        decays: voxels.iter().map(|v| f64::from(source.decays[*v])).sum(),
        mean_gy,
        mean_sd_gy,
        voxel_rel_sd: noise.get(noise.len() / 2).copied(),
        least_gy: at_least(1.0),
        d95_gy: at_least(0.95),
        d50_gy: at_least(0.5),
        d5_gy: at_least(0.05),
        most_gy: at_least(0.0),
        compared_gy: others.iter().map(|(m, d)| (*m, d.regions_gy[index].0)).collect(),
    }
}

/// Which methods hold, and whether the one asked for does.
fn verdicts(method: Method, s: &Suitability) -> Vec<String> {
    let verdict = |holds: bool| if holds { "holds" } else { "does not hold" };
    let percent = |share: f64| format!("{:.1} %", 100.0 * share.abs());
    let mut notes = vec![
        format!(
            "Local: electrons up to the energy below which they carry nine tenths of theirs go {} mm in water, {} of a voxel where the decays are; leaving charged particles in place {} (less than half a voxel). Photons carry {} of the energy.",
            significant(s.electron_range_mm, 2),
            significant(s.range_over_voxel, 2),
            verdict(s.local_holds()),
            percent(s.photon_share),
        ),
        format!(
            "Kernel: {} of the decays have, within that range, tissue whose density differs from water by more than a fifth; the kernel of water {} (less than 5 %).",
            percent(s.not_in_water),
            verdict(s.kernel_holds())
        ),
        format!(
            "Kernel by density: {} of the decays have, within that range, tissue whose density differs from their own by more than a fifth; it {} (less than 5 %).",
            percent(s.near_boundaries),
            verdict(s.density_holds())
        ),
    ];
    let holds = match method {
        Method::MonteCarlo => true,
        Method::Density => s.density_holds(),
        Method::Kernel => s.kernel_holds(),
        Method::Local => s.local_holds(),
    };
    if !holds {
        notes.push(format!(
            "Warning: the method asked for ({}) does not hold here; take --method monte-carlo.",
            method.name()
        ));
    }
    notes
}

fn no_tissue(arguments: &VoxelArguments) -> Vec<String> {
    if arguments.ct.is_none() {
        vec!["One material everywhere; give --ct for tissues and densities.".to_owned()]
    } else {
        vec![
            "CT numbers below −1000 HU are air, above 3000 HU the densest bone; voxels below 0.05 g/cm³ get no dose.".to_owned(),
        ]
    }
}

#[allow(clippy::cast_possible_truncation, reason = "single precision is what images hold")]
fn write(folder: &std::path::Path, map: &Volume, dose: &VoxelDose, answer: &Answer) -> Result<(), Problem> {
    let volume = |values: &[f64]| map.with(values.iter().map(|v| *v as f32).collect());
    volume(&dose.dose_gy).write(&folder.join("dose.nii.gz"), UNIT_OF_DOSE)?;
    if !dose.sd_gy.is_empty() {
        volume(&dose.sd_gy)
            .write(&folder.join("sd.nii.gz"), "statistical standard deviation of the dose, Gy")?;
    }
    hevesy_library::files::write_whole(&folder.join("voxel.json"), super::to_json(answer).as_bytes())
}

fn text(answer: &Answer) -> String {
    let ([nx, ny, nz], [x, y, z]) = (answer.size, answer.voxel_mm);
    let mut out = format!(
        "{}, {} decays in {nx} × {ny} × {nz} voxels of {x:.3} × {y:.3} × {z:.3} mm; {}\n\n",
        answer.nuclide,
        significant(answer.decays, 4),
        answer.method.name()
    );
    let mut head =
        vec!["region", "mass g", "mean Gy", "sd %", "voxel sd %", "D95 Gy", "D50 Gy", "D5 Gy", "max Gy"];
    if let Some(first) = answer.regions.first() {
        head.extend(first.compared_gy.iter().map(|(m, _)| m.name()));
    }
    let rows: Vec<Vec<String>> = answer
        .regions
        .iter()
        .map(|r| {
            let sd = if r.mean_sd_gy > 0.0 {
                format!("{:.2}", 100.0 * r.mean_sd_gy / r.mean_gy)
            } else {
                "–".to_owned()
            };
            let mut row = vec![r.name.clone(), format!("{:.1}", r.mass_g), significant(r.mean_gy, 4), sd];
            row.push(r.voxel_rel_sd.map_or_else(|| "–".to_owned(), |sd| format!("{:.1}", 100.0 * sd)));
            row.extend([r.d95_gy, r.d50_gy, r.d5_gy, r.most_gy].map(|d| significant(d, 3)));
            row.extend(r.compared_gy.iter().map(|(_, d)| {
                let percent = 100.0 * (d / r.mean_gy - 1.0);
                if percent.is_finite() { format!("{percent:+.1} %") } else { "–".to_owned() }
            }));
            row
        })
        .collect();
    out += &table(&head, &rows);
    out += "\nD95: dose that 95 % of the volume gets at least; D95, D5 and max carry the noise of single voxels.";
    if answer.regions.iter().any(|r| !r.compared_gy.is_empty()) {
        out += " Columns of other methods: their mean against this one.";
    }
    if answer.histories > 0 {
        out += &format!(" {} histories, seed {}.", answer.histories, answer.seed);
    }
    out += "\n";
    for note in &answer.notes {
        out += &format!("{note}\n");
    }
    out
}
