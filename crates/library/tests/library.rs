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
    assert!(library.agents().count() >= 15);
    assert_eq!(library.agent("lutathera").unwrap().nuclide, "Lu-177");
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
    for a in library.tissues() {
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
    Library::from_texts(Vec::new(), &[(path.to_owned(), text.to_owned())])
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
    refused("tumours/x.toml", &TUMOUR.replace("id = \"x\"", "id = \"\""), Some(2), "id is empty");
    refused("poems/x.toml", TUMOUR, None, "not a kind of library file");
    let twice =
        [("tumours/a.toml".to_owned(), TUMOUR.to_owned()), ("tumours/b.toml".to_owned(), TUMOUR.to_owned())];
    assert!(Library::from_texts(Vec::new(), &twice).unwrap_err().to_string().contains("same id"));
}
