//! Malformed studies and tables: each gives one paragraph that names file, line (where there is one) and remedy.
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

use hevesy::{Library, Problem, Study, assess};

const STUDY: &str = r#"agent = "177Lu-DOTATATE"
tumour = "neuroendocrine"
[patient]
sex = "male"
mass = "93 kg"
[[administration]]
at = "0 h"
activity = "7.21 GBq"
[measured]
table = "activity.csv"
[course]
cycles = 4
interval = "8 wk"
[limits]
kidneys = { bed = "40 Gy" }
"#;

const TABLE: &str = "region,time_h,activity_MBq,volume_mL
Kidney_Left,4,98.6,234
Kidney_Left,28,73.6,234
Kidney_Left,103,25.4,248
Liver,4,378,2037
Liver,28,347,2167
Liver,103,193,2009
";

fn run(study: &str, table: &str) -> Result<(), Problem> {
    let library = Library::built_in().unwrap();
    let files = |name: &str| match name {
        "activity.csv" => Ok(table.to_owned()),
        "s.csv" => Ok("source,target,s\nliver,liver,-1\n".to_owned()),
        other => Err(Problem::new(other, "cannot be read", "check the path")),
    };
    let study = Study::read("study.toml", study, &files, &library, None)?;
    assess(&study, &library).map(|_| ())
}

/// (replace this, by that, line expected, fragment expected)
type Case = (&'static str, &'static str, Option<usize>, &'static str);

#[test]
fn exact_the_base_is_sound() {
    run(STUDY, TABLE).unwrap_or_else(|p| panic!("{p}"));
}

#[rustfmt::skip]
const STUDIES: &[Case] = &[
    ("\"7.21 GBq\"", "7.21", Some(8), "with its unit in quotes"),
    ("\"7.21 GBq\"", "\"7.21\"", Some(8), "no unit"),
    ("\"7.21 GBq\"", "\"7,21 GBq\"", Some(8), "comma"),
    ("\"7.21 GBq\"", "\"7.21 gbq\"", Some(8), "did you mean `GBq`"),
    ("\"7.21 GBq\"", "\"7.21 mbq\"", Some(8), "more than one way"),
    ("\"7.21 GBq\"", "\"200 MCi\"", Some(8), "mCi"),
    ("\"7.21 GBq\"", "\"-7.21 GBq\"", Some(8), "negative"),
    ("\"7.21 GBq\"", "\"7.21 Gy\"", Some(8), "not a unit of activity"),
    ("\"7.21 GBq\"", "\"7.21 kBq\"", Some(6), "two prefixes may be missing"),
    ("\"7.21 GBq\"", "\"7.21 MBq\"", Some(6), "a prefix may be missing"),
    ("\"7.21 GBq\"", "\"7.21 TBq\"", Some(6), "a prefix may be wrong"),
    ("\"7.21 GBq\"", "\"0 GBq\"", Some(6), "zero"),
    ("\"7.21 GBq\"", "\"nan GBq\"", Some(8), "does not start with a number"),
    ("\"7.21 GBq\"", "\"1e999 GBq\"", Some(8), "not a finite number"),
    ("activity = \"7.21 GBq\"", "", Some(6), "no activity"),
    ("activity = \"7.21 GBq\"", "activity_per_mass = \"55 Bq/kg\"", Some(6), "outside"),
    ("activity = \"7.21 GBq\"", "activity = \"7.21 GBq\"\nactivity_per_mass = \"80 MBq/kg\"", Some(6), "one of the two"),
    ("mass = \"93 kg\"\n[[administration]]\nat = \"0 h\"\nactivity = \"7.21 GBq\"", "[[administration]]\nactivity_per_mass = \"80 MBq/kg\"", Some(5), "needs the patient's mass"),
    ("agent = \"177Lu-DOTATATE\"", "agent = \"111In-Lutathera\"", Some(1), "does not exist"),
    ("agent = \"177Lu-DOTATATE\"", "agent = \"111In-DOTATATE\"", Some(1), "not an agent of the library"),
    ("agent = \"177Lu-DOTATATE\"", "agent = \"177Lu-DOTATAT\"", Some(1), "not an agent of the library"),
    ("agent = \"177Lu-DOTATATE\"", "agent = \"177Lu-DOTATATE\"\nnuclide = \"Y-90\"", Some(2), "not the nuclide of"),
    ("agent = \"177Lu-DOTATATE\"", "agent = \"177Lu-DOTATATE\"\nnuclide = \"Lu-178x\"", Some(2), "not the name of a nuclide"),
    ("agent = \"177Lu-DOTATATE\"", "nuclide = \"Lu-175\"", Some(1), "may be stable or mistyped"),
    ("agent = \"177Lu-DOTATATE\"", "nuclide = \"Xx-1\"", Some(1), "check the element symbol"),
    ("agent = \"177Lu-DOTATATE\"", "agent = \"225Ac-new\"\nnuclide = \"Lu-177\"", Some(2), "says another nuclide"),
    ("agent = \"177Lu-DOTATATE\"", "", Some(1), "neither agent nor nuclide"),
    ("agent = \"177Lu-DOTATATE\"", "agent = 177", Some(1), "invalid type"),
    ("agent = \"177Lu-DOTATATE\"", "agent = \"177Lu-DOTATATE", Some(1), ""),
    ("agent = \"177Lu-DOTATATE\"", "agnet = \"177Lu-DOTATATE\"", Some(1), "unknown field `agnet`"),
    ("tumour = \"neuroendocrine\"", "tumour = \"glioma\"", Some(2), "not a tumour of the library"),
    ("sex = \"male\"", "sex = \"m\"", Some(4), "unknown variant"),
    ("mass = \"93 kg\"", "mass = \"93 g\"", Some(6), "per kg of body mass"),
    ("mass = \"93 kg\"", "mass = \"930 kg\"", None, "not plausible"),
    ("mass = \"93 kg\"", "mass = \"93 lb\"", Some(5), "not a unit known here"),
    ("at = \"0 h\"", "at = \"0 m\"", Some(7), "minutes"),
    ("at = \"0 h\"", "when = \"0 h\"", Some(7), "unknown field `when`"),
    ("[[administration]]", "[administration]", Some(6), "double brackets"),
    ("[[administration]]\nat = \"0 h\"\nactivity = \"7.21 GBq\"", "", Some(1), "missing field `administration`"),
    ("[measured]", "[[administration]]\nactivity = \"7 GBq\"\n[measured]", Some(9), "one study file for each cycle"),
    ("[measured]\ntable = \"activity.csv\"", "", Some(1), "neither measured activities nor given doses"),
    ("table = \"activity.csv\"", "table = \"nowhere.csv\"", None, "nowhere.csv: cannot be read"),
    ("table = \"activity.csv\"", "table = \"activity.csv\"\nprotocol = \"best\"", Some(9), "no protocol `best`"),
    ("table = \"activity.csv\"", "table = \"activity.csv\"\nprotocol = \"multi-time-point@7\"", Some(9), "not version 7"),
    ("table = \"activity.csv\"", "table = \"activity.csv\"\nprotocol = \"single-time-point-madsen\"", Some(2), "takes at most 1"),
    ("table = \"activity.csv\"", "table = \"activity.csv\"\nvolume = \"last\"", Some(11), "unknown variant"),
    ("table = \"activity.csv\"", "table = \"activity.csv\"\nrecovery = { b1 = -1.0, b2 = \"3 ml\" }", Some(9), "above zero"),
    ("table = \"activity.csv\"", "table = \"activity.csv\"\ndensity = \"0 g/ml\"", Some(2), "comes out as 0 g"),
    ("[course]", "[uncertainty]\nvoxel = \"4.8 mm\"\n[course]", None, "both are needed"),
    ("[course]", "[uncertainty]\ncalibration = 0.03\n[course]", Some(12), "with its unit in quotes"),
    ("[course]", "[s_values]\ntable = \"s.csv\"\n[course]", Some(2), "not an S-value"),
    ("cycles = 4", "cycles = 0", Some(11), "not a number of cycles"),
    ("cycles = 4", "cycles = 4000", Some(11), "not a number of cycles"),
    ("cycles = 4", "cycles = -1", Some(12), ""),
    ("cycles = 4", "cycles = \"four\"", Some(12), "invalid type"),
    ("interval = \"8 wk\"", "interval = \"8 mo\"", Some(13), "months differ in length"),
    ("interval = \"8 wk\"", "interval = \"8 min\"", Some(11), "too short"),
    ("interval = \"8 wk\"", "interval = \"8 wk\"\nlesion_decline = \"150 %\"", Some(11), "100 %"),
    ("kidneys = { bed = \"40 Gy\" }", "kidneys = { bed = \"40 Sv\" }", Some(15), "weighting factor"),
    ("kidneys = { bed = \"40 Gy\" }", "kidneys = { bde = \"40 Gy\" }", Some(15), "unknown field `bde`"),
    ("kidneys = { bed = \"40 Gy\" }", "kidneys = {}", Some(15), "is empty"),
    ("kidneys = { bed = \"40 Gy\" }", "kidneys = { bed = \"0 Gy\" }", Some(15), "is zero"),
    ("kidneys = { bed = \"40 Gy\" }", "toes = { bed = \"40 Gy\" }", Some(15), "not a tissue of the library"),
    ("[limits]", "[half_lives]\n\"Lu-177\" = \"0 d\"\n[limits]", Some(15), "not a positive time"),
    ("[limits]", "[half_lives]\n\"Lux-177\" = \"6 d\"\n[limits]", Some(15), "not the name of a nuclide"),
    ("[limits]", "[[partner]]\ndrug = \"capecitabine\"\n[limits]", Some(14), "unknown field `partner`"),
    ("[limits]", "[limits", Some(14), ""),
];

#[rustfmt::skip]
const TABLES: &[Case] = &[
    ("region,time_h,activity_MBq,volume_mL", "region,time_h,volume_mL", Some(1), "no column for activity"),
    ("region,time_h,activity_MBq,volume_mL", "region,activity_MBq,volume_mL,x", Some(1), "no column for time"),
    ("region,time_h", "name_of,time_h", Some(1), "no column for region"),
    ("activity_MBq", "activity", Some(1), "has no unit"),
    ("volume_mL", "activity_cv", Some(1), "share or a percentage"),
    ("volume_mL", "volume_mL,volume_L", Some(1), "repeats what another column holds"),
    ("activity_MBq", "activity_mCi", Some(1), "name it `activity_MBq`"),
    ("activity_MBq", "activity_Gy", Some(1), "name it `activity_MBq`"),
    ("time_h", "time", Some(1), "has no unit"),
    ("volume_mL", "activity_kBq", Some(1), "2 columns for activity"),
    ("activity_MBq", "activity_GBq", Some(2), "more than the"),
    ("98.6", "98600", Some(2), "more than the"),
    ("98.6", "98600000", Some(2), "may be in kBq or Bq"),
    ("98.6", "-98.6", Some(2), "negative"),
    ("98.6", "nan", Some(2), "not a number"),
    ("98.6", "inf", Some(2), "not a number"),
    ("98.6", "98.6 MBq", Some(2), "unit stands in the column's name"),
    ("98.6", "", Some(2), "1 times and 0 activities"),
    ("98.6", "98,6", Some(2), "has 5 cells"),
    ("98.6", "\"98,6\"", Some(2), "decimals with a point"),
    ("98.6", "1e400", Some(2), "not a number"),
    ("Kidney_Left,4,", "Kidney_Left,-4,", Some(2), "before the administration"),
    ("Kidney_Left,28,", "Kidney_Left,4,", Some(2), "appears twice"),
    ("Liver,28,347,2167", "liver,28,347,2167", Some(6), "name the same region"),
    ("Liver,28,347,2167", ",28,347,2167", Some(6), "names no region"),
    ("Liver,28,347,2167", "Liver,28,347", Some(6), "has 3 cells"),
    ("Liver,28,347,2167", "Liver,28,347,-2167", Some(6), "not a volume or mass"),
    ("Liver,28,347,2167", "\"Liver,28,347,2167", Some(6), ""),
    ("Kidney_Left,103,25.4,248\n", "", Some(2), "needs 3 or more scans"),
    ("25.4,248", "250,248", Some(2), "rises"),
    ("25.4,248", "73,248", Some(2), "decay_corrected"),
    ("Liver,4,378,2037\nLiver,28,347,2167\nLiver,103,193,2009", "Liver,4,0,2037\nLiver,28,0,2167\nLiver,103,0,2009", Some(5), "all activities are zero"),
    ("Liver,103,193,2009", "Liver,1030000,193,2009", Some(5), "more than ten years"),
    ("193,2009", "0,2009", Some(5), "no relative uncertainty can describe"),
];

fn each(cases: &[Case], base: &str, run: impl Fn(&str) -> Result<(), Problem>) {
    let mut failures = Vec::new();
    for (from, to, line, fragment) in cases {
        assert!(base.contains(from), "{from}");
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            match run(&base.replacen(from, to, 1)) {
                Ok(()) => panic!("accepted"),
                Err(problem) => one_paragraph(&problem, *line, fragment, to),
            }
        }));
        if outcome.is_err() {
            failures.push(*to);
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

fn one_paragraph(problem: &Problem, line: Option<usize>, fragment: &str, what: &str) {
    let text = problem.to_string();
    assert!(!text.contains('\n') && text.len() < 900, "{what}: {text}");
    assert!(text.contains("Remedy: "), "{what}: {text}");
    assert!(text.contains(fragment), "{what}: {text}");
    assert!(!problem.remedy.trim().is_empty() && !problem.file.is_empty(), "{what}: {text}");
    assert_eq!(problem.line, line, "{what}: {text}");
}

/// Every agent can be named by its id and by each of its names.
#[test]
fn law_every_agent_is_understood() {
    let library = Library::built_in().unwrap();
    for agent in library.agents().iter() {
        for name in agent.names.iter().chain([&agent.id]) {
            let activity = agent.activity.as_ref().map_or("1 MBq".to_owned(), |range| range.most.to_string());
            let nuclide = if agent.nuclide.is_none() { "nuclide = \"Lu-177\"\n" } else { "" };
            let study = format!(
                "agent = \"{name}\"\n{nuclide}[[administration]]\nactivity = \"{activity}\"\n[measured]\ntable = \"activity.csv\"\n",
            );
            let table =
                "region,time_h,activity_kBq,mass_g\nliver,0.2,9,1800\nliver,0.5,7,1800\nliver,1,4,1800\n";
            let read = Study::read("study.toml", &study, &|_| Ok(table.to_owned()), &library, None);
            assert_eq!(read.unwrap_or_else(|p| panic!("{name}: {p}")).agent_name, agent.id, "{name}");
        }
    }
}

#[test]
fn exact_malformed_studies() {
    each(STUDIES, STUDY, |study| run(study, TABLE));
}

#[test]
fn exact_malformed_tables() {
    each(TABLES, TABLE, |table| run(STUDY, table));
    let without_mass = "region,time_h,activity_MBq\nThing,4,10\nThing,24,8\nThing,96,3\n";
    one_paragraph(&run(STUDY, without_mass).unwrap_err(), Some(2), "neither mass nor volume", "no mass");
    for (text, fragment) in
        [("", "is empty"), ("\n\n", "is empty"), ("region,time_h,activity_MBq\n", "no rows")]
    {
        one_paragraph(&run(STUDY, text).unwrap_err(), None, fragment, text);
    }
    one_paragraph(&run("", TABLE).unwrap_err(), None, "is empty", "empty study");
}

#[test]
fn exact_files_that_are_no_text() {
    use hevesy_library::files::{LARGEST, text_of};
    let binary = text_of("t.csv", b"region,time\n\x00\x01".to_vec()).unwrap_err();
    one_paragraph(&binary, Some(2), "zero byte", "binary");
    let latin = text_of("t.csv", b"r\xe9gion".to_vec()).unwrap_err();
    one_paragraph(&latin, Some(1), "not UTF-8", "latin-1");
    let huge = text_of("t.csv", vec![b'a'; usize::try_from(LARGEST).unwrap() + 1]).unwrap_err();
    one_paragraph(&huge, None, "larger than 16 MiB", "100 MB line");
    // A line just below the limit is refused for what it is, without repeating it.
    let long = "x".repeat(15 << 20);
    let problem = run(STUDY, &long).unwrap_err();
    one_paragraph(&problem, Some(1), "no column for region", "long line");
}

#[test]
fn exact_there_are_at_least_sixty() {
    assert!(STUDIES.len() + TABLES.len() >= 60, "{}", STUDIES.len() + TABLES.len());
}
