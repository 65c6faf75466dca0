//! Immune cells in a lesion and in blood: antigen, effectors, exhaustion, PD-L1, regulatory cells.
//!
//! A proposal of this project, of which every element has a published ancestor and which is fitted to no data (weak spot W3).

/// Rates in 1/h, times in h; cells are relative numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Immunity {
    /// Largest kill of tumour cells by effectors.
    pub kill_per_h: f64,
    /// Effectors at half of it.
    pub half_kill: f64,
    /// Effectors recruited at full antigen.
    pub recruit_per_h: f64,
    /// Antigen at half priming, in the unit of the tumour's size.
    pub half_antigen: f64,
    /// Clearance of antigen.
    pub antigen_loss_per_h: f64,
    /// Antigen of growing tumour, as a share of what grows.
    pub antigen_of_growth: f64,
    /// Antigen of dying cells, as a share of what is cleared: how immunogenic their death is.
    pub immunogenicity: f64,
    /// Proliferation of effectors at full antigen.
    pub proliferation_per_h: f64,
    /// Effectors at which it is half.
    pub crowding: f64,
    /// Loss of effectors and exhausted cells.
    pub loss_per_h: f64,
    /// Exhaustion at PD-L1 of 1.
    pub exhaustion_per_h: f64,
    /// Revival of exhausted cells under full blockade.
    pub revival_per_h: f64,
    /// Turnover of PD-L1.
    pub pdl1_per_h: f64,
    /// PD-L1 without effectors, what effectors add, and effectors at half of that.
    pub pdl1: [f64; 3],
    /// Loss of effectors to each regulatory cell.
    pub suppression_per_h: f64,
    /// Regulatory cells made for each exhausted one.
    pub regulatory_per_h: f64,
    /// α of cells in the tumour in 1/Gy.
    pub alpha_per_gy: f64,
    /// Interferon of type I by dying cells that fill half of the priming, over that of many effectors.
    pub interferon_of_death: f64,
    /// Long-lived memory.
    pub memory: Memory,
}

/// Memory cells: made of effectors, they become effectors again at antigen. None by default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Memory {
    /// Made of each effector, in 1/h.
    pub made_per_h: f64,
    /// Lost, in 1/h.
    pub loss_per_h: f64,
    /// Effectors from each memory cell at full antigen, in 1/h.
    pub recall_per_h: f64,
}

/// What is in a lesion.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ImmuneCells {
    /// Effectors.
    pub effectors: f64,
    /// Exhausted cells.
    pub exhausted: f64,
    /// Regulatory cells.
    pub regulatory: f64,
    /// PD-L1.
    pub pdl1: f64,
    /// Interferon, over that of many effectors.
    pub interferon: f64,
    /// Memory cells.
    pub memory: f64,
}

/// What partners change of immunity at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ImmuneModifiers {
    /// Share of PD-1 or PD-L1 that is occupied.
    pub pd1: f64,
    /// Share of CTLA-4 that is occupied: so much more priming.
    pub ctla4: f64,
    /// Share by which regulatory cells are lowered.
    pub treg: f64,
    /// Effectors added, per h.
    pub effectors_per_h: f64,
    /// How much more immunogenic death is, as a share.
    pub immunogenic: f64,
}

/// Places of the states of a lesion.
const ANTIGEN: usize = 0;
const EFFECTOR: usize = 1;
const EXHAUSTED: usize = 2;
const REGULATORY: usize = 3;
const PDL1: usize = 4;
const MEMORY: usize = 5;

impl Immunity {
    /// States of a lesion: antigen, effectors, exhausted cells, regulatory cells, PD-L1, memory cells.
    pub const SIZE: usize = 6;

    /// States before treatment, at rest for a tumour of a size that grows and dies at these rates per h.
    ///
    /// Found by following the equations of a tumour of constant size: from few effectors, so that a tumour that escapes stays escaped.
    pub fn start(&self, grows_per_h: f64, cleared_per_h: f64, x: &mut [f64]) {
        x.copy_from_slice(&[0.0, 0.02, 0.05, 0.0, self.pdl1[0], 0.0]);
        let (mut k, mut change) = ([0.0; Self::SIZE], [0.0; Self::SIZE]);
        self.decay(&mut k);
        // Steps well below the fastest time, over many of the slowest.
        let fastest = k.iter().copied().fold(0.0, f64::max) + self.proliferation_per_h;
        let step = 0.2 / fastest;
        for _ in 0..20_000 {
            self.rest(grows_per_h, cleared_per_h, 1.0, &ImmuneModifiers::default(), x, &mut change);
            for i in 0..Self::SIZE {
                x[i] += step * (change[i] - k[i] * x[i]);
            }
            self.suppress(step, 0.0, x);
        }
    }

    /// First-order losses in 1/h.
    pub fn decay(&self, k: &mut [f64]) {
        k.copy_from_slice(&[
            self.antigen_loss_per_h,
            self.loss_per_h,
            self.loss_per_h,
            self.loss_per_h,
            self.pdl1_per_h,
            self.memory.loss_per_h,
        ]);
    }

    /// Kill of tumour cells in 1/h.
    #[must_use]
    pub fn kill(&self, x: &[f64]) -> f64 {
        self.kill_per_h * x[EFFECTOR] / (self.half_kill + x[EFFECTOR])
    }

    /// What is in a lesion.
    #[must_use]
    pub fn seen(&self, x: &[f64]) -> ImmuneCells {
        ImmuneCells {
            effectors: x[EFFECTOR],
            exhausted: x[EXHAUSTED],
            regulatory: x[REGULATORY],
            pdl1: x[PDL1],
            interferon: self.interferon(x),
            memory: x[MEMORY],
        }
    }

    /// Interferon: by effectors, and by dying cells where a study says how much.
    fn interferon(&self, x: &[f64]) -> f64 {
        let made = x[EFFECTOR] / (x[EFFECTOR] + self.pdl1[2]);
        if self.interferon_of_death > 0.0 {
            made + 2.0 * self.interferon_of_death * self.primed(x)
        } else {
            made
        }
    }

    /// Priming by antigen on dendritic cells, from 0 to 1.
    fn primed(&self, x: &[f64]) -> f64 {
        x[ANTIGEN] / (x[ANTIGEN] + self.half_antigen)
    }

    /// All other changes per h but those by dose and by regulatory cells: of a lesion that grows and is cleared at these rates, with so many lymphocytes in blood.
    ///
    /// Theory: theory/course.md (12).
    pub fn rest(
        &self,
        grows_per_h: f64,
        cleared_per_h: f64,
        blood: f64,
        m: &ImmuneModifiers,
        x: &[f64],
        out: &mut [f64],
    ) {
        let (effector, exhausted) = (x[EFFECTOR], x[EXHAUSTED]);
        let primed = self.primed(x);
        let free = 1.0 - m.pd1;
        let tired = self.exhaustion_per_h * x[PDL1] * free * effector;
        let revived = self.revival_per_h * m.pd1 * exhausted;
        out[ANTIGEN] = self.immunogenicity * (1.0 + m.immunogenic) * cleared_per_h
            + self.antigen_of_growth * grows_per_h;
        out[EFFECTOR] = self.recruit_per_h * blood * primed * (1.0 + m.ctla4)
            + (self.proliferation_per_h * effector + self.memory.recall_per_h * x[MEMORY]) * primed
                / (1.0 + effector / self.crowding)
            + revived
            + m.effectors_per_h
            - tired;
        out[EXHAUSTED] = tired - revived;
        out[REGULATORY] = self.regulatory_per_h * exhausted;
        let [base, added, _] = self.pdl1;
        out[PDL1] = self.pdl1_per_h * (base + added * self.interferon(x));
        out[MEMORY] = self.memory.made_per_h * effector;
    }

    /// What regulatory cells, lowered by a share, leave of effectors in so many h: e^{−ηRt}, however many they are.
    pub fn suppress(&self, hours: f64, lowered: f64, x: &mut [f64]) {
        if self.suppression_per_h > 0.0 {
            x[EFFECTOR] *= libm::exp(-self.suppression_per_h * x[REGULATORY] * (1.0 - lowered) * hours);
        }
    }

    /// What an operation leaves: antigen goes with what is cut out, while cells count by their density in what is left.
    pub fn resect(&self, left: f64, x: &mut [f64]) {
        x[ANTIGEN] *= left;
    }

    /// What a dose in Gy leaves of the cells of a lesion.
    pub fn irradiate(&self, dose_gy: f64, x: &mut [f64]) {
        let left = crate::small::exp(-self.alpha_per_gy * dose_gy);
        x[EFFECTOR] *= left;
        x[EXHAUSTED] *= left;
        x[REGULATORY] *= left;
        // Memory cells live in lymphoid tissue, away from the lesion's dose.
    }
}
