//! What records must obey together: names and registry numbers are unique, what is named exists, activities and
//! chelates are possible.

use std::collections::BTreeMap;

use super::{
    Arm, Citation, Claim, Conflict, Direction, Document, Finding, Guideline, LeftOut, Modality, Trial,
};
use crate::shelf::{Text, fold};
use crate::{
    ActivityRange, Agent, Chelator, Chemistry, Drug, DrugClass, Holding, Problem, Record, Shelf, Tissue,
    Tumour, TumourModel, activity_of,
};

/// What is known from the literature.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Classes of drugs.
    pub drug_classes: Shelf<DrugClass>,
    /// Partners of radiopharmaceuticals.
    pub drugs: Shelf<Drug>,
    /// Cell lines and animal tumours.
    pub tumour_models: Shelf<TumourModel>,
    /// Clinical studies.
    pub trials: Shelf<Trial>,
    /// Preclinical findings.
    pub findings: Shelf<Finding>,
    /// Claims of the reviews.
    pub claims: Shelf<Claim>,
    /// Contradictions and misprints.
    pub conflicts: Shelf<Conflict>,
    /// Rules of guidelines, labels and custom.
    pub guidelines: Shelf<Guideline>,
    /// Documents that are cited.
    pub documents: Shelf<Document>,
    /// Records of the evidence base that are not here.
    pub left_out: Shelf<LeftOut>,
}

/// Organs and cells at risk from drugs that are no tissues of the library.
const OTHER_ORGANS: [&str; 6] = ["gastrointestinal", "skin", "bone", "endocrine", "lymphocytes", "nerves"];

/// Whether one arm is another one with something added; in trials of external beams the beam is a partner too.
fn has_control(trial: &Trial) -> bool {
    let parts = |arm: &Arm| -> Vec<String> { arm.agents.iter().chain(&arm.drugs).cloned().collect() };
    trial.arm.iter().any(|control| {
        let radiated = !control.agents.is_empty() || trial.modality == Modality::Ebrt;
        let own = parts(control);
        radiated
            && trial.arm.iter().any(|arm| {
                let more = parts(arm);
                more.len() > own.len() && own.iter().all(|p| more.contains(p))
            })
    })
}

/// Every name belongs to one record.
fn unique_names<T: Record>(shelf: &Shelf<T>) -> Result<(), Problem> {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    // The user's own files come last, so that they are the ones to blame.
    let (own, built_in): (Vec<_>, Vec<_>) = shelf.with_texts().partition(|(_, text)| text.own);
    for (record, text) in built_in.into_iter().chain(own) {
        let mut own: Vec<String> = record.names().iter().map(|n| fold(n)).collect();
        own.push(fold(record.id()));
        own.sort();
        own.dedup();
        for name in own {
            if let Some(other) = owners.insert(name.clone(), record.id()) {
                let written =
                    record.names().iter().find(|n| fold(n) == name).map_or(record.id(), String::as_str);
                return Err(text.problem(
                    written,
                    format!("the name `{written}` belongs to {other} too"),
                    "remove it from one of the two; the name of one thing must not lead to another",
                ));
            }
        }
    }
    Ok(())
}

/// A name that must exist on a shelf.
fn known<T: Record>(shelf: &Shelf<T>, name: &str, text: &Text) -> Result<(), Problem> {
    if shelf.get(name).is_some() {
        return Ok(());
    }
    let near = match shelf.similar(name).as_slice() {
        [] => String::new(),
        alike => format!("; similar are {}", alike.join(", ")),
    };
    Err(text.problem(
        name,
        format!("`{name}` is not in library/{}{near}", T::FOLDER),
        "correct the name, or add a file for it",
    ))
}

/// Checks agents against each other and against chelators, tumours and tissues.
pub(crate) fn agents(
    shelf: &Shelf<Agent>,
    chelators: &Shelf<Chelator>,
    tumours: &Shelf<Tumour>,
    tissues: &Shelf<Tissue>,
) -> Result<(), Problem> {
    unique_names(shelf)?;
    unique_names(chelators)?;
    for (agent, text) in shelf.with_texts() {
        if let Some(tumour) = &agent.tumour {
            known(tumours, tumour, text)?;
        }
        for organ in &agent.organs_at_risk {
            known(tissues, organ, text)?;
        }
        for half_life in agent.effective_half_life.iter().filter(|h| h.region != "lesion") {
            known(tissues, &half_life.region, text)?;
        }
        for substitute in &agent.substitutes {
            known(shelf, &substitute.agent, text)?;
        }
        let (Chemistry::Chelate, Some(name)) = (agent.labelling.chemistry, &agent.labelling.chelator) else {
            continue;
        };
        known(chelators, name, text)?;
        let Some(nuclide) = &agent.nuclide else { continue };
        let entry = chelators.get(name).and_then(|c| c.holds(nuclide));
        let refuse = |what: String, remedy: &str| Err(text.problem("chelator", what, remedy));
        match entry {
            Some(h) if h.verdict == Holding::Unsuited => {
                return refuse(
                    format!(
                        "{name} does not hold {nuclide}{}",
                        h.note.as_ref().map_or(String::new(), |n| format!(": {n}"))
                    ),
                    "name the chelator that is really used, or another chemistry",
                );
            }
            Some(_) => {}
            None => {
                return refuse(
                    format!("nothing is known of {nuclide} in {name}"),
                    "add the element with its source to the chelator's file, or correct chelator or nuclide",
                );
            }
        }
    }
    Ok(())
}

impl Evidence {
    /// Reads and checks all records.
    pub(crate) fn read(
        texts: &[Text],
        agents: &Shelf<Agent>,
        tissues: &Shelf<Tissue>,
    ) -> Result<Self, Problem> {
        let evidence = Self {
            drug_classes: Shelf::read(texts)?,
            drugs: Shelf::read(texts)?,
            tumour_models: Shelf::read(texts)?,
            trials: Shelf::read(texts)?,
            findings: Shelf::read(texts)?,
            claims: Shelf::read(texts)?,
            conflicts: Shelf::read(texts)?,
            guidelines: Shelf::read(texts)?,
            documents: Shelf::read(texts)?,
            left_out: Shelf::read(texts)?,
        };
        evidence.check(agents, tissues)?;
        Ok(evidence)
    }

    /// Paths of the built-in files that the user's files replace.
    pub(crate) fn replaced(&self) -> Vec<String> {
        [
            self.drug_classes.replaced(),
            self.drugs.replaced(),
            self.tumour_models.replaced(),
            self.trials.replaced(),
            self.findings.replaced(),
            self.claims.replaced(),
            self.conflicts.replaced(),
            self.guidelines.replaced(),
            self.documents.replaced(),
            self.left_out.replaced(),
        ]
        .concat()
    }

    fn cited(&self, cited: &[Citation], text: &Text) -> Result<(), Problem> {
        for citation in cited {
            known(&self.documents, &citation.document, text)?;
            let listed = self.documents.get(&citation.document).map_or(&[][..], |d| &d.references);
            if let Some(reference) = citation.references.iter().find(|r| !listed.contains(r)) {
                return Err(text.problem(
                    reference,
                    format!("`{reference}` is not among the references of {}", citation.document),
                    "write it as the document's file lists it",
                ));
            }
        }
        Ok(())
    }

    fn conflicts(&self, named: &[String], text: &Text) -> Result<(), Problem> {
        named.iter().try_for_each(|id| known(&self.conflicts, id, text))
    }

    fn check(&self, agents: &Shelf<Agent>, tissues: &Shelf<Tissue>) -> Result<(), Problem> {
        unique_names(&self.drugs)?;
        unique_names(&self.tumour_models)?;
        unique_names(&self.trials)?;
        for (agent, text) in agents.with_texts() {
            self.cited(&agent.cited, text)?;
        }
        for (drug, text) in self.drugs.with_texts() {
            known(&self.drug_classes, &drug.class, text)?;
            drug.parts.iter().try_for_each(|part| known(&self.drugs, part, text))?;
            let allowed = self.drug_classes.get(&drug.class).map_or(&[][..], |c| &c.terms);
            if let Some(term) = drug.terms.iter().flatten().find(|t| !allowed.contains(t)) {
                let word = serde_json::to_string(term).unwrap_or_default();
                return Err(text.problem(
                    "terms",
                    format!("{word} is not a term that the class `{}` may touch", drug.class),
                    "use terms of the class; a new term belongs into the class's file, with its source",
                ));
            }
            for organ in drug.organs_at_risk.iter().filter(|o| !OTHER_ORGANS.contains(&o.as_str())) {
                if tissues.get(organ).is_none() {
                    return Err(text.problem(
                        organ,
                        format!(
                            "`{organ}` is neither a tissue of the library nor one of {}",
                            OTHER_ORGANS.join(", ")
                        ),
                        "use one of these words, so that overlaps are found",
                    ));
                }
            }
            for name in drug.names.iter().chain([&drug.id]) {
                if let Some(agent) = agents.find(name) {
                    return Err(text.problem(
                        name,
                        format!("the name `{name}` belongs to the agent {}", agent.id),
                        "give the drug another name",
                    ));
                }
            }
            self.cited(&drug.cited, text)?;
        }
        for (guideline, text) in self.guidelines.with_texts() {
            for rule in &guideline.rule {
                rule.agents.iter().try_for_each(|a| known(agents, a, text))?;
                rule.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
            }
        }
        for (model, text) in self.tumour_models.with_texts() {
            self.cited(&model.cited, text)?;
        }
        for (finding, text) in self.findings.with_texts() {
            finding.agents.iter().try_for_each(|a| known(agents, a, text))?;
            finding.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
            finding.models.iter().try_for_each(|m| known(&self.tumour_models, m, text))?;
            self.cited(&finding.cited, text)?;
        }
        let mut numbers: BTreeMap<&str, &str> = BTreeMap::new();
        // The user's own files come last, so that they are the ones to blame.
        let (own, built_in): (Vec<_>, Vec<_>) = self.trials.with_texts().partition(|(_, text)| text.own);
        for (trial, text) in built_in.into_iter().chain(own) {
            if let Some(number) = &trial.registry
                && let Some(other) = numbers.insert(number, &trial.id)
            {
                return Err(text.problem(
                    number,
                    format!("the registry number {number} belongs to {other} too"),
                    "give each study its own number; put what is printed under `registry_as_printed`",
                ));
            }
            for (i, arm) in trial.arm.iter().enumerate() {
                self.arm(i, arm, agents, text)?;
            }
            if trial.direction != Direction::NotCompared && !has_control(trial) {
                return Err(text.problem(
                    "direction",
                    "a direction needs an arm with the combination and one that is the same without the partner",
                    "write `direction = \"not-compared\"`, or add the arm; what harmed stands under `harm`",
                ));
            }
            for status in &trial.status {
                known(&self.documents, &status.document, text)?;
            }
            for outcome in trial.result.iter().chain(&trial.adverse_event) {
                self.conflicts(outcome.disputed.as_slice(), text)?;
            }
            self.cited(&trial.cited, text)?;
        }
        for (claim, text) in self.claims.with_texts() {
            claim.agents.iter().try_for_each(|a| known(agents, a, text))?;
            claim.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
            self.conflicts(&claim.conflicts, text)?;
            self.cited(&claim.cited, text)?;
        }
        for (conflict, text) in self.conflicts.with_texts() {
            conflict.agents.iter().try_for_each(|a| known(agents, a, text))?;
            conflict.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
            conflict.trials.iter().try_for_each(|t| known(&self.trials, t, text))?;
            for printed in &conflict.printed {
                self.cited(std::slice::from_ref(&printed.cited), text)?;
            }
        }
        Ok(())
    }

    fn arm(&self, index: usize, arm: &Arm, agents: &Shelf<Agent>, text: &Text) -> Result<(), Problem> {
        arm.agents.iter().try_for_each(|a| known(agents, a, text))?;
        arm.drugs.iter().try_for_each(|d| known(&self.drugs, d, text))?;
        self.conflicts(arm.disputed.as_slice(), text)?;
        let given = match (arm.activity, arm.activity_per_mass) {
            (Some(activity), _) => Some((activity, activity.to_string(), "activity")),
            (None, Some(per_mass)) => {
                let activity = activity_of(per_mass, ActivityRange::JUDGED_KG);
                Some((activity, format!("{per_mass} ({activity:.3} in 70 kg)"), "activity_per_mass"))
            }
            (None, None) => None,
        };
        let Some((activity, words, near)) = given else { return Ok(()) };
        for agent in arm.agents.iter().filter_map(|a| agents.get(a)) {
            if let Some(range) = &agent.activity
                && !range.holds(activity)
            {
                let slip = range.likely_slip(activity).map_or(String::new(), |s| format!("; {s}"));
                return Err(text.problem(
                    &format!("arm[{index}].{near}"),
                    format!("{words} of {} is outside {} to {}{slip}", agent.id, range.least, range.most),
                    "correct the activity; keep a misprint under `activity_as_printed` with the conflict under `disputed`",
                ));
            }
        }
        Ok(())
    }
}
