//! Daughters with a fate of their own: what stays where its parent decayed, and what recoil or chemistry sets free.

use std::collections::{BTreeMap, VecDeque};

use hevesy_compartment::{
    Compiled, Dose, Expression, Function, ModelError, Network, Reaction, Settings, State, run,
};
use hevesy_library::{FreeElement, KineticModel, NumberUnit, Shelf};
use hevesy_nuclide::{HalfLives, Nuclide};

use crate::given::{Body, Given};
use crate::label::{is_decay, per_amount, reached};
use crate::simulate::{SimulationError, mass_g};

/// Share of daughters that stay where a recoil broke their bond.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retention {
    /// In all regions but those below, for each alpha decay by itself; the model's own values otherwise, and all where it has none.
    pub all: Option<f64>,
    /// By region.
    pub by_region: BTreeMap<String, f64>,
}

/// Decays of one nuclide in one region.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionDecays {
    /// Region.
    pub region: String,
    /// Mass in g, where the model has one.
    pub mass_g: Option<f64>,
    /// The nuclide.
    pub nuclide: Nuclide,
    /// Time-integrated activity coefficient in h: decays per activity of the head given.
    pub tiac_h: f64,
}

/// A head and its daughters in a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// By region, then nuclide.
    pub decays: Vec<RegionDecays>,
    /// Atoms that are there at the end, excreted ones and stable ends among them, over those given: 1 but for rounding.
    pub atoms: f64,
    /// Share that stays after a recoil, by region.
    pub retained: BTreeMap<String, f64>,
    /// Remarks: what was assumed.
    pub notes: Vec<String>,
}

/// Members that live less than this many hours (10 s) decay where they come to be: they cannot leave.
const INSTANT_H: f64 = 10.0 / 3600.0;

/// Half-lives of the head that are followed.
const HALF_LIVES: f64 = 40.0;

/// Where an atom is, and how it is held.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    /// On the vector, in a compartment of the model.
    Bound(usize),
    /// Off the vector but held, in a compartment of the model.
    Held(usize),
    /// Free in blood.
    Blood,
    /// Free in a region.
    Organ(String),
}

/// Follows a head and all that comes of it.
///
/// Alpha decay breaks the bond: a share f stays in the compartment, the rest is free in blood; what lives no longer than 10 s decays where it came to be.
/// Beta decay keeps the bond but for what the library says. Bound atoms move with the vector; free ones leave blood for organs, where they
/// stay or from which they return. Where decay is a flow of the model, what decays leaves an unlabelled molecule behind as the model says, and its daughters come to be.
/// Theory: theory/kinetics.md (15).
///
/// # Errors
/// As [`crate::simulate`]; laws that are no product with the amount they come from; a labelled compartment without decay.
pub fn follow_daughters(
    model: &KineticModel,
    instead: &BTreeMap<String, NumberUnit>,
    given: &Given,
    (head, half_lives): (Nuclide, &HalfLives),
    free: &Shelf<FreeElement>,
    retention: &Retention,
) -> Result<Followed, SimulationError> {
    let lambda_per_h = half_lives.decay_constant_per_h(head);
    let mut own = instead.clone();
    own.extend(given.by_cycle(model, instead).map(|(name, value)| (name.clone(), value.clone())));
    let mut body = Body::new(model, &own, lambda_per_h)?;
    // From the administration on, whenever that is.
    let own_doses = body.doses(&Given { at_h: 0.0, ..given.clone() })?;
    let vector = body.network;
    let mut builder = Builder::new(model, &vector, (lambda_per_h, half_lives), free, retention)?;
    builder.head(head)?;
    let compiled = Compiled::of(&builder.network)?;
    // States decay here, so nothing is made more for what is given later.
    let amount = |d: &crate::given::OwnDose| if d.labelled > 0.0 { d.labelled } else { d.dose.amount };
    let doses: Vec<Dose> = own_doses.iter().map(|d| Dose { amount: amount(d), ..d.dose }).collect();
    let labelled: f64 = own_doses.iter().map(|d| d.labelled).sum();
    let counts_all = |dose: &crate::given::OwnDose| !builder.within || dose.labelled > 0.0;
    let all: f64 = own_doses.iter().filter(|d| counts_all(d)).map(amount).sum();
    let end = HALF_LIVES * std::f64::consts::LN_2 / lambda_per_h;
    let out = run(&compiled, &doses, &[end], Settings::default())?;
    let last = &out.states[0];
    let counted: Vec<usize> = builder.counts.iter().map(|c| c.2).collect();
    let molecules = |i: &usize| builder.within && *i < vector.states.len() && !builder.sites.contains_key(i);
    let atoms =
        (0..last.len()).filter(|i| !counted.contains(i) && !molecules(i)).map(|i| last[i]).sum::<f64>() / all;
    let mut decays = Vec::new();
    for (region, nuclide, state) in &builder.counts {
        let tiac_h = last[*state] / labelled / lambda_per_h;
        let mass_g = model
            .regions()
            .iter()
            .find(|c| c.region.as_ref() == Some(region) && c.mass.is_some())
            .and_then(|c| c.mass.clone())
            .map(|t| mass_g(&vector, &t, region))
            .transpose()?;
        decays.push(RegionDecays { region: region.clone(), mass_g, nuclide: *nuclide, tiac_h });
    }
    let retained = builder.sites.values().map(|s| (s.region.clone(), s.retention)).collect();
    Ok(Followed { decays, atoms, retained, notes: builder.notes })
}

struct Site {
    region: String,
    retention: f64,
    /// Rate per amount and goal of each flow from here; no goal for what leaves the body.
    flows: Vec<(Expression, Option<usize>)>,
}

struct Builder<'a> {
    network: Network,
    /// By the index of the compartment's state.
    sites: BTreeMap<usize, Site>,
    /// Whether decay is a flow of the model.
    within: bool,
    /// That flow of each site.
    decays: BTreeMap<usize, usize>,
    half_lives: &'a HalfLives,
    free: &'a Shelf<FreeElement>,
    /// Nuclide and place of each state beyond the head's own.
    known: Vec<(Nuclide, Place, usize)>,
    /// States that still need their decay.
    open: VecDeque<(Nuclide, Place, usize)>,
    /// Region, nuclide and state of each count of decays.
    counts: Vec<(String, Nuclide, usize)>,
    excreted: usize,
    ended: usize,
    notes: Vec<String>,
}

impl<'a> Builder<'a> {
    fn new(
        model: &KineticModel,
        vector: &Network,
        (lambda_per_h, half_lives): (f64, &'a HalfLives),
        free: &'a Shelf<FreeElement>,
        retention: &Retention,
    ) -> Result<Self, SimulationError> {
        let mut builder = Self {
            network: vector.clone(),
            sites: BTreeMap::new(),
            within: model.decay == hevesy_library::DecayIn::Within,
            decays: BTreeMap::new(),
            half_lives,
            free,
            known: Vec::new(),
            open: VecDeque::new(),
            counts: Vec::new(),
            excreted: 0,
            ended: 0,
            notes: Vec::new(),
        };
        builder.excreted = builder.state("excreted".into());
        builder.ended = builder.state("stable ends".into());
        let mut unknown = Vec::new();
        let labelled = reached(model, vector)?;
        for compartment in model.regions() {
            // The label decays wherever it goes, also where the model names no region.
            let state = vector.state(&compartment.name)?;
            if compartment.region.is_none() && !labelled[state] {
                continue;
            }
            let region = compartment.region.unwrap_or_else(|| "elsewhere".into());
            let own = compartment.retention.map(|p| p.value.get());
            let wanted = retention.by_region.get(&region).copied().or(retention.all).or(own);
            if wanted.is_none() && !unknown.contains(&region) {
                unknown.push(region.clone());
            }
            let site = Site { region, retention: wanted.unwrap_or(1.0), flows: Vec::new() };
            builder.sites.insert(state, site);
        }
        if let Some(lost) =
            retention.by_region.keys().find(|r| !builder.sites.values().any(|s| s.region == **r))
        {
            let regions: Vec<&str> = builder.sites.values().map(|s| s.region.as_str()).collect();
            return Err(SimulationError::Other(format!(
                "the model has no region `{lost}`; it has {}",
                regions.join(", ")
            )));
        }
        if !unknown.is_empty() {
            builder.notes.push(format!(
                "how much stays after a recoil is not known in {}: all of it is taken to stay; --retained changes that",
                unknown.join(", ")
            ));
        }
        for (i, reaction) in builder.network.reactions.iter_mut().enumerate() {
            let from = reaction.changes[0].0;
            let to = reaction.changes.get(1).map(|c| c.0);
            if builder.within && !builder.sites.contains_key(&from) {
                continue;
            }
            if builder.within && is_decay(reaction, vector) {
                builder.decays.insert(from, i);
                continue;
            }
            if to.is_none() {
                reaction.changes.push((builder.excreted, 1.0));
            }
            let mut rate = per_amount(reaction, vector)?;
            let Some(site) = builder.sites.get_mut(&from) else { continue };
            // Capacities are of amounts corrected for decay; the states here decay.
            rate = vector.resolved(&rate, &reaction.name)?;
            if !builder.within && !rate.states().is_empty() {
                let grown = Expression::Call(
                    Function::Exp,
                    Box::new(Expression::Number(lambda_per_h).times(Expression::Time)),
                );
                rate = rate.replaced(&|e| match e {
                    Expression::State(i) if labelled[*i] => Some(Expression::State(*i).times(grown.clone())),
                    _ => None,
                });
            }
            reaction.rate = rate.clone().times(Expression::State(from));
            site.flows.push((rate, to));
        }
        Ok(builder)
    }

    fn state(&mut self, name: String) -> usize {
        let initial = Expression::Number(0.0);
        self.network.states.push(State { name, initial, constant: false, rule: None });
        self.network.states.len() - 1
    }

    fn count(&mut self, region: &str, nuclide: Nuclide) -> usize {
        if let Some((_, _, state)) = self.counts.iter().find(|(r, n, _)| r == region && *n == nuclide) {
            return *state;
        }
        let state = self.state(format!("decays of {} in {region}", nuclide.name()));
        self.counts.push((region.to_owned(), nuclide, state));
        state
    }

    fn region(&self, place: &Place) -> String {
        match place {
            Place::Bound(site) | Place::Held(site) => {
                self.sites.get(site).map_or_else(|| "remainder".into(), |s| s.region.clone())
            }
            Place::Blood => "blood".into(),
            Place::Organ(region) => region.clone(),
        }
    }

    /// The head decays in every compartment of the model, then all that comes of it.
    fn head(&mut self, head: Nuclide) -> Result<(), ModelError> {
        let sites: Vec<usize> = self.sites.keys().copied().collect();
        for site in sites {
            self.open.push_back((head, Place::Bound(site), site));
            self.known.push((head, Place::Bound(site), site));
        }
        while let Some((nuclide, place, state)) = self.open.pop_front() {
            match self.decays.get(&state).copied().filter(|_| nuclide == head) {
                Some(flow) => {
                    let mut changes = Vec::new();
                    self.decayed(nuclide, &place, 1.0, &mut changes);
                    self.network.reactions[flow].changes.extend(changes);
                }
                None => self.decay(nuclide, &place, state),
            }
            // The head's own states already move.
            if nuclide != head {
                self.movement(nuclide, &place, state)?;
            }
        }
        Ok(())
    }

    fn decay(&mut self, nuclide: Nuclide, place: &Place, state: usize) {
        let lambda = self.half_lives.decay_constant_per_h(nuclide);
        let mut changes = vec![(state, -1.0)];
        self.decayed(nuclide, place, 1.0, &mut changes);
        let name = format!("decay of {} in {}", nuclide.name(), self.region(place));
        let rate = Expression::Number(lambda).times(Expression::State(state));
        self.network.reactions.push(Reaction { name, changes, rate });
    }

    /// What so many decays change.
    fn decayed(&mut self, nuclide: Nuclide, place: &Place, number: f64, changes: &mut Vec<(usize, f64)>) {
        let region = self.region(place);
        changes.push((self.count(&region, nuclide), number));
        let mut followed = 0.0;
        for progeny in nuclide.progeny() {
            let part = number * progeny.branching;
            followed += part;
            let Some(daughter) = progeny.nuclide else {
                changes.push((self.ended, part));
                continue;
            };
            for (share, to) in self.fates(nuclide, daughter, progeny.mode == "A", place) {
                if share > 0.0 {
                    self.born(daughter, &to, part * share, changes);
                }
            }
        }
        changes.push((self.ended, number - followed));
    }

    /// Where a daughter is after a decay, by share.
    fn fates(&self, parent: Nuclide, daughter: Nuclide, alpha: bool, place: &Place) -> Vec<(f64, Place)> {
        let (site, bound) = match place {
            Place::Bound(site) => (*site, true),
            Place::Held(site) => (*site, false),
            free => return vec![(1.0, free.clone())],
        };
        // What lives too briefly to leave decays where it came to be; the next recoil decides.
        if self.instant(daughter) {
            return vec![(1.0, if bound && !alpha { Place::Bound(site) } else { Place::Held(site) })];
        }
        if alpha {
            let stays = self.sites.get(&site).map_or(1.0, |s| s.retention);
            return vec![(stays, Place::Held(site)), (1.0 - stays, Place::Blood)];
        }
        if !bound {
            return vec![(1.0, Place::Held(site))];
        }
        let record = self.free.get(daughter.element());
        let freed = record.and_then(|r| r.freed_by.iter().find(|f| f.nuclide == parent.name()));
        let share = freed.map_or(0.0, |f| f.share.value.get());
        vec![(1.0 - share, Place::Bound(site)), (share, Place::Blood)]
    }

    fn instant(&self, nuclide: Nuclide) -> bool {
        std::f64::consts::LN_2 / self.half_lives.decay_constant_per_h(nuclide) < INSTANT_H
    }

    /// So many atoms come to be at a place.
    fn born(&mut self, nuclide: Nuclide, place: &Place, number: f64, changes: &mut Vec<(usize, f64)>) {
        if self.instant(nuclide) {
            self.decayed(nuclide, place, number, changes);
            return;
        }
        let state = self.at(nuclide, place);
        changes.push((state, number));
    }

    /// The state of a nuclide at a place, new if need be.
    fn at(&mut self, nuclide: Nuclide, place: &Place) -> usize {
        if let Some((_, _, state)) = self.known.iter().find(|(n, p, _)| *n == nuclide && p == place) {
            return *state;
        }
        let held = match place {
            Place::Bound(_) => "bound",
            Place::Held(_) => "held",
            Place::Blood | Place::Organ(_) => "free",
        };
        let state = self.state(format!("{} {held} in {}", nuclide.name(), self.region(place)));
        self.known.push((nuclide, place.clone(), state));
        self.open.push_back((nuclide, place.clone(), state));
        state
    }

    fn movement(&mut self, nuclide: Nuclide, place: &Place, state: usize) -> Result<(), ModelError> {
        let mut flows: Vec<(Expression, Option<Place>)> = Vec::new();
        match place {
            Place::Bound(site) => {
                for (rate, to) in self.sites.get(site).map(|s| s.flows.clone()).unwrap_or_default() {
                    flows.push((rate, to.map(Place::Bound)));
                }
            }
            Place::Blood => match self.free.get(nuclide.element()) {
                Some(record) => {
                    let rate = std::f64::consts::LN_2 / record.leaves_blood.value.to_h();
                    let mut rest = 1.0;
                    for uptake in &record.goes_to {
                        let share = uptake.share.value.get();
                        rest -= share;
                        flows.push((
                            Expression::Number(rate * share),
                            Some(Place::Organ(uptake.region.clone())),
                        ));
                    }
                    if rest > 1e-9 {
                        let rest_of_body = Place::Organ("remainder".into());
                        flows.push((Expression::Number(rate * rest), Some(rest_of_body)));
                    }
                    self.notes.extend(
                        record.notes.iter().map(|n| format!("{}: {n}", record.id)),
                    );
                    self.notes.extend(
                        record.unknown.iter().map(|n| format!("{}: not known: {n}", record.id)),
                    );
                }
                None => self.notes.push(format!(
                    "the library has no record of where free {} goes: it is taken to stay in blood until it decays",
                    nuclide.element()
                )),
            },
            Place::Organ(region) => {
                let record = self.free.get(nuclide.element());
                let uptake = record.and_then(|r| r.goes_to.iter().find(|u| u.region == *region));
                if let Some(half_time) = uptake.and_then(|u| u.returns.as_ref()) {
                    let rate = std::f64::consts::LN_2 / half_time.value.to_h();
                    flows.push((Expression::Number(rate), Some(Place::Blood)));
                }
            }
            Place::Held(_) => {}
        }
        for (rate, to) in flows {
            let goal = match &to {
                Some(place) => self.at(nuclide, place),
                None => self.excreted,
            };
            let name = format!("{} from {}", nuclide.name(), self.region(place));
            let rate = rate.times(Expression::State(state));
            self.network.reactions.push(Reaction { name, changes: vec![(state, -1.0), (goal, 1.0)], rate });
        }
        self.notes.sort();
        self.notes.dedup();
        Ok(())
    }
}
