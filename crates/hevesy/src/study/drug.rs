//! Drugs beside the radiopharmaceutical: what is given when, what of it is known, and what speaks against it.

use std::collections::BTreeMap;

use hevesy_kinetics::{Body, Disposition};
use hevesy_library::{
    Action, Agent, Drug, DrugClass, Library, Marker, Measured, Parameter, Problem, Species, Term,
};
use hevesy_quantity::{Mass, Time};
use toml::Spanned;

use super::calendar::{DrugCalendar, Rhythm, calendar};
use super::course_schema::{DaysInput, DrugInput};
use super::schema::StudyFile;
use super::source::Source;

/// A drug as it is given.
#[derive(Clone, Debug)]
pub struct GivenDrug {
    /// The drug.
    pub drug: Drug,
    /// Its class.
    pub class: DrugClass,
    /// One dose in mg.
    pub mg: f64,
    /// A usual dose in mg, where the library has one.
    pub usual_mg: Option<f64>,
    /// Length of an infusion in h.
    pub over_h: f64,
    /// When.
    pub calendar: DrugCalendar,
    /// Concentrations after doses, where an effect follows them.
    pub disposition: Option<Disposition>,
    /// What it does, sizes of the study in place of the library's.
    pub acts: Vec<Action>,
    /// Dose and rhythm in words.
    pub what: String,
}

/// An infusion of unknown length takes half an hour.
const INFUSION_H: f64 = 0.5;

/// Largest size of an effect: beyond it rates are faster than the steps of a course, and factors no drug's.
const MOST_SIZE: f64 = 10.0;

impl GivenDrug {
    /// Whether a gene or receptor matters to it.
    fn heeds(&self, gene: &str) -> bool {
        let gates = |r: &String| r.strip_suffix(" wild type") == Some(gene);
        self.drug.requires.iter().any(gates)
            || self.class.markers.iter().any(|note| note.of.iter().any(|g| g == gene))
    }

    /// Terms that it may touch: its own where it has some, else those of its class.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        self.drug.terms.as_ref().unwrap_or(&self.class.terms)
    }
}

/// What the drugs of a study are, and alerts about them.
pub(super) fn drugs(
    source: &Source<'_>,
    input: &StudyFile,
    agent: Option<&Agent>,
    library: &Library,
) -> Result<(Vec<GivenDrug>, Vec<String>), Problem> {
    let mut alerts = Vec::new();
    let markers: BTreeMap<&str, Marker> =
        input.markers.iter().map(|(k, v)| (k.as_str(), *v.as_ref())).collect();
    if let Some(gene) = agent.and_then(|a| a.target.as_ref()?.gene.as_deref())
        && markers.get(gene) == Some(&Marker::Negative)
    {
        alerts.push(format!(
            "The tumour is said to be negative for {gene}, the target of {}: no uptake is expected, and what was measured needs another explanation.",
            agent.map_or("the agent", |a| &a.id)
        ));
    }
    let given: Vec<GivenDrug> = (input.drug.iter())
        .map(|d| one(source, d, input, &markers, library, &mut alerts))
        .collect::<Result<_, _>>()?;
    let target = agent.and_then(|a| a.target.as_ref()?.gene.as_deref());
    let idle = |g: &&&str| target != Some(**g) && !given.iter().any(|d| d.heeds(g));
    for gene in markers.keys().filter(idle).filter(|_| input.also.is_empty()) {
        alerts.push(format!("[markers] {gene} says nothing of what is given here: check its spelling."));
    }
    for drug in &given {
        alerts.extend(rules(agent, &drug.drug, library)?);
        alerts.extend(marker_notes(drug, &markers));
    }
    Ok((given, alerts))
}

/// What markers of the tumour say of a drug.
fn marker_notes<'a>(
    drug: &'a GivenDrug,
    markers: &'a BTreeMap<&str, Marker>,
) -> impl Iterator<Item = String> + 'a {
    drug.class.markers.iter().flat_map(move |note| {
        let holds = |gene: &&String| markers.get(gene.as_str()) == Some(&note.state);
        note.of.iter().filter(holds).map(move |gene| {
            format!("{}: {gene} {}: {} ({}).", drug.drug.id, note.state.name(), note.says, note.source)
        })
    })
}

/// Rules of guidelines that forbid an agent with a drug.
fn rules(agent: Option<&Agent>, drug: &Drug, library: &Library) -> Result<Vec<String>, Problem> {
    let Some(agent) = agent else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for guideline in library.evidence()?.guidelines.iter() {
        let ours = |r: &&hevesy_library::evidence::Rule| r.stop && r.names(&agent.id, &drug.id);
        found.extend(
            guideline.rule.iter().filter(ours).map(|r| {
                format!("{}: {} ({})", r.when, r.then, r.source.as_ref().unwrap_or(&guideline.source))
            }),
        );
    }
    Ok(found)
}

fn one(
    source: &Source<'_>,
    given: &Spanned<DrugInput>,
    input: &StudyFile,
    markers: &BTreeMap<&str, Marker>,
    library: &Library,
    alerts: &mut Vec<String>,
) -> Result<GivenDrug, Problem> {
    let (span, d) = (given.span(), given.as_ref());
    let wrong = |what: String, next: &str| source.at(span.clone(), what, next);
    let evidence = library.evidence()?;
    let drug = evidence.drugs.find(&d.name).ok_or_else(|| {
        let near = match evidence.drugs.similar(&d.name).as_slice() {
            [] => String::new(),
            alike => format!("; similar are {}", alike.join(", ")),
        };
        wrong(
            format!("`{}` is not a drug of the library{near}", d.name),
            "check the spelling (`hevesy evidence drug` lists all), or add a file to your library's folder `drugs`",
        )
    })?;
    if !drug.parts.is_empty() {
        let what = format!("`{}` is a combination of {}", drug.id, drug.parts.join(" and "));
        return Err(wrong(what, "give each of them with its own dose and days"));
    }
    let class = evidence.drug_classes.find(&drug.class).ok_or_else(|| {
        wrong(format!("{} is of the unknown class {}", drug.id, drug.class), "correct the drug's file")
    })?;
    gate(drug, markers, &wrong, alerts)?;
    let body = Body { mass_kg: input.patient.mass.map(Mass::to_kg), surface_m2: input.patient.surface_m2() };
    if let Some(m2) = body.surface_m2.filter(|m2| !(0.005..=4.0).contains(m2)) {
        let what =
            format!("mass and height make a body surface of {} m²", hevesy_quantity::significant(m2, 3));
        return Err(wrong(what, "check the units under [patient], such as `height = \"168 cm\"`"));
    }
    let mg = d.dose.mg(body.mass_kg, body.surface_m2).map_err(|missing| {
        wrong(format!("{} of {} need {missing}", d.dose, drug.id), "add `mass` and `height` under [patient]")
    })?;
    // What is usual for people says nothing of an animal.
    let animal = body.mass_kg.is_some_and(|m| m < ANIMAL_KG);
    let usual_mg = usual_mg(drug, body).filter(|_| !animal);
    if let Some(usual) = usual_mg
        && !(usual / FAR_FROM_USUAL..=usual * FAR_FROM_USUAL).contains(&mg)
    {
        alerts.push(format!(
            "{} of {} are {} times a usual dose: check the unit.",
            d.dose,
            drug.id,
            hevesy_quantity::significant(mg / usual, 2)
        ));
    }
    if animal && d.half_life.is_none() {
        alerts.push(format!(
            "{}: pharmacokinetics of people are used for a body of {} kg; give `half_life`.",
            drug.id,
            body.mass_kg.unwrap_or(0.0)
        ));
    }
    let acts = acts(drug, class, d, &wrong)?;
    // Concentrations are asked for where an effect of known size follows them.
    let follows = acts.iter().any(|a| a.size.is_some() && a.lasts.is_none());
    let known = follows.then(|| disposition(drug, d, body, &wrong)).transpose()?;
    let (disposition, route) = known.map_or((None, String::new()), |(d, route)| (Some(d), route));
    if d.infusion.is_some() && route == "oral" {
        return Err(wrong(
            format!("{} is swallowed: there is nothing to infuse", drug.id),
            "leave `infusion` out",
        ));
    }
    let over_h = match d.infusion.map(Time::to_h) {
        Some(h) if h > 0.0 && h <= 24.0 * 14.0 => h,
        Some(_) => {
            return Err(wrong("that is no length of an infusion".into(), "give for example `30 min`"));
        }
        None if route == "intravenous" => INFUSION_H,
        None => 0.0,
    };
    let rhythm = Rhythm {
        days: d.days.as_ref().map(DaysInput::text),
        times_a_day: d.times_a_day,
        cycles: d.cycles.as_ref(),
        start: d.start,
        every: d.every,
        repeats: d.repeats,
        infusion: d.infusion,
    };
    let calendar = calendar(&rhythm, &wrong)?;
    let often = match d.times_a_day {
        1 => String::new(),
        2 => ", twice a day".into(),
        n => format!(", {n} times a day"),
    };
    let flat = format!("{} mg", hevesy_quantity::significant(mg, 3));
    let amount = if d.dose.to_string() == flat { flat } else { format!("{} ({flat})", d.dose) };
    Ok(GivenDrug {
        what: format!("{} {amount}{often}", drug.id),
        drug: drug.clone(),
        class: class.clone(),
        mg,
        usual_mg,
        over_h,
        calendar,
        disposition,
        acts,
    })
}

/// A body below this is an animal's.
const ANIMAL_KG: f64 = 1.0;
/// Doses this many times a usual one or less than its inverse are alerted.
const FAR_FROM_USUAL: f64 = 5.0;

/// A usual dose of people in mg: the first number of the first of the library's regimens that begins with one, the middle of a range.
fn usual_mg(drug: &Drug, body: Body) -> Option<f64> {
    let regimens = drug.dosing.iter().filter(|d| d.species == Species::Human).map(|d| &d.regimen);
    regimens
        .filter_map(|text| {
            let (numbers, rest) = text.split_once(' ')?;
            let unit = rest.split([' ', ',', ';', '(']).next()?;
            let ends: Vec<f64> = numbers.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
            let middle = ends.iter().sum::<f64>() / ends.len() as f64;
            let dose: hevesy_regimen::DrugDose = format!("{middle} {unit}").parse().ok()?;
            dose.mg(body.mass_kg, body.surface_m2).ok()
        })
        .next()
}

/// What must be so in a patient for the drug to act.
fn gate(
    drug: &Drug,
    markers: &BTreeMap<&str, Marker>,
    wrong: &dyn Fn(String, &str) -> Problem,
    alerts: &mut Vec<String>,
) -> Result<(), Problem> {
    for wanted in &drug.requires {
        let Some(gene) = wanted.strip_suffix(" wild type") else { continue };
        match markers.get(gene) {
            Some(Marker::WildType) => {}
            Some(_) => {
                let what = format!(
                    "{} acts with wild-type {gene} only, and the tumour's is not (source: {})",
                    drug.id, drug.source
                );
                return Err(wrong(what, "leave it out"));
            }
            None => alerts.push(format!(
                "{} acts with wild-type {gene} only, and the tumour's is not known: give `{gene} = \"wild type\"` or `\"mutant\"` under [markers].",
                drug.id
            )),
        }
    }
    Ok(())
}

/// A record of nothing but a half-life.
fn half_life_alone(value: Measured, route: &str) -> hevesy_library::Pharmacokinetics {
    let parameter = Parameter {
        value,
        low: None,
        high: None,
        label: hevesy_library::Label::U,
        source: "study".into(),
        note: None,
    };
    hevesy_library::Pharmacokinetics {
        of: None,
        species: Species::Human,
        route: route.into(),
        structure: "half-life of the study".into(),
        parameters: BTreeMap::from([("T_half".to_owned(), parameter)]),
        note: None,
    }
}

/// Pharmacokinetics and route: the first set of the record for people that is whole, else the study's half-life.
fn disposition(
    drug: &Drug,
    d: &DrugInput,
    body: Body,
    wrong: &dyn Fn(String, &str) -> Problem,
) -> Result<(Disposition, String), Problem> {
    if let Some(half_life) = d.half_life {
        let route = if d.infusion.is_some() { "intravenous" } else { "injected" };
        if half_life.to_h() <= 0.0 {
            return Err(wrong("that is no half-life".into(), "give for example `8 h`"));
        }
        let record = half_life_alone(Measured { value: half_life.to_h(), unit: "h" }, route);
        let made = Disposition::of(&record, body).map_err(|e| wrong(e, "give for example `8 h`"))?;
        return Ok((made, record.route));
    }
    let mut missing = Vec::new();
    for record in drug.pharmacokinetics.iter().filter(|p| p.species == Species::Human) {
        match Disposition::of(record, body) {
            Ok(made) => return Ok((made, record.route.clone())),
            Err(what) => missing.push(what),
        }
    }
    let why = match missing.as_slice() {
        [] => "no pharmacokinetics in people".to_owned(),
        all => format!("no whole set of pharmacokinetics in people: missing are {}", all.join("; ")),
    };
    let next = "give `half_life` here, or a set with CL, V1 and ka in your library's folder `drugs`";
    Err(wrong(format!("the library has {why} of {}", drug.id), next))
}

/// Actions of the class, the drug's own and the study's sizes in their place.
fn acts(
    drug: &Drug,
    class: &DrugClass,
    d: &DrugInput,
    wrong: &dyn Fn(String, &str) -> Problem,
) -> Result<Vec<Action>, Problem> {
    let mut acts: Vec<Action> = class.acts.clone();
    for own in &drug.acts {
        acts.retain(|a| a.term != own.term);
        acts.push(own.clone());
    }
    let allowed = |t: &Term| drug.terms.as_ref().unwrap_or(&class.terms).contains(t);
    acts.retain(|a| allowed(&a.term));
    for (term, size) in &d.size {
        if !allowed(term) {
            let known: Vec<&str> = class.terms.iter().map(|t| t.name()).collect();
            let what = format!("{} may not touch `{}`: its class is {}", drug.id, term.name(), class.id);
            return Err(wrong(what, &format!("its terms are {}", known.join(", "))));
        }
        let most = if term.lowers() { 1.0 } else { MOST_SIZE };
        let fits = *size > 0.0 && *size <= most;
        if !fits {
            let what = format!("a size of {size} for `{}` is not possible", term.name());
            return Err(wrong(
                what,
                "give one above zero: at most 1 where it lowers a factor, and at most 10 per day or as a factor elsewhere",
            ));
        }
        let parameter = Parameter {
            value: *size,
            low: None,
            high: None,
            label: hevesy_library::Label::U,
            source: "set in the study".into(),
            note: None,
        };
        match acts.iter_mut().find(|a| a.term == *term) {
            Some(act) => act.size = Some(parameter),
            None => {
                acts.push(Action {
                    term: *term,
                    size: Some(parameter),
                    lag: None,
                    lasts: None,
                    onset: None,
                    note: None,
                });
            }
        }
    }
    Ok(acts)
}
