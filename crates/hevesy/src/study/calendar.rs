//! Calendars of drugs and further radiopharmaceuticals: by cycles, or of their own.

use hevesy_library::Problem;
use hevesy_quantity::Time;
use hevesy_regimen::{Days, dose_times_h};

/// A calendar as it is written.
pub(super) struct Rhythm<'a> {
    pub(super) days: Option<String>,
    pub(super) times_a_day: u32,
    pub(super) cycles: Option<&'a Vec<u32>>,
    pub(super) start: Option<Time>,
    pub(super) every: Option<Time>,
    pub(super) repeats: u32,
    pub(super) infusion: Option<Time>,
}

/// Most doses a day.
const MOST_A_DAY: u32 = 12;

/// When something is given.
#[derive(Clone, Debug, PartialEq)]
pub struct DrugCalendar {
    days: Days,
    times_a_day: u32,
    /// Cycles of the radiopharmaceutical, or starts of its own in h from the first administration.
    starts: Starts,
}

#[derive(Clone, Debug, PartialEq)]
enum Starts {
    Cycles(Option<Vec<u32>>),
    Own(Vec<f64>),
}

impl DrugCalendar {
    /// The last cycle that it names.
    #[must_use]
    pub fn last_cycle(&self) -> Option<u32> {
        match &self.starts {
            Starts::Cycles(Some(cycles)) => cycles.iter().max().copied(),
            _ => None,
        }
    }

    /// Times of all doses in h from the first administration, for cycles that begin at these times.
    #[must_use]
    pub fn times_h(&self, cycles_h: &[f64]) -> Vec<f64> {
        let starts: Vec<f64> = match &self.starts {
            Starts::Own(starts) => starts.clone(),
            Starts::Cycles(None) => cycles_h.to_vec(),
            Starts::Cycles(Some(some)) => {
                some.iter().filter_map(|c| cycles_h.get(*c as usize - 1)).copied().collect()
            }
        };
        dose_times_h(&starts, &self.days, self.times_a_day)
    }
}

/// A calendar, checked.
pub(super) fn calendar(
    d: &Rhythm<'_>,
    wrong: &dyn Fn(String, &str) -> Problem,
) -> Result<DrugCalendar, Problem> {
    let days: Days = d
        .days
        .as_deref()
        .unwrap_or("1")
        .parse()
        .map_err(|e: String| wrong(e, "days are counted from each administration, or from each start"))?;
    if !(1..=MOST_A_DAY).contains(&d.times_a_day) {
        let what = format!("{} doses a day are no calendar", d.times_a_day);
        return Err(wrong(what, "give `times_a_day` from 1 to 12"));
    }
    let between_h = 24.0 / f64::from(d.times_a_day);
    if d.infusion.is_some_and(|i| i.to_h() > between_h && (d.times_a_day > 1 || days.offsets().count() > 1)) {
        let what = format!(
            "infusions of {} do not fit between doses {between_h} h apart",
            d.infusion.unwrap_or(Time::h(0.0))
        );
        return Err(wrong(what, "give a shorter `infusion`, or fewer doses"));
    }
    let starts = match (d.start, d.every) {
        (None, None) if d.repeats == 1 => {
            if d.cycles.is_some_and(|c| c.is_empty() || c.contains(&0)) {
                return Err(wrong("cycles are counted from 1".into(), "write for example `cycles = [1, 2]`"));
            }
            Starts::Cycles(d.cycles.cloned())
        }
        (start, every) => {
            if d.cycles.is_some() {
                let what = "a calendar of its own does not go with `cycles`";
                return Err(wrong(what.into(), "leave out `cycles`, or `start`, `every` and `repeats`"));
            }
            let every_h = every.map_or(0.0, Time::to_h);
            if (d.repeats > 1 && every_h < 24.0) || !(1..=500).contains(&d.repeats) {
                let what = format!("{} starts every {every_h} h are no calendar", d.repeats);
                return Err(wrong(what, "give `every` of a day or more and 1 to 500 `repeats`"));
            }
            if d.infusion.is_some_and(|i| d.repeats > 1 && i.to_h() > every_h) {
                let what = format!("infusions do not fit into {every_h} h from one start to the next");
                return Err(wrong(what, "give a shorter `infusion`, or a longer `every`"));
            }
            let length_d = days.offsets().max().unwrap_or(0) - days.offsets().min().unwrap_or(0) + 1;
            if d.repeats > 1 && f64::from(length_d) * 24.0 > every_h {
                let what = format!("{length_d} days do not fit into {every_h} h from one start to the next");
                return Err(wrong(what, "give fewer `days`, or a longer `every`"));
            }
            let start_h = start.map_or(0.0, Time::to_h);
            Starts::Own((0..d.repeats).map(|i| f64::from(i).mul_add(every_h, start_h)).collect())
        }
    };
    Ok(DrugCalendar { days, times_a_day: d.times_a_day, starts })
}
