//! `dose` and `plan`: from a study file to text, JSON and a folder of results.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use clap::Args;
use hevesy::biology::critical_dose_rate_gy_per_h;
use hevesy::report::{DoseView, PlanAnswer, dose_html, dose_text, plan_html, plan_text};
use hevesy::{Assessment, Inputs, Library, Problem, Study, assess, dose_answer, patient_line, plan_of};
use hevesy_library::files;
use sha2::{Digest, Sha256};

use super::{Reply, Sources, to_json};

#[derive(Args, Clone)]
pub(crate) struct DoseArguments {
    /// The study file, or a folder that holds `study.toml`.
    pub(super) study: PathBuf,
    /// Dosimetry protocol in place of the study's.
    #[arg(long)]
    protocol: Option<String>,
    /// Alphas and electrons alone, whatever S-values the study names: what stays in the region that holds the activity.
    #[arg(long)]
    local: bool,
    /// Folder of your own library files (agents, protocols, tissues, tumours …); HEVESY_LIBRARY otherwise.
    #[arg(long)]
    library: Option<PathBuf>,
    /// Machine-readable answer.
    #[arg(long)]
    pub(super) json: bool,
    /// Write report, tables and provenance into this folder.
    #[arg(long)]
    pub(super) out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    dose: DoseArguments,
    /// End with exit code 2 when a limit is exceeded with more than the accepted probability.
    #[arg(long)]
    strict: bool,
}

pub(super) struct Loaded {
    pub(super) study: Study,
    pub(super) assessment: Assessment,
    pub(super) library: Library,
    pub(super) inputs: Inputs,
}

pub(super) fn load(arguments: &DoseArguments, sources: Sources) -> Result<Loaded, Problem> {
    load_changed(arguments, sources, &|_, text| Ok(text))
}

/// Another text of a study, by its name and text.
pub(super) type Change<'c> = dyn Fn(&str, String) -> Result<String, Problem> + 'c;

/// Reads a study whose text is changed first.
pub(super) fn load_changed(
    arguments: &DoseArguments,
    sources: Sources,
    change: &Change<'_>,
) -> Result<Loaded, Problem> {
    let folder = sources.is_folder(&arguments.study);
    if folder && !sources.exists(&arguments.study.join("study.toml")) {
        let name = arguments.study.display().to_string();
        return Err(Problem::new(name, "is a folder without `study.toml`", "name the study file itself"));
    }
    let path = if folder { arguments.study.join("study.toml") } else { arguments.study.clone() };
    let library = super::library(arguments.library.as_deref(), sources)?;
    let name = path.display().to_string();
    let text = change(&name, sources.read(&path)?)?;
    let hash = RefCell::new(Sha256::new());
    hash.borrow_mut().update(text.as_bytes());
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let read = |file: &str| {
        let content = sources.read(&folder.join(file))?;
        hash.borrow_mut().update([0]);
        hash.borrow_mut().update(content.as_bytes());
        Ok(content)
    };
    let mut study = Study::read(&name, &text, &read, &library, arguments.protocol.as_deref())?;
    if arguments.local {
        study.s_table = None;
    }
    let assessment = assess(&study, &library)?;
    let digest = hash.borrow().clone().finalize();
    let inputs = Inputs { hash: digest.iter().take(8).map(|b| format!("{b:02x}")).collect() };
    Ok(Loaded { study, assessment, library, inputs })
}

/// A study whose activities were measured.
fn load_measured(arguments: &DoseArguments, sources: Sources) -> Result<Loaded, Problem> {
    let loaded = load(arguments, sources)?;
    if loaded.study.regions.is_empty() {
        let what = "gives doses and has no table of activities to assess";
        return Err(Problem::new(
            loaded.study.file.clone(),
            what,
            "follow it with `hevesy simulate`, or add [measured] with a table",
        ));
    }
    Ok(loaded)
}

fn view<'a>(loaded: &'a Loaded, answer: &'a hevesy::report::DoseAnswer) -> DoseView<'a> {
    let lesions = loaded.study.regions.iter().any(|r| r.is_lesion);
    let critical = loaded
        .study
        .tumour
        .as_ref()
        .filter(|_| lesions)
        .map(|t| critical_dose_rate_gy_per_h(t.alpha.value.to_per_gy(), t.doubling_time.value.to_h()));
    DoseView {
        answer,
        doses: &loaded.assessment.doses,
        patient: patient_line(&loaded.study),
        critical_gy_per_h: critical,
    }
}

pub(crate) fn run_dose(arguments: &DoseArguments, sources: Sources) -> Result<Reply, Problem> {
    let loaded = load_measured(arguments, sources)?;
    let answer = dose_answer(&loaded.study, &loaded.assessment, &loaded.library, &loaded.inputs, false);
    if let Some(folder) = &arguments.out {
        write_tables(folder, &loaded, &answer)?;
        files::write_whole(&folder.join("result.json"), to_json(&answer).as_bytes())?;
        files::write_whole(&folder.join("report.html"), dose_html(&view(&loaded, &answer)).as_bytes())?;
    }
    Ok(Reply::of(arguments.json, &answer, || dose_text(&answer) + &hint(arguments)))
}

pub(crate) fn run_plan(arguments: &PlanArguments, sources: Sources) -> Result<Reply, Problem> {
    let loaded = load_measured(&arguments.dose, sources)?;
    let dose = dose_answer(&loaded.study, &loaded.assessment, &loaded.library, &loaded.inputs, true);
    let plan = plan_of(&loaded.study, &loaded.assessment, &loaded.library)?;
    if let Some(folder) = &arguments.dose.out {
        write_tables(folder, &loaded, &dose)?;
        let html = plan_html(&view(&loaded, &dose), &plan, loaded.study.lesion_goal_gy);
        files::write_whole(&folder.join("report.html"), html.as_bytes())?;
    }
    let accepted = loaded.study.activity_choice.risk();
    // A limit that could not be checked is not known to be kept.
    let unchecked = plan.limits.len() < loaded.study.limits.len();
    let forbidden =
        unchecked || plan.limits.iter().any(|l| 1.0 - l.probability_kept[plan.planned_cycles - 1] > accepted);
    let answer = PlanAnswer { dose, plan };
    if let Some(folder) = &arguments.dose.out {
        files::write_whole(&folder.join("result.json"), to_json(&answer).as_bytes())?;
    }
    let reply = Reply::of(arguments.dose.json, &answer, || plan_text(&answer) + &hint(&arguments.dose));
    Ok(Reply { forbidden: arguments.strict && forbidden, ..reply })
}

/// Where the report is, or how to get one.
fn hint(arguments: &DoseArguments) -> String {
    match &arguments.out {
        Some(folder) => format!("Report: {}\n", folder.join("report.html").display()),
        None => "Add --out FOLDER for the report with figures, tables and provenance.\n".to_owned(),
    }
}

/// `doses.csv`, `curves.csv` and `provenance.json`.
fn write_tables(folder: &Path, loaded: &Loaded, answer: &hevesy::report::DoseAnswer) -> Result<(), Problem> {
    let mut doses = String::from(
        "region,kind,mass_g,tia_mbq_h,tia_sd_mbq_h,tia_low95_mbq_h,tia_high95_mbq_h,dose_gy,dose_sd_gy,dose_low95_gy,dose_high95_gy,bed_gy,bed_low95_gy,bed_high95_gy,model\n",
    );
    for r in &answer.regions {
        let (t, d) = (r.tia_mbq_h, r.dose_gy);
        let bed =
            r.bed_gy.map_or_else(|| ",,".to_owned(), |b| format!("{},{},{}", b.value, b.low95, b.high95));
        doses += &format!(
            "{},{},{},{},{},{},{},{},{},{},{},{bed},{}\n",
            csv_cell(&r.name),
            r.kind,
            r.mass_g,
            t.value,
            t.sd,
            t.low95,
            t.high95,
            d.value,
            d.sd,
            d.low95,
            d.high95,
            r.fit.model
        );
    }
    files::write_whole(&folder.join("doses.csv"), doses.as_bytes())?;
    let mut curves = String::from("region,time_h,activity_mbq,activity_sd_mbq,dose_rate_gy_per_h,dose_gy\n");
    for dose in &loaded.assessment.doses {
        let rate = dose.total_rate();
        let end = rate.time_left(0.001);
        for i in 0..=200 {
            let u = f64::from(i) / 200.0;
            let t = end * u * u;
            let kinetics = &dose.region.kinetics;
            let sd = kinetics.sd_at(t).map_or_else(String::new, |s| s.to_string());
            curves += &format!(
                "{},{t},{},{sd},{},{}\n",
                csv_cell(dose.name()),
                kinetics.curve_mbq.at(t),
                rate.at(t),
                rate.integral_to(t)
            );
        }
    }
    files::write_whole(&folder.join("curves.csv"), curves.as_bytes())?;
    files::write_whole(&folder.join("provenance.json"), to_json(&answer.provenance).as_bytes())
}

/// Quotes a cell where it needs it.
fn csv_cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
