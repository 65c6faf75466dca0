//! The built-in library is whole, and a user's files are added, replace, or are refused with file, line and reason.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "helpers of tests"
)]

use hevesy_library::{Library, LimitOn, Parameter, RegionName};

#[test]
fn exact_built_in_library_loads() {
    let library = Library::built_in().unwrap_or_else(|problem| panic!("{problem}"));
    assert!(library.agents().len() >= 15);
    assert_eq!(library.agent("lutathera").unwrap().nuclide.as_deref(), Some("Lu-177"));
    assert_eq!(library.agent("177Lu DOTATATE").unwrap().id, "177Lu-DOTATATE");
    assert_eq!(library.tissue_of_region("left kidney c+m+p").unwrap().id, "kidneys");
    assert_eq!(library.tissue_of_region("Parotid_R").unwrap().id, "salivary-glands");
    assert!(library.tissue_of_region("Liver metastasis 1").is_none());
    let kidneys = library.tissue("kidneys").unwrap();
    assert!(kidneys.limits.iter().any(|l| l.on == LimitOn::Bed && l.limit.value.to_gy() == 40.0));
    assert_eq!(library.protocol("multi-time-point@1").unwrap().full_id(), "multi-time-point@1");
    assert!(library.protocol("multi-time-point@9").unwrap_err().contains("not version 9"));
    assert!(library.radiation_weights().unwrap().alpha.value > 1.0);
    assert_eq!(Library::built_in().unwrap().hash(), library.hash());
}

#[test]
fn law_names_of_tissues_do_not_overlap() {
    let library = Library::built_in().unwrap();
    for a in library.tissues().iter() {
        for name in a.names.iter().chain([&a.id]) {
            assert!(!RegionName::of(name).is_lesion(), "{name}");
            assert_eq!(library.tissue_of_region(name).map(|t| &t.id), Some(&a.id), "{name}");
        }
    }
}

#[test]
fn exact_range_is_a_log_normal() {
    let p: Parameter<f64> = Parameter {
        value: 2.0,
        low: Some(1.0),
        high: Some(4.0),
        label: hevesy_library::Label::P,
        source: "test".into(),
        note: None,
    };
    assert!((p.log_sd() - 2.0 * std::f64::consts::LN_2 / (2.0 * 1.959_963_984_540_054)).abs() < 1e-12);
}

fn with(path: &str, text: &str) -> Result<Library, hevesy_library::Problem> {
    Library::with_texts(vec![(path.to_owned(), text.to_owned())], "library")
}

const TUMOUR: &str = r#"
id = "x"
title = "x"
alpha = { value = "0.2 1/Gy", label = "P", source = "s" }
doubling_time = { value = "30 d", label = "P", source = "s" }
clonogens_per_g = { value = 1e7, label = "P", source = "s" }
[lq]
alpha_beta = { value = "10 Gy", label = "P", source = "s" }
repair_half_time = { value = "1.5 h", label = "P", source = "s" }
"#;

#[test]
fn exact_user_files_are_added_or_refused_with_line_and_reason() {
    assert!(with("tumours/x.toml", TUMOUR).unwrap().tumour("x").is_some());
    let refused = |path: &str, text: &str, line: Option<usize>, fragment: &str| {
        let problem = with(path, text).map(|_| ()).unwrap_err();
        assert_eq!(problem.line, line, "{problem}");
        assert!(problem.to_string().contains(fragment), "{problem}");
    };
    refused("tumours/x.toml", &TUMOUR.replace("0.2 1/Gy", "0.2 Gy"), Some(4), "radiosensitivity");
    refused(
        "tumours/x.toml",
        &TUMOUR.replace("label = \"P\", source = \"s\" }\nclon", "label = \"Z\", source = \"s\" }\nclon"),
        Some(5),
        "unknown variant",
    );
    refused("tumours/x.toml", &TUMOUR.replace("title", "titel"), Some(3), "unknown field `titel`");
    refused("tumours/x.toml", &TUMOUR.replace("id = \"x\"", "id = \"\""), Some(2), "the id is empty");
    refused("poems/x.toml", TUMOUR, None, "not a kind of library file");
    let twice =
        ["tumours/a.toml", "tumours/b.toml"].map(|path| (path.to_owned(), TUMOUR.to_owned())).to_vec();
    assert!(Library::with_texts(twice, "library").unwrap_err().to_string().contains("same id"));
}

/// The misprints of the reviews, entered as they are printed, are refused.
#[test]
fn val_misprints_of_the_reviews_are_caught() {
    let trial = |body: &str| {
        format!(
            "id = \"misprint\"\nkind = \"interventional\"\nmodality = \"trt\"\ndirection = \"not-compared\"\ncited = []\n{body}"
        )
    };
    let agent = |id: &str, names: &str, nuclide: &str| {
        format!(
            "id = \"{id}\"\nnames = {names}\nnuclide = \"{nuclide}\"\nrole = \"therapy\"\nsource = \"s\"\n\
             [development]\nstage = \"unknown\"\nas_of = \"2025\"\n[vector]\nclass = \"peptide\"\n[labelling]\n\
             chemistry = \"chelate\"\nchelator = \"DOTA\"\n"
        )
    };
    let arm = |agent: &str, activity: &str| trial(&format!("[[arm]]\nagents = [\"{agent}\"]\n{activity}\n"));
    let result =
        |body: &str| trial(&format!("[[result]]\nwhat = \"objective response\"\nunit = \"%\"\n{body}\n"));
    let cases: Vec<(&str, String, &str)> = vec![
        // DIS-001: 50 and 55 Bq/kg of 223Ra, a thousandth of what is given.
        ("trials/x.toml", arm("223RaCl2", "activity_per_mass = \"50 Bq/kg\""), "a prefix may be missing"),
        ("trials/x.toml", arm("223RaCl2", "activity_per_mass = \"55 Bq/kg\""), "a prefix may be missing"),
        // DIS-002: 925 kBq of 213Bi.
        ("trials/x.toml", arm("213Bi-DOTATOC", "activity = \"925 kBq\""), "a prefix may be missing"),
        // DIS-018: Lutathera with indium.
        (
            "agents/x.toml",
            agent("111In-DOTATATE", "[\"Lutathera\"]", "In-111"),
            "belongs to 177Lu-DOTATATE too",
        ),
        ("agents/x.toml", agent("111In-Lutathera", "[]", "Lu-177"), "says In-111, the nuclide is Lu-177"),
        // DIS-020: a response rate beside the interval of another analysis.
        ("trials/x.toml", result("value = 18\ninterval = [7.8, 21.6]"), "belongs to another analysis"),
        // DIS-028: one registry number for two trials.
        ("trials/x.toml", trial("registry = \"NCT04919226\""), "belongs to COMPOSE too"),
        // DIS-029: registry numbers with digits missing.
        ("trials/x.toml", trial("registry = \"NCT027500\""), "is no registry number"),
        ("trials/x.toml", trial("registry = \"NCT0387484\""), "is no registry number"),
        // DIS-034: 24 of 32 assessed is no response rate of 62.5 %.
        (
            "trials/x.toml",
            result("value = 62.5\nnumerator = 24\ndenominator = 32"),
            "24 of 32 is 75.0 %, not 62.5 %",
        ),
        // DIS-046: 223Ac instead of 225Ac.
        ("agents/x.toml", agent("223Ac-PSMA617", "[]", "Ac-225"), "says Ac-223, the nuclide is Ac-225"),
        // DIS-050: a conjugate taken for a chelator.
        (
            "agents/x.toml",
            agent("177Lu-NEW", "[]", "Lu-177").replace("\"DOTA\"", "\"DOTATATE\""),
            "`DOTATATE` is not in library/chelators",
        ),
        // DIS-013: radium has no place in DOTA.
        ("agents/x.toml", agent("223Ra-NEW", "[]", "Ra-223"), "DOTA does not hold Ra-223"),
        // Upside down, impossible counts, a value outside its interval.
        ("trials/x.toml", result("value = 5\ninterval = [21.6, 7.8]"), "upside down"),
        ("trials/x.toml", result("value = 60\ninterval = [7.8, 21.6]"), "outside its own interval"),
        ("trials/x.toml", result("numerator = 9\ndenominator = 6"), "9 of 6 cannot be"),
        (
            "trials/x.toml",
            result("value = 18\ninterval = [7.8, 21.6]\ndisputed = \"DIS-999\""),
            "`DIS-999` is not in library/conflicts",
        ),
    ];
    for (path, text, fragment) in cases {
        let problem = with(path, &text).map(|_| ()).expect_err(&text);
        assert!(problem.to_string().contains(fragment), "{problem}\n{text}");
        assert!(problem.file.ends_with("x.toml") && problem.line.is_some(), "{problem:?}");
    }
    // As printed beside what is meant, with the conflict that explains it, they are kept.
    let kept = [
        arm(
            "223RaCl2",
            "activity_per_mass = \"55 kBq/kg\"\nactivity_as_printed = \"55 Bq/kg\"\ndisputed = \"DIS-001\"",
        ),
        result("value = 18\ninterval = [7.8, 21.6]\ndisputed = \"DIS-020\""),
    ];
    for text in kept {
        with("trials/x.toml", &text).unwrap_or_else(|p| panic!("{p}"));
    }
}

#[test]
fn exact_dates_count_days() {
    let days = |text: &str| hevesy_library::AsOf::try_from(text.to_owned()).unwrap().days();
    assert_eq!(days("1970"), 0);
    assert_eq!(days("2000-03-01"), 11_017);
    assert_eq!(days("2026-11-21") - days("2024-02-29"), 996);
    for n in [-25_000, -1, 0, 59, 60, 11_016, 20_000, 73_000] {
        assert_eq!(hevesy_library::AsOf::from_days(n).days(), n);
    }
    for bad in ["26-01-01", "2026-1", "2026-00", "2026-01-32", "2026-01-01-01", "June 2026"] {
        assert!(hevesy_library::AsOf::try_from(bad.to_owned()).is_err(), "{bad}");
    }
}

// Harms go with agents, drugs and classes that exist: a slip would drop them in silence.
#[test]
fn law_harms_name_what_exists() {
    let library = Library::built_in().unwrap();
    let evidence = library.evidence().unwrap();
    for harm in library.harms().iter() {
        for agent in &harm.agents {
            assert!(library.agents().get(agent).is_some(), "{agent} in {}", harm.id);
        }
        for drug in harm.drugs.iter().chain(&harm.without) {
            let known = evidence.drugs.iter().any(|d| d.id == *drug)
                || evidence.drug_classes.iter().any(|c| c.id == *drug);
            assert!(known, "{drug} in {}", harm.id);
        }
    }
}
