//! Immunity in a course: the library's model for this patient, and checkpoint inhibitors against what is left of the dose rate.

use hevesy_biology::{Immunity, Memory};
use hevesy_course::{Immune, Patient, Trajectory, Tumour};
use hevesy_library::{ImmuneModel, Parameter, Term, Uncertain};
use hevesy_quantity::{InverseDose, Time};
use serde::Serialize;

use super::Setup;
use super::dice::Dice;
use super::partners::Partner;

/// Mean life of memory cells in h, beyond most courses: a proposal of this project.
const MEMORY_LIFE_H: f64 = 8766.0;

/// A checkpoint inhibitor beside what is left of the dose rate.
#[derive(Clone, Debug, Serialize)]
pub struct OverlapAnswer {
    /// Drug.
    pub drug: String,
    /// For each of its doses after an administration: its day, days since the administration, share in per cent of the nuclide that is left.
    pub doses: Vec<[f64; 3]>,
    /// Weeks in which the drug has half its effect or more while more than the limit of an administration's nuclide is left.
    pub overlap_weeks: f64,
    /// The limit in per cent.
    pub limit_percent: f64,
}

impl OverlapAnswer {
    /// What to say where a dose falls above the limit.
    pub(super) fn alert(&self) -> Option<String> {
        let over = self.doses.iter().filter(|d| d[2] > self.limit_percent).count();
        let worst = self.doses.iter().max_by(|a, b| a[2].total_cmp(&b[2])).filter(|_| over > 0)?;
        Some(format!(
            "{}: {over} of {} doses fall while more than {:.0} % of the radionuclide is left by physical decay; the most on day {:.0}, {:.0} d after an administration, with {:.0} %.",
            self.drug,
            self.doses.len(),
            self.limit_percent,
            worst[0],
            worst[1],
            worst[2]
        ))
    }
}

impl Setup<'_> {
    /// Immune cells of a draw in its lesions.
    pub(super) fn immune(&self, lesions: &[Tumour], dice: &mut Dice) -> Option<Immune> {
        let wanted = self.study.immunity.as_ref()?;
        let model = self.immunity?;
        let class = model.class.iter().find(|c| c.name == wanted.class)?;
        let mut draw = |what: &str, p: &Parameter<f64>| dice.draw(what, Uncertain::of(p, |x| x));
        let kill = draw("largest kill by effectors", &class.kill_over_growth);
        let half = draw("antigen at half priming", &model.half_antigen);
        let recruited = draw("recruitment of effectors", &model.recruited);
        let immunogenicity = draw("immunogenicity of dying cells", &model.immunogenicity);
        let alpha = wanted.alpha_per_gy.unwrap_or_else(|| {
            dice.draw("α of T cells", Uncertain::of(&model.alpha, InverseDose::to_per_gy))
        });
        let (mut of, mut start) = (Vec::new(), Vec::new());
        for lesion in lesions {
            let grows_g_per_h = lesion.grows_g_per_h();
            let one = Immunity {
                kill_per_h: kill * grows_g_per_h / lesion.stated_viable_g(),
                recruit_per_h: recruited / 24.0,
                immunogenicity,
                alpha_per_gy: alpha,
                regulatory_per_h: wanted.regulatory_per_d / 24.0,
                suppression_per_h: 1.0 / 24.0,
                interferon_of_death: wanted.interferon_of_death,
                memory: Memory {
                    made_per_h: wanted.memory_per_d[0] / 24.0,
                    loss_per_h: if wanted.memory_per_d[0] > 0.0 { 1.0 / MEMORY_LIFE_H } else { 0.0 },
                    recall_per_h: wanted.memory_per_d[1] / 24.0,
                },
                ..rates(model, half, lesion)
            };
            let mut x = [0.0; Immunity::SIZE];
            one.start(grows_g_per_h, 0.0, &mut x);
            start.push(x);
            of.push(one);
        }
        let usual_kill_per_h = start.iter().zip(&of).map(|(x, of)| of.kill(x)).collect();
        let lymphocytes = self.lineages.iter().position(|l| l.name == "lymphocytes");
        Some(Immune {
            of,
            rbe_alpha: model.rbe_alpha.value,
            dose_share: wanted.dose_share,
            immunogenicity_of_alphas: wanted.immunogenicity_of_alphas,
            immunogenic_gy_per_h: wanted.immunogenic_gy_per_h,
            start,
            usual_kill_per_h,
            lymphocytes,
        })
    }

    /// The lesion whose immune cells are shown: the largest.
    pub(super) fn immune_shown(&self) -> Option<usize> {
        self.study.immunity.as_ref().filter(|_| self.immunity.is_some())?;
        self.largest_lesion()
    }

    /// Checkpoint inhibitors against what is left of the dose rate.
    pub(super) fn overlaps(&self) -> Vec<OverlapAnswer> {
        let lambda = self.study.half_lives.decay_constant_per_h(self.study.nuclide);
        let left = |t_h: f64| {
            let since =
                self.starts_h.iter().filter(|s| **s <= t_h).map(|s| t_h - s).fold(f64::INFINITY, f64::min);
            since.is_finite().then(|| (since / 24.0, 100.0 * libm::exp(-lambda * since)))
        };
        let limit_percent =
            100.0 * self.study.immunity.as_ref().map_or(crate::study::RESIDUAL_LIMIT, |i| i.residual_limit);
        let inhibits = |p: &&Partner<'_>| {
            p.of.acts.iter().any(|a| matches!(a.term, Term::Pd1Occupancy | Term::Ctla4Occupancy))
        };
        let of = |p: &Partner<'_>| {
            let effect = p.central_effect();
            let times = self.grid.times_h();
            let both =
                |i: &usize| effect[*i] >= 0.5 && left(times[*i]).is_some_and(|(_, l)| l > limit_percent);
            let hours: f64 = (0..self.grid.steps()).filter(both).map(|i| self.grid.length_h(i)).sum();
            OverlapAnswer {
                drug: p.of.drug.id.clone(),
                doses: p
                    .doses_h
                    .iter()
                    .filter_map(|t| left(*t).map(|(days, share)| [self.day(*t), days, share]))
                    .collect(),
                overlap_weeks: hours / 168.0,
                limit_percent,
            }
        };
        self.partners.iter().filter(inhibits).map(of).collect()
    }
}

/// Immune cells of a lesion in the central patient, and the dose that they get.
#[derive(Clone, Debug, Serialize)]
pub struct ImmuneAnswer {
    /// Lesion.
    pub lesion: String,
    /// Dose of the tumour in Gy: electrons and photons, alphas.
    pub dose_gy: [f64; 2],
    /// Dose of T cells in it with their RBE of alphas, in Gy.
    pub t_cell_dose_gy: f64,
    /// −ln of the share that survives of T cells that stay in it all the time.
    pub t_cell_log_kill: f64,
    /// Effectors that the radiation kills, over those before treatment.
    pub effectors_killed: f64,
    /// Most effectors, over those before treatment.
    pub most_effectors: f64,
    /// Day of that.
    pub most_on_day: f64,
}

impl Setup<'_> {
    /// Immune cells of a run of the central patient.
    pub(super) fn immune_answers(&self, patient: &Patient, run: &Trajectory) -> Vec<ImmuneAnswer> {
        let Some(immune) = &patient.immunity else { return Vec::new() };
        let of = |i: usize| {
            let of = &immune.of[i];
            let effectors = |place: usize| run.immune_cells(i, place).unwrap_or_default().effectors;
            let (mut dose_gy, mut weighted, mut killed) = ([0.0; 2], 0.0, 0.0);
            let mut most = (effectors(0), 0);
            for step in 0..self.grid.steps() {
                let [low, alpha] = run.lesion_dose_gy(i, step, &self.exposures[i], &self.grid);
                dose_gy = [dose_gy[0] + low, dose_gy[1] + alpha];
                let [low, alpha] = run.immune_dose_gy(i, step, &self.exposures[i], &self.grid);
                let gy = low + immune.rbe_alpha * alpha;
                weighted += gy;
                // Half of it before and half after all else in the step, as they were followed.
                let half = 0.5 * of.alpha_per_gy * gy;
                killed += effectors(step + 1) * libm::expm1(half) - effectors(step) * libm::expm1(-half);
                if effectors(step + 1) > most.0 {
                    most = (effectors(step + 1), step + 1);
                }
            }
            let before = effectors(0);
            ImmuneAnswer {
                lesion: self.lesions[i].name.clone(),
                dose_gy,
                t_cell_dose_gy: weighted,
                t_cell_log_kill: of.alpha_per_gy * weighted,
                effectors_killed: killed / before,
                most_effectors: most.0 / before,
                most_on_day: self.day(self.grid.times_h()[most.1]),
            }
        };
        (0..self.lesions.len()).map(of).collect()
    }
}

/// Rates of the library for a lesion, without what is drawn.
fn rates(model: &ImmuneModel, half_antigen: f64, lesion: &Tumour) -> Immunity {
    let per_h = |p: &Parameter<f64>| p.value / 24.0;
    let rate = |p: &Parameter<Time>| 1.0 / p.value.to_h();
    let antigen_loss_per_h = rate(&model.antigen_life);
    Immunity {
        kill_per_h: 0.0,
        half_kill: 1.0,
        recruit_per_h: 0.0,
        half_antigen: half_antigen * lesion.mass_g() * lesion.clearance_per_h() / antigen_loss_per_h,
        antigen_loss_per_h,
        antigen_of_growth: model.antigen_of_growth.value,
        immunogenicity: 0.0,
        proliferation_per_h: per_h(&model.proliferation),
        crowding: model.crowding.value,
        loss_per_h: rate(&model.life),
        exhaustion_per_h: per_h(&model.exhaustion),
        revival_per_h: per_h(&model.revival),
        pdl1_per_h: per_h(&model.pdl1_turnover),
        pdl1: [model.pdl1_base.value, model.pdl1_added.value, model.pdl1_half.value],
        suppression_per_h: 0.0,
        regulatory_per_h: 0.0,
        alpha_per_gy: 0.0,
        interferon_of_death: 0.0,
        memory: Memory::default(),
    }
}
