//! Biodistributions in mice against doses in man: how far each scaling rule is off, and the interval that follows.
//!
//! The workbook is the user's own copy (`../shared/inputs/05_preclinical_biodistribution`); without it the test says so and passes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test that reads files"
)]

mod common;

use calamine::{Data, Reader, Xlsx, open_workbook};
use common::{close, hevesy, json, number, root};
use hevesy::extrapolated::{extrapolated_doses, record, reference_mass_g};
use hevesy::kinetics::{AnimalOrgan, Bodies, ScalingRule};
use hevesy::nuclide::Nuclide;
use hevesy_regimen::Sex;

/// An agent, the mean kidney dose of patients in Gy/GBq, and the first and last row of the sheet for each series of mice.
type Agent = (&'static str, f64, &'static [(usize, usize)]);
const AGENTS: [Agent; 4] = [
    ("177Lu-PSMA-617", 0.49, &[(51, 55), (30, 34), (138, 140), (185, 187), (120, 125)]),
    ("177Lu-PSMA-I&T", 0.73, &[(1564, 1568)]),
    ("177Lu-rhPSMA-7.3", 1.65, &[(1559, 1563)]),
    ("177Lu-NeoB", 0.10, &[(1888, 1893)]),
];
const TIME: usize = 12;
const KIDNEY: usize = 17;

#[test]
fn val_mice_and_men() {
    let path = root().join(
        "../shared/inputs/05_preclinical_biodistribution/Biodistribution_data_radiopharmaceuticals.xlsx",
    );
    let Ok(mut book) = open_workbook::<Xlsx<_>, _>(&path) else {
        eprintln!("skipped: ../shared/inputs/05_preclinical_biodistribution is not present");
        return;
    };
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let value = |row: usize, column: usize| match sheet.get((row - 1, column)) {
        Some(Data::Float(x)) => *x,
        Some(Data::Int(x)) => f64::from(i32::try_from(*x).unwrap()),
        Some(Data::String(s)) => s.trim().parse().unwrap(),
        other => panic!("row {row}: {other:?}"),
    };
    let nuclide = Nuclide::find("Lu-177").unwrap();
    let human_g = reference_mass_g(nuclide, Sex::Male, "kidneys").unwrap();
    let bodies = Bodies { animal_g: 25.0, human_g: 73_000.0, time_exponent: 0.25 };
    for rule in ScalingRule::ALL {
        let mut ratios = Vec::new();
        for (_, human, series) in AGENTS {
            let mut sum = 0.0;
            for (first, last) in series {
                let mut points: Vec<(f64, f64)> =
                    (*first..=*last).map(|row| (value(row, TIME), value(row, KIDNEY))).collect();
                points.sort_by(|a, b| a.0.total_cmp(&b.0));
                let organ = AnimalOrgan {
                    region: "kidneys".into(),
                    percent_per_g: points,
                    animal_g: Some(0.302),
                    human_g,
                };
                let found = extrapolated_doses(&[organ], rule, bodies, (nuclide, Sex::Male));
                sum += libm::log(found[0].as_ref().unwrap().dose.as_ref().unwrap().dose_gy.value());
            }
            let ratio = libm::exp(sum / series.len() as f64) / human;
            ratios.push(libm::log(ratio));
        }
        let n = ratios.len() as f64;
        let mean = ratios.iter().sum::<f64>() / n;
        let sd = libm::sqrt(ratios.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / (n - 1.0));
        close(record(rule).bias, libm::exp(mean), 0.01);
        close(record(rule).log_sd, sd, 0.01);
        // Each agent left out in turn, and predicted from the other three: of four all are within their interval of 95 %.
        for (i, own) in ratios.iter().enumerate() {
            let others: Vec<f64> = ratios.iter().enumerate().filter(|o| o.0 != i).map(|o| *o.1).collect();
            let mean = others.iter().sum::<f64>() / 3.0;
            let sd = libm::sqrt(others.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / 2.0);
            let width = hevesy_statistics::student_quantile(0.975, 2.0) * sd * libm::sqrt(4.0 / 3.0);
            assert!((own - mean).abs() < width, "{} {i}", rule.name());
        }
    }
}

#[test]
fn exact_extrapolate() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("mice.csv");
    let table = "region,time_h,percent_per_g\nkidneys,1,10\nkidneys,24,5\nkidneys,72,1\nliver,1,2\nliver,24,1\ntumour,1,3\ntumour,24,4\n";
    std::fs::write(&file, table).unwrap();
    let path = file.to_str().unwrap();
    let answer = json(&["extrapolate", path, "--nuclide", "Lu-177", "--json"]);
    let organs = answer["organs"].as_array().unwrap();
    assert_eq!(organs.len(), 2);
    let rules = organs[0]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 4);
    // Segment by segment with a pocket calculator's integral: hold, two exponentials, tail.
    let lambda = std::f64::consts::LN_2 / (6.647 * 24.0);
    let segment = |t: f64, h: f64, s: f64, end: f64| {
        let rate = libm::log(s / end) / h + lambda;
        s * libm::exp(-lambda * t) * (1.0 - libm::exp(-rate * h)) / rate
    };
    let hold = 10.0 * (1.0 - libm::exp(-lambda)) / lambda;
    let tail = libm::exp(-lambda * 72.0) / (lambda + libm::log(5.0) / 48.0);
    let auc = hold + segment(1.0, 23.0, 10.0, 5.0) + segment(24.0, 48.0, 5.0, 1.0) + tail;
    close(
        number(&organs[0], "/rules/1/tiac_h"),
        auc / 100.0 * 25.0 / 73_000.0 * number(&organs[0], "/human_g"),
        1e-4,
    );
    assert!(organs[1]["rules"][1]["interval95_gy_per_gbq"].is_null());
    assert!(answer["notes"].to_string().contains("tumour: left out"));
    for (table, more, part) in [
        ("region,time_h\nkidneys,1\n", vec![], "no column `percent_per_g`"),
        ("region,time_h,percent_per_g\nkidneys,1,many\n", vec![], "`many`"),
        ("region,time_h,percent_per_g\nkidneys,1,5\n", vec![], "single time"),
        ("region,time_h,percent_per_g\nkidneys,1,5\nKidneys,1,4\n", vec![], "a time twice"),
        ("region,time_h,percent_per_g\ntail,1,5\ntail,2,4\n", vec![], "no organ"),
        ("region,time_h,percent_per_g\nkidneys,1,5000\nkidneys,2,4\n", vec![], "more than all"),
        (table, vec!["--mouse-mass", "3 kg"], "no mouse"),
        (table, vec!["--sex", "x"], "male or female"),
    ] {
        std::fs::write(&file, table).unwrap();
        let mut all = vec!["extrapolate", path, "--nuclide", "Lu-177"];
        all.extend(more);
        let output = hevesy(&all);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && error.contains(part), "{table}: {error}");
    }
}
