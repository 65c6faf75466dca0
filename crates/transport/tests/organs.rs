//! S-values of organs against OpenDose (GATE/Geneva on the same phantom). Phantom and reference are not part of the repository; without
//! them this test says so and passes.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::disallowed_methods, reason = "helpers of tests")]

use std::path::Path;

use hevesy_anatomy::icrp110::{Person, read};
use hevesy_nuclide::Nuclide;
use hevesy_transport::monte_carlo::Goal;
use hevesy_transport::{Body, Members};

// Tolerance: 1 % for the source itself, 3 % or three standard deviations for other regions where the reference's own error is below 2 %. Regions
// whose mass differs (spongiosa, which the reference makes with other densities) are left out.
#[test]
fn val_lu177_in_the_adult_male() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/physics");
    let Ok(text) = std::fs::read_to_string(shared.join("svalues/opendose_lu177_male.csv")) else {
        eprintln!("skipped: ../shared/physics is not present");
        return;
    };
    let phantom = read(&shared.join("phantoms"), Person::Male).unwrap();
    let body = Body::new(&phantom);
    let lu = Members::alone(Nuclide::find("Lu-177").unwrap());
    let mut compared = 0;
    for (name, theirs, own_regions) in [
        ("liver", "liver", &["Liver"][..]),
        ("spleen", "spleen", &["Spleen"]),
        (
            "left kidney",
            "left kidney c+m+p",
            &["Kidney, left, cortex", "Kidney, left, medulla", "Kidney, left, pelvis"],
        ),
    ] {
        let goal = Goal { relative_sd: 0.012, most_histories: 12_000_000 };
        let found = body.s_values(&lu, &phantom.find(name).unwrap(), 0.01, (goal, 1), &mut ());
        let head = format!("AM,{theirs},");
        for row in text.lines().filter_map(|l| l.strip_prefix(&head)) {
            let (target, numbers) = match row.strip_prefix('"') {
                Some(quoted) => quoted.split_once("\",").unwrap(),
                None => row.split_once(',').unwrap(),
            };
            let numbers: Vec<f64> = numbers.split(',').map(|n| n.parse().unwrap()).collect();
            let (reference, reference_sd, mass) = (numbers[0], numbers[1], numbers[2]);
            let Some(own) = found.targets.iter().find(|t| t.name == target) else { continue };
            // Few histories say little, of their own uncertainty too.
            if own.sd_mgy_per_mbq_s > 0.012 * own.total() {
                continue;
            }
            if reference_sd > 0.02 * reference || (own.mass_g / mass - 1.0).abs() > 0.01 {
                continue;
            }
            let difference = (own.total() - reference).abs();
            let share = if own_regions.contains(&target) { 0.01 } else { 0.03 };
            let statistics = 3.0 * libm::hypot(reference_sd, own.sd_mgy_per_mbq_s);
            assert!(
                difference < (share * reference).max(statistics),
                "{target} from {name}: {} ± {} against {reference} ± {reference_sd}",
                own.total(),
                own.sd_mgy_per_mbq_s
            );
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}
