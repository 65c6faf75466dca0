//! One record in full.

use hevesy_evidence::{Ages, ClaimResult, ClaimState, Question, citation_words, outcome_words, relevance};
use hevesy_library::evidence::{Arm, Claim, Conflict, Evidence, Finding, Guideline, Outcome, Trial};
use hevesy_library::{Agent, AsOf, Drug, Intervention, Library, Parameter};

use hevesy_quantity::significant;

use super::page::{Page, words};

fn parameter<Q: std::fmt::Display>(p: &Parameter<Q>) -> String {
    let range = match (&p.low, &p.high) {
        (Some(low), Some(high)) => format!(" ({low} to {high})"),
        _ => String::new(),
    };
    let note = p.note.as_ref().map_or(String::new(), |n| format!("; {n}"));
    format!("{}{range} [{:?}: {}{note}]", p.value, p.label, p.source)
}

/// A status with its date, marked when it is old.
fn dated(text: &str, as_of: &AsOf, ages: &Ages) -> String {
    let aged = ages.of(text, as_of);
    let old =
        if aged.stale { format!(", {} days old: check the register", aged.age_days) } else { String::new() };
    format!("{text} (as of {as_of}{old})")
}

/// One agent.
#[must_use]
pub fn agent_text(agent: &Agent, library: &Library, evidence: &Evidence, ages: &Ages) -> String {
    let mut page = Page::title(&agent.id);
    page.field("names", &agent.names.join(", "));
    page.field("nuclide", agent.nuclide.as_deref().unwrap_or("not named in the sources"));
    page.field("role", &words(&agent.role));
    let stage = dated(&words(&agent.development.stage), &agent.development.as_of, ages);
    let note = agent.development.note.as_ref().map_or(String::new(), |n| format!("; {n}"));
    page.field("development", &format!("{stage}{note}"));
    let v = &agent.vector;
    let albumin = if v.binds_albumin { ", binds albumin" } else { "" };
    page.field(
        "vector",
        &format!("{} ({}{albumin})", v.name.as_deref().unwrap_or("not named"), words(&v.class)),
    );
    if let Some(size) = &v.size_kda {
        page.field("size", &format!("kDa {}", parameter(size)));
    }
    if let Some(target) = &agent.target {
        let gene = target.gene.as_ref().map_or(String::new(), |g| format!(" ({g})"));
        let action = target.action.map_or(String::new(), |a| format!(", {}", words(&a)));
        page.field("target", &format!("{}{gene}{action}", target.name));
    }
    let chelator = agent.labelling.chelator.as_ref();
    let held = chelator
        .and_then(|c| library.chelators().get(c))
        .zip(agent.nuclide.as_deref())
        .and_then(|(c, n)| c.holds(n))
        .map_or(String::new(), |h| {
            let note = h.note.as_ref().map_or(String::new(), |n| format!(": {n}"));
            format!(", {} for {} [{:?}]{note}", words(&h.verdict), h.element, h.label)
        });
    page.field(
        "labelling",
        &format!("{} {}{held}", words(&agent.labelling.chemistry), chelator.map_or("", String::as_str)),
    );
    page.field("organs at risk", &agent.organs_at_risk.join(", "));
    match &agent.activity {
        Some(range) => {
            for usual in range.usual.iter().map(parameter).chain(range.usual_per_mass.iter().map(parameter)) {
                page.field("usual activity", &usual);
            }
            page.field(
                "plausible",
                &format!("{} to {} [P: bounds for a second look]", range.least, range.most),
            );
        }
        None => page.field("usual activity", "none known in people"),
    }
    if let Some(r) = &agent.regimen {
        let weeks = r.interval.to_d() / 7.0;
        let apart = if weeks.fract() == 0.0 { format!("{weeks} wk") } else { r.interval.to_string() };
        page.field("usual course", &format!("{} cycles, {apart} apart [{}]", r.cycles, r.source));
    }
    for half_life in &agent.effective_half_life {
        page.field(
            "effective half-life",
            &format!(
                "{}: {}; between patients {}",
                half_life.region,
                parameter(&half_life.median),
                half_life.cv.value
            ),
        );
    }
    page.list("Reported courses", &agent.reported_regimens);
    page.list("Indications", &agent.indications);
    let approvals: Vec<String> = agent
        .approvals
        .iter()
        .map(|a| {
            let since = a.since.as_ref().map_or(String::new(), |s| format!(" since {s}"));
            let indication = a.indication.as_ref().map_or(String::new(), |i| format!(" for {i}"));
            let status = dated(&format!("{}{since}", a.status), &a.as_of, ages);
            format!("{}: {status}{indication} [{}]", a.jurisdiction, a.source)
        })
        .collect();
    page.list("Approval, by jurisdiction", &approvals);
    let mut substitutes: Vec<String> = agent
        .substitutes
        .iter()
        .map(|s| {
            let word = if s.interchangeable { "interchangeable" } else { "NOT interchangeable" };
            format!("{}: {word}. {}", s.agent, s.why)
        })
        .collect();
    substitutes.extend(same_target(agent, library));
    page.list("Agents for the same target", &substitutes);
    page.list("Notes", &agent.notes);
    page.list("Not known", &agent.unknown);
    sources(&mut page, &agent.source, &citation_words(&agent.cited, evidence));
    page.finish()
}

/// Agents of the same role with the same target gene that are not listed as substitutes.
fn same_target(agent: &Agent, library: &Library) -> Vec<String> {
    let gene = |a: &Agent| a.target.as_ref().and_then(|t| t.gene.clone());
    let Some(own) = gene(agent) else { return Vec::new() };
    let listed = |a: &Agent| a.id == agent.id || agent.substitutes.iter().any(|s| s.agent == a.id);
    let others: Vec<&str> = library
        .agents()
        .iter()
        .filter(|a| a.role == agent.role && gene(a).as_ref() == Some(&own) && !listed(a))
        .map(|a| a.id.as_str())
        .collect();
    if others.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "also for {own}, of which nothing is recorded that would let one stand for another: {}",
        others.join(", ")
    )]
}

fn sources(page: &mut Page, source: &str, cited: &str) {
    page.heading("Sources");
    if !source.is_empty() {
        page.bullet(source);
    }
    if !cited.is_empty() {
        page.bullet(cited);
    }
}

/// One drug.
#[must_use]
pub fn drug_text(drug: &Drug, evidence: &Evidence, ages: &Ages) -> String {
    let mut page = Page::title(&drug.id);
    page.field("names", &drug.names.join(", "));
    page.field("class", &drug.class);
    page.field("made of", &drug.parts.join(", "));
    page.field("mechanism", &drug.mechanism);
    if let Some(class) = evidence.drug_classes.get(&drug.class) {
        page.field("interventions", &class.interventions.iter().map(words).collect::<Vec<_>>().join(", "));
        page.field("with radionuclides", &words(&class.mechanism));
        let terms = drug.terms.as_ref().unwrap_or(&class.terms);
        page.field("model terms", &terms.iter().map(words).collect::<Vec<_>>().join(", "));
        page.field("suspected, not used", &class.suspected.iter().map(words).collect::<Vec<_>>().join(", "));
        page.maybe("in the model", class.recipe.as_ref());
    }
    page.field("acts only if", &drug.requires.join("; "));
    if let Some(d) = &drug.development {
        page.field("development", &dated(&words(&d.stage), &d.as_of, ages));
    }
    page.maybe("claimed", drug.claimed.as_ref());
    page.maybe("timing", drug.timing.as_ref());
    page.maybe("repair", drug.effects.repair.as_ref());
    page.maybe("cell cycle", drug.effects.cell_cycle.as_ref());
    page.maybe("immunity", drug.effects.immune.as_ref());
    page.maybe("perfusion, uptake", drug.effects.perfusion.as_ref());
    page.maybe("other effects", drug.effects.other.as_ref());
    page.field("toxicities", &drug.toxicities.join("; "));
    page.field("organs at risk", &drug.organs_at_risk.join(", "));
    let dosing: Vec<String> = drug
        .dosing
        .iter()
        .map(|d| format!("{}: {} [{:?}: {}]", words(&d.species), d.regimen, d.label, d.source))
        .collect();
    page.list("Dosing", &dosing);
    for model in &drug.pharmacokinetics {
        let of = model.of.as_ref().map_or(String::new(), |o| format!("{o}, "));
        page.heading(&format!(
            "Pharmacokinetics: {of}{}, {}, {}",
            words(&model.species),
            model.route,
            model.structure
        ));
        for (symbol, p) in &model.parameters {
            page.field(symbol, &parameter(p));
        }
        if let Some(note) = &model.note {
            page.bullet(note);
        }
    }
    let potency: Vec<String> = drug
        .potency
        .iter()
        .map(|p| format!("{} on {}: {}", p.measure, p.target, parameter(&p.value)))
        .collect();
    page.list("Potency", &potency);
    page.list("Notes", &drug.notes);
    page.list("Not known", &drug.unknown);
    sources(&mut page, &drug.source, &citation_words(&drug.cited, evidence));
    page.finish()
}

fn arm_words(arm: &Arm) -> String {
    let mut parts: Vec<String> = arm.agents.iter().chain(&arm.drugs).cloned().collect();
    parts.extend(arm.other.clone());
    let mut text = parts.join(" + ");
    if let Some(role) = &arm.role {
        text = format!("{role}: {text}");
    }
    let typed = arm.activity.map(|a| a.to_string()).or(arm.activity_per_mass.map(|a| a.to_string()));
    let printed = arm.activity_as_printed.as_ref().map(|p| format!("printed as {p}"));
    let disputed = arm.disputed.as_ref().map(|d| format!("see {d}"));
    let counted = |c: &String| c.chars().all(|c| c.is_ascii_digit());
    let cycles = arm.cycles.as_ref().map(|c| if counted(c) { format!("{c} cycles") } else { c.clone() });
    let interval =
        arm.interval.as_ref().map(|i| if i.starts_with("every") { i.clone() } else { format!("every {i}") });
    let more: Vec<String> = [typed, printed, disputed, cycles, interval].into_iter().flatten().collect();
    if more.is_empty() { text } else { format!("{text} ({})", more.join(", ")) }
}

fn outcomes(page: &mut Page, heading: &str, list: &[Outcome]) {
    let lines: Vec<String> = list
        .iter()
        .map(|o| {
            let note = o.note.as_ref().map_or(String::new(), |n| format!(". {n}"));
            format!("{}{note}", outcome_words(o))
        })
        .collect();
    page.list(heading, &lines);
}

/// One trial.
#[must_use]
pub fn trial_text(trial: &Trial, evidence: &Evidence, ages: &Ages) -> String {
    let mut page = Page::title(&trial.id);
    page.field("names", &trial.names.join(", "));
    page.field("registry", trial.registry.as_deref().unwrap_or("not known"));
    page.maybe("printed as", trial.registry_as_printed.as_ref());
    page.field("kind", &words(&trial.kind));
    page.field("radiation", trial.modality.meaning());
    page.field("phase", &trial.phase.join(", "));
    page.maybe("design", trial.design.as_ref());
    page.field("patients", &trial.patients.join("; "));
    page.maybe("disease", trial.indication.as_ref());
    page.maybe("primary endpoint", trial.primary_endpoint.as_ref());
    page.field("dates", &trial.dates.join("; "));
    for status in &trial.status {
        page.field("status", &dated(&status.text, &status.as_of, ages));
    }
    page.field("against the agent", &words(&trial.direction));
    page.field("harm", &trial.harm.join(", "));
    page.list("Arms", &trial.arm.iter().map(arm_words).collect::<Vec<_>>());
    outcomes(&mut page, "Results", &trial.result);
    outcomes(&mut page, "Adverse events", &trial.adverse_event);
    page.list("Uncertain", &trial.uncertain);
    page.list("Notes", &trial.notes);
    sources(&mut page, "", &citation_words(&trial.cited, evidence));
    page.finish()
}

/// One finding.
#[must_use]
pub fn finding_text(finding: &Finding, library: &Library, evidence: &Evidence) -> String {
    let mut page = Page::title(&finding.id);
    page.text(&finding.outcome);
    page.field("seen in", &format!("{}: {}", words(&finding.system), finding.model_described));
    page.field("radiation", finding.modality.meaning());
    let host = finding.host.species.map_or(String::new(), |s| format!("{}, ", words(&s)));
    let note = finding.host.note.as_ref().map_or(String::new(), |n| format!(" ({n})"));
    page.field("host", &format!("{host}immunity {}{note}", words(&finding.host.immunity)));
    page.field("agents", &finding.agents.join(", "));
    page.maybe("radiation source", finding.radiation.as_ref());
    page.maybe("activity", finding.activity.as_ref());
    page.field("partners", &finding.drugs.join(", "));
    page.maybe("dose of partner", finding.drug_dose.as_ref());
    page.maybe("schedule", finding.schedule.as_ref());
    page.field("against the agent", &words(&finding.direction));
    page.field("harm", &finding.harm.join(", "));
    page.maybe("called", finding.interaction.as_ref());
    page.maybe("immunity", finding.immune.as_ref());
    page.field("numbers", &finding.numbers.join("; "));
    page.maybe("remark", finding.note.as_ref());
    let agent = finding.agents.first().and_then(|a| library.agents().get(a));
    let immune = finding
        .drugs
        .iter()
        .filter_map(|d| evidence.drugs.get(d))
        .filter_map(|d| evidence.drug_classes.get(&d.class))
        .any(|c| c.interventions.contains(&Intervention::Immune));
    let judged = relevance(finding, evidence, Question { agent, immune });
    page.heading(&format!("Relevance {} ({:.2})", words(&judged.grade), judged.score));
    for mark in &judged.markdowns {
        page.bullet(&format!("x {}: {}", mark.factor, mark.reason));
    }
    sources(&mut page, "", &citation_words(&finding.cited, evidence));
    page.finish()
}

/// One claim, with what the program makes of it.
#[must_use]
pub fn claim_text(claim: &Claim, result: &ClaimResult, evidence: &Evidence) -> String {
    let mut page = Page::title(&claim.id);
    page.text(&claim.statement);
    let unit = match claim.unit.as_deref() {
        None => String::new(),
        Some(unit) => format!(" {unit}"),
    };
    let number = match (claim.value, claim.low, claim.high) {
        (Some(value), ..) => format!("{value}{unit}"),
        (None, Some(low), Some(high)) => format!("{low} to {high}{unit}"),
        (None, Some(low), None) => format!("from {low}{unit}"),
        (None, None, Some(high)) => format!("up to {high}{unit}"),
        _ => String::new(),
    };
    page.field("number", &number);
    page.field("against", &claim.comparator.map_or(String::new(), |c| format!("{c}{unit}")));
    let what: Vec<&str> =
        [&claim.qualifier, &claim.quantity].into_iter().flatten().map(String::as_str).collect();
    page.field("which is", &what.join(", "));
    page.maybe("direction", claim.direction.as_ref());
    page.maybe("context", claim.context.as_ref());
    page.field("category", &claim.category);
    page.field("agents, partners", &[claim.agents.join(", "), claim.drugs.join(", ")].join(" "));
    page.field("asks of a program", &claim.asks);
    page.maybe("remark", claim.note.as_ref());
    let state = match (result.state, claim.needs) {
        (ClaimState::OutOfReach, Some(need)) => format!("out of reach: {}", need.meaning()),
        (state, _) => state.meaning().to_owned(),
    };
    page.heading(&format!("Put to the test: {state}"));
    for m in &result.measured {
        let computed = m.computed.map_or_else(
            || m.error.clone().unwrap_or_default(),
            |c| format!("{} {}", significant(c, 5), m.unit),
        );
        let scaled = m.scaled.as_ref().map_or(String::new(), |s| format!(" ({s})"));
        page.bullet(&format!(
            "`hevesy {} --json`: {}{scaled} = {computed}; accepted {} to {} {}",
            m.run,
            m.what,
            significant(m.accepted[0], 4),
            significant(m.accepted[1], 4),
            m.unit
        ));
    }
    if let Some(why) = &result.why {
        page.text(why);
    }
    let conflicts: Vec<String> = claim
        .conflicts
        .iter()
        .filter_map(|id| evidence.conflicts.get(id))
        .map(|c| format!("{} ({}): {}", c.id, c.severity.meaning(), c.title))
        .collect();
    page.list("Conflicts in the sources", &conflicts);
    sources(&mut page, "", &citation_words(&claim.cited, evidence));
    page.finish()
}

/// One conflict, side by side.
#[must_use]
pub fn conflict_text(conflict: &Conflict, evidence: &Evidence) -> String {
    let mut page =
        Page::title(&format!("{} ({}): {}", conflict.id, conflict.severity.meaning(), conflict.title));
    page.heading("Printed");
    for printed in &conflict.printed {
        page.bullet(&printed.text);
        page.under(&format!("[{}]", citation_words(std::slice::from_ref(&printed.cited), evidence)));
    }
    page.heading("Assessment");
    page.text(&conflict.assessment);
    if let Some(check) = &conflict.external_check {
        page.heading("Compared with other sources");
        page.text(check);
    }
    page.heading("What Hevesy does");
    page.text(&conflict.resolution);
    let about: Vec<String> =
        [&conflict.agents, &conflict.drugs, &conflict.trials].into_iter().flatten().cloned().collect();
    page.list("Concerns", &about);
    let claims: Vec<String> = evidence
        .claims
        .iter()
        .filter(|c| c.conflicts.contains(&conflict.id))
        .map(|c| format!("{}: {}", c.id, c.statement))
        .collect();
    page.list("Claims it concerns", &claims);
    page.finish()
}

/// One guideline.
#[must_use]
pub fn guideline_text(guideline: &Guideline, ages: &Ages) -> String {
    let mut page = Page::title(&format!("{}@{}: {}", guideline.id, guideline.version, guideline.title));
    page.field("issuer", &guideline.issuer);
    page.maybe("where", guideline.jurisdiction.as_ref());
    page.field("status", &dated("as published", &guideline.as_of, ages));
    page.field("source", &guideline.source);
    page.heading("Rules");
    for rule in &guideline.rule {
        let source = rule.source.as_ref().map_or(String::new(), |s| format!(": {s}"));
        page.bullet(&format!("{} → {} [{:?}{source}]", rule.when, rule.then, rule.label));
    }
    page.finish()
}
