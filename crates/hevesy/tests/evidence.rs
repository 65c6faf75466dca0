//! The evidence base: whole, consistent, readable, open to a user's own files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "helpers of tests"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hevesy_library::Library;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn hevesy(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hevesy"));
    command.args(arguments).current_dir(root()).env_remove("HEVESY_LIBRARY").output().unwrap()
}

fn text(arguments: &[&str]) -> String {
    let output = hevesy(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&text(arguments)).unwrap()
}

/// Records of the evidence base by kind.
const RECORDS: [(&str, u64); 6] =
    [("agents", 78), ("drugs", 50), ("trials", 129), ("findings", 83), ("claims", 315), ("conflicts", 83)];

#[test]
fn law_every_record_is_in_the_library_or_left_out_with_a_reason() {
    let summary = json(&["evidence", "summary", "--json"]);
    assert_eq!(summary["kinds"].as_array().unwrap().len(), RECORDS.len());
    for ((kind, expected), found) in RECORDS.iter().zip(summary["kinds"].as_array().unwrap()) {
        assert_eq!(found["kind"], *kind);
        let left_out = found["left_out"].as_array().unwrap();
        assert_eq!(found["records"].as_u64().unwrap() + left_out.len() as u64, *expected, "{kind}");
        for record in left_out {
            assert!(record[1].as_str().unwrap().len() > 20, "{record}");
        }
    }
}

/// The ids themselves, against the evidence base where it is at hand.
#[test]
fn law_records_are_those_of_the_evidence_base() {
    let folder = root().join("../shared/evidence");
    if !folder.exists() {
        eprintln!("skipped: ../shared/evidence is not present");
        return;
    }
    let library = Library::built_in().unwrap();
    let e = library.evidence().unwrap();
    let left_out = |kind: &str| -> Vec<String> {
        e.left_out.get(kind).map_or_else(Vec::new, |l| l.record.iter().map(|r| r.id.clone()).collect())
    };
    let held: [(&str, &str, Vec<String>); 6] = [
        ("agents", "agents", library.agents().iter().flat_map(|a| a.records.clone()).collect()),
        ("drugs", "drugs", e.drugs.iter().flat_map(|d| d.records.clone()).collect()),
        ("trials", "trials", e.trials.iter().flat_map(|t| t.records.clone()).collect()),
        ("findings", "preclinical", e.findings.iter().flat_map(|f| f.records.clone()).collect()),
        ("claims", "claims", e.claims.iter().map(|c| c.id.clone()).collect()),
        ("conflicts", "disagreements", e.conflicts.iter().map(|c| c.id.clone()).collect()),
    ];
    for (kind, file, mut ids) in held {
        ids.extend(left_out(kind));
        let count = ids.len();
        let own: BTreeSet<String> = ids.into_iter().collect();
        assert_eq!(own.len(), count, "{kind}: a record is used twice");
        let base: Value =
            serde_json::from_str(&std::fs::read_to_string(folder.join(format!("{file}.json"))).unwrap())
                .unwrap();
        let base: BTreeSet<String> = base["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(own, base, "{kind}");
    }
}

#[test]
fn val_24_conflicts_change_a_number() {
    let conflicts = json(&["evidence", "conflict", "--severity", "A", "--json"]);
    assert!(conflicts.as_array().unwrap().len() >= 24);
    let shown = text(&["evidence", "conflict", "--severity", "A"]);
    assert!(shown.contains("DIS-001") && shown.contains("kBq/kg"), "{shown}");
}

#[test]
fn regress_everolimus_reads_well() {
    insta::assert_snapshot!("everolimus", text(&["evidence", "combination", "177Lu-DOTATATE + everolimus"]));
}

#[test]
fn regress_claim_and_conflict_read_well() {
    insta::assert_snapshot!("claim", text(&["evidence", "claim", "jiao2025-002"]));
    insta::assert_snapshot!("conflict", text(&["evidence", "conflict", "DIS-020"]));
}

/// Better, equal, worse by model, metastasis in one: no recommendation.
#[test]
fn val_everolimus_is_contradictory() {
    let known = json(&["evidence", "combination", "177Lu-DOTATATE + everolimus", "--json"]);
    let of = |id: &str| {
        let items = known["evidence"].as_array().unwrap();
        items.iter().find(|i| i["id"] == id).unwrap_or_else(|| panic!("{id}")).clone()
    };
    assert_eq!(of("johnbeck-h727")["direction"], "better");
    assert_eq!(of("zellmer-ar42j")["direction"], "equal");
    assert_eq!(of("pool-ca20948")["direction"], "worse");
    assert!(of("pool-ca20948")["harm"].to_string().contains("metasta"));
    assert_eq!(of("mtor-ebrt")["circle"], "ebrt");
    assert_eq!(of("mtor-ebrt")["weight"], 0.0);
    assert_eq!(known["sign"]["verdict"], "open");
    assert!(known["alerts"].to_string().contains("metasta"));
}

/// A result in an unusual model is marked down, with the reason.
#[test]
fn val_unusual_models_are_marked_down() {
    let known = json(&["evidence", "combination", "177Lu-DOTATATE + olaparib", "--json"]);
    let items = known["evidence"].as_array().unwrap();
    let relevance = |id: &str| items.iter().find(|i| i["id"] == id).unwrap()["relevance"].clone();
    for id in ["parpi-bon1", "parpi-u2os"] {
        assert_ne!(relevance(id)["grade"], "high", "{id}");
    }
    assert!(relevance("parpi-bon1").to_string().contains("TP53"));
    assert!(relevance("parpi-u2os").to_string().contains("not a neuroendocrine"));
    assert!(relevance("parpi-u2os")["score"].as_f64() < relevance("talazoparib-ar42j")["score"].as_f64());
}

/// A pair that patients get without a preclinical record raises an alert; evidence from beams never counts.
#[test]
fn val_trial_without_preclinical_record_raises_an_alert() {
    let known = json(&["evidence", "combination", "177Lu-DOTATATE + sunitinib", "--json"]);
    assert!(known["alerts"].to_string().contains("without a preclinical record"), "{}", known["alerts"]);
}

/// What a guideline forbids is said first, whatever the trials say, under every name of the partner.
#[test]
fn val_forbidden_pair_is_a_stop() {
    for pair in ["223RaCl2 + abiraterone + prednisone", "Xofigo + Zytiga"] {
        let known = json(&["evidence", "combination", pair, "--json"]);
        assert!(
            known["alerts"][0].as_str().unwrap().starts_with("STOP, ra223-safety@"),
            "{}",
            known["alerts"]
        );
        // ERA 223 compares with abiraterone, not with radium alone: harm, and no direction.
        assert_eq!(known["sign"]["verdict"], "unknown");
        assert!(known["alerts"].to_string().contains("fractures"));
    }
}

/// Evidence that names the axis reaches the antibody; a laboratory and model count once.
#[test]
fn val_axis_and_repeats() {
    let items = |pair: &str| json(&["evidence", "combination", pair, "--json"])["evidence"].clone();
    let of = |items: &Value, id: &str| {
        items.as_array().unwrap().iter().find(|i| i["id"] == id).cloned().unwrap_or_else(|| panic!("{id}"))
    };
    let immune = items("225Ac-PSMA-617 + pembrolizumab");
    assert_eq!(of(&immune, "icb-ac225-psma")["circle"], "class");
    let topotecan = items("131I-MIBG + topotecan");
    let weights: Vec<f64> = ["mibg-topo-2005", "mibg-topo-2008"]
        .iter()
        .map(|id| of(&topotecan, id)["weight"].as_f64().unwrap())
        .collect();
    assert!(weights.contains(&0.0) && weights.iter().sum::<f64>() > 0.0, "{weights:?}");
}

#[test]
fn exact_odd_pairs_are_refused() {
    for (pair, fragment) in [
        ("177Lu-DOTATATE + 177Lu-octreotate", "names one agent twice"),
        ("177Lu-DOTATATE + everolimus + olaparib", "names more than two"),
        ("177Lu-DOTATATE", "names no pair"),
        ("olaparib + everolimus", "holds no radiopharmaceutical"),
        ("177Lu-DOTATATE + capecitabin", "similar are capecitabine"),
        ("Lutathra + olaparib", "similar are 177Lu-DOTATATE"),
    ] {
        let output = hevesy(&["evidence", "combination", pair]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && error.contains(fragment), "{pair}: {error}");
    }
}

#[test]
fn val_negative_results_carry_their_power() {
    let shown = text(&["evidence", "negative"]);
    for name in ["223Ra + pembrolizumab", "glioblastoma", "power at most 18.6 %", "prostate-fail"] {
        assert!(shown.contains(name), "{name}\n{shown}");
    }
}

const OWN_DRUG: &str = r#"
id = "examplinib"
class = "PARP inhibitor"
mechanism = "traps PARP1"
source = "own work"
unknown = ["pharmacokinetics in people"]

[[potency]]
target = "PARP1"
measure = "IC50"
value = { value = "2.5 nmol/L", low = "1 nmol/L", high = "6 nmol/L", label = "C", source = "own assay 12" }
"#;

const OWN_AGENT: &str = r#"
id = "177Lu-EXAMPLE-1"
names = ["EX-1"]
nuclide = "Lu-177"
role = "therapy"
source = "own work"

[development]
stage = "preclinical"
as_of = "2026-02"

[vector]
name = "EXAMPLE-1"
class = "peptide"

[target]
name = "somatostatin receptor 2"
gene = "SSTR2"
action = "antagonist"

[labelling]
chemistry = "chelate"
chelator = "DOTA"

[activity]
least = "1 GBq"
most = "9 GBq"
"#;

fn own_library(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("hevesy-{}-{name}", std::process::id()));
    for (path, content) in files {
        let file = folder.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }
    folder
}

#[test]
fn exact_own_drug_and_agent_work_without_a_rebuild() {
    let folder = own_library(
        "own",
        &[("drugs/examplinib.toml", OWN_DRUG), ("agents/177Lu-EXAMPLE-1.toml", OWN_AGENT)],
    );
    let library = folder.to_str().unwrap();
    assert!(text(&["evidence", "drug", "examplinib", "--library", library]).contains("2.5 nmol/L"));
    assert!(text(&["evidence", "agent", "EX-1", "--library", library]).contains("antagonist"));
    let known = json(&["evidence", "combination", "EX-1 + examplinib", "--library", library, "--json"]);
    assert_eq!(known["maturity"], "nothing");
    assert!(known["evidence"].to_string().contains("parpi-u2os"), "class evidence with another agent");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn exact_malformed_own_files_are_refused_with_file_line_reason() {
    let cases: [(&str, &str, &str, &str, &str); 13] = [
        ("drugs", OWN_DRUG, "2.5 nmol/L", "2.5 nmol", "line 11: `nmol` is not a unit"),
        (
            "drugs",
            OWN_DRUG,
            "low = \"1 nmol/L\"",
            "low = \"1 ug/L\"",
            "line 10: IC50 has a range in another unit",
        ),
        ("drugs", OWN_DRUG, "PARP inhibitor", "magic", "line 3: `magic` is not in library/drug-classes"),
        (
            "drugs",
            OWN_DRUG,
            "source = \"own work\"",
            "source = \"own work\"\nterms = [\"growth\"]",
            "line 6: \"growth\" is not a term that the class `PARP inhibitor` may touch",
        ),
        ("drugs", OWN_DRUG, "examplinib", "Olaparib", "line 2: the name `Olaparib` belongs to olaparib too"),
        ("drugs", OWN_DRUG, "examplinib", "x ", "line 2: the id is empty or begins or ends with a space"),
        (
            "agents",
            OWN_AGENT,
            "Lu-177",
            "In-111",
            "line 2: the name `177Lu-EXAMPLE-1` says Lu-177, the nuclide is In-111",
        ),
        ("agents", OWN_AGENT, "\"DOTA\"", "\"PSC\"", "nothing is known of Lu-177 in PSC"),
        (
            "agents",
            OWN_AGENT,
            "EX-1\"]",
            "Lutathera\"]",
            "line 3: the name `Lutathera` belongs to 177Lu-DOTATATE too",
        ),
        ("agents", OWN_AGENT, "9 GBq", "9 MBq", "the least activity is not below the most"),
        ("agents", OWN_AGENT, "9 GBq", "9 Gbq", "line 27: `Gbq` is not a unit known here"),
        ("agents", OWN_AGENT, "\"peptide\"", "\"peptid\"", "line 14: unknown variant"),
        ("agents", OWN_AGENT, "2026-02", "2026-13", "line 10: `2026-13` is not a date"),
    ];
    for (i, (kind, base, from, to, fragment)) in cases.iter().enumerate() {
        assert!(base.contains(from), "{from}");
        let folder = own_library(&format!("bad{i}"), &[(&format!("{kind}/x.toml"), &base.replace(from, to))]);
        let output = hevesy(&["evidence", "summary", "--library", folder.to_str().unwrap()]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{to}: {error}");
        assert!(error.contains("x.toml") && error.contains(fragment), "{to}: {error}");
        assert!(error.contains("Remedy: "), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}

/// The schema of each kind in `docs/schema` is that of its type.
#[test]
fn regress_schemas_do_not_drift() {
    let mut kinds = hevesy_library::schema_kinds();
    kinds.extend(["validation", "combination-protocol"]);
    for kind in kinds {
        let file = root().join(format!("docs/schema/{kind}.schema.json"));
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            kept == text(&["schema", kind]),
            "{}: renew with `hevesy schema {kind} > docs/schema/{kind}.schema.json`",
            file.display()
        );
    }
}

#[test]
fn exact_statuses_age() {
    let fresh = text(&["evidence", "trial", "NCT03457948", "--today", "2023-07-01"]);
    assert!(fresh.contains("as of 2023-06-01") && !fresh.contains("days old"), "{fresh}");
    let old = text(&["evidence", "trial", "NCT03457948", "--today", "2026-01-01"]);
    assert!(old.contains("945 days old: check the register"), "{old}");
    let patient = ["evidence", "trial", "NCT03457948", "--today", "2026-01-01", "--stale-after", "3 y"];
    assert!(!text(&patient).contains("days old"));
}

#[test]
fn exact_protocol_of_a_combination_is_checked() {
    let blank = text(&["evidence", "protocol"]);
    let template = blank.replace("<name the record of the pair, or say that there is none>", "none");
    assert_ne!(blank, template);
    let folder = own_library("protocol", &[("p.toml", &blank)]);
    let file = folder.join("p.toml");
    let path = file.to_str().unwrap();
    assert_eq!(
        hevesy(&["evidence", "protocol", path]).status.code(),
        Some(2),
        "the template is not filled in"
    );
    std::fs::write(&file, &template).unwrap();
    assert!(text(&["evidence", "protocol", path]).contains("complete"));
    let cases = [
        ("preclinical = \"none\"", "preclinical = \"tbd\"", "`preclinical` is not filled in"),
        ("cycles = 4", "cycles = 0", "`cycles` is missing or empty"),
        ("at 12 months", "by RECIST 1.1", "has no time point"),
        ("partner = \"capecitabine\"", "partner = \"capecitabin\"", "similar are capecitabine"),
        ("immune_status = ", "#", "`immune_status` is missing"),
        ("half_life = \"6.647 d\"", "half_life = \"6.9 d\"", "a half-life of 6.9 d is not that of Lu-177"),
        ("activity = \"7.4 GBq\"", "activity = \"7.4 MBq\"", "a prefix may be missing"),
        (
            "\"177Lu-DOTATATE\", \"capecitabine\"]",
            "\"placebo\"]",
            "what the combination adds to it cannot be told",
        ),
        (
            "nuclide = \"Lu-177\"",
            "nuclide = \"In-111\"",
            "the agent is labelled with Lu-177, not with In-111",
        ),
    ];
    for (from, to, fragment) in cases {
        assert!(template.contains(from), "{from}");
        std::fs::write(&file, template.replace(from, to)).unwrap();
        let output = hevesy(&["evidence", "protocol", path]);
        assert_eq!(output.status.code(), Some(2), "{to}");
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.contains(fragment), "{to}: {shown}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// What replaces what follows the id, not the name of the file; the cases of the program ignore a user's library.
#[test]
fn exact_own_files_replace_by_id() {
    let kidneys = std::fs::read_to_string(root().join("library/tissues/kidneys.toml")).unwrap();
    let folder =
        own_library("replace", &[("tissues/anything.toml", &kidneys.replace("\"2.5 Gy\"", "\"3 Gy\""))]);
    let library = folder.to_str().unwrap();
    let answer = json(&["dose", "examples/lu177-dotatate-patient4", "--library", library, "--json"]);
    assert_eq!(answer["provenance"]["library_replaced"][0], "tissues/kidneys.toml");
    let shown = text(&["evidence", "number", "alpha_beta", "--library", library]);
    assert!(shown.contains("3 Gy") && !shown.contains("kidneys.toml"), "{shown}");
    let output = Command::new(env!("CARGO_BIN_EXE_hevesy"))
        .args(["validate"])
        .env("HEVESY_LIBRARY", "/nowhere")
        .current_dir(std::env::temp_dir())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    std::fs::remove_dir_all(folder).unwrap();
}

/// A claim of one's own may not run what reads records or writes files, and an error excuses nothing.
#[test]
fn exact_own_claims_are_run_with_care() {
    let claim = |run: &str, more: &str| {
        format!(
            "id = \"own-1\"\ncategory = \"x\"\nkind = \"quantitative\"\nstatement = \"x\"\nasks = \"x\"\ncited = []\n{more}\n\
             [[test]]\nrun = \"{run}\"\nread = \"/half_life_s\"\nexpect = 1\nunit = \"s\"\ntolerance = 0.1\ncomputes = 574300\n"
        )
    };
    let ask = |content: &str| {
        let folder = own_library("claim", &[("claims/own-1.toml", content)]);
        let output = hevesy(&["evidence", "claim", "own-1", "--library", folder.to_str().unwrap()]);
        std::fs::remove_dir_all(folder).unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    for run in ["evidence claim own-1", "validate", "dose x --out y", "plan x --library y", "rm"] {
        let (code, _, error) = ask(&claim(run, ""));
        assert!(
            code == Some(1) && error.contains("may not be run here") && error.contains("line 9"),
            "{run}: {error}"
        );
    }
    let reason = "contradicted_because = \"it is so\"";
    let (_, shown, _) = ask(&claim("nuclide Lu-177", reason));
    assert!(shown.contains("Put to the test: contradicted"), "{shown}");
    for broken in ["nuclide Lu-999", "nuclide Ra-223"] {
        let (_, shown, _) = ask(&claim(broken, reason));
        assert!(shown.contains("Put to the test: UNEXPLAINED"), "{shown}");
    }
}
