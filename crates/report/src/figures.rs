//! The figures of the reports.

use hevesy_dose::RegionDose;
use hevesy_planner::{LimitOutlook, Plan};

use crate::figure::{Axis, Figure, Mark, Scale};

const BLUE: &str = "#1f5fa8";
const RED: &str = "#b3261e";
const GREEN: &str = "#2e7d4f";
const GREY: &str = "#6b7785";
pub(crate) const COLOURS: [&str; 12] = [
    "#1f5fa8", "#b3541e", "#2e7d4f", "#7a3f98", "#a88a1f", "#3fa7b8", "#c2185b", "#5d4037", "#7cb342",
    "#546e7a", "#f57c00", "#303f9f",
];

fn grid(from: f64, to: f64, n: u32) -> impl Iterator<Item = f64> {
    (0..=n).map(move |i| from + (to - from) * f64::from(i) / f64::from(n))
}

/// Activity of a region over time: scans with error bars, the averaged curve with its 95 % band, each model by itself.
#[must_use]
pub fn activity_figure(dose: &RegionDose, width: f64, height: f64) -> Figure {
    let kinetics = &dose.region.kinetics;
    let last = kinetics.samples.last().map_or(24.0, |s| s.time_h);
    let to = 1.35 * last.max(24.0);
    let cv = |s: &hevesy_kinetics::Sample| {
        s.sd_mbq.map_or(kinetics.assumed_cv.unwrap_or(0.0), |sd| sd / s.activity_mbq.max(1e-12))
    };
    let points: Vec<(f64, f64, f64, f64)> = kinetics
        .samples
        .iter()
        .map(|s| {
            let half = 1.96 * cv(s) * s.activity_mbq;
            (s.time_h, s.activity_mbq, (s.activity_mbq - half).max(0.0), s.activity_mbq + half)
        })
        .collect();
    let mut marks = Vec::new();
    let mut top = points.iter().map(|p| p.3).fold(0.0, f64::max);
    let band: Vec<(f64, f64, f64)> = grid(0.0, to, 240)
        .filter_map(|t| {
            let (value, sd) = (kinetics.curve_mbq.at(t), kinetics.sd_at(t)?);
            Some((t, (value - 1.96 * sd).max(0.0), value + 1.96 * sd))
        })
        .collect();
    if band.len() > 1 {
        marks.push(Mark::Band { points: band, colour: BLUE, name: "95 % band".into() });
    }
    // A model whose parameters cannot be told apart lies on top of a simpler one.
    let fitted = kinetics
        .candidates
        .iter()
        .filter_map(|c| Some((c, c.fit.as_ref().filter(|f| f.log_tia_sd.is_some())?)));
    for (i, (candidate, fit)) in fitted.enumerate() {
        if candidate.weight < 0.999 {
            marks.push(Mark::Line {
                points: grid(0.0, to, 240).map(|t| (t, fit.parameters.at(t))).collect(),
                colour: COLOURS[(i + 1) % COLOURS.len()],
                dash: "4 3",
                name: format!("{} ({:.0} %)", candidate.family.name(), 100.0 * candidate.weight),
            });
        }
    }
    let curve: Vec<(f64, f64)> = grid(0.0, to, 400).map(|t| (t, kinetics.curve_mbq.at(t))).collect();
    top = curve.iter().map(|p| p.1).fold(top, f64::max);
    marks.push(Mark::Line { points: curve, colour: BLUE, dash: "", name: "used".into() });
    marks.push(Mark::Points { points, colour: RED, name: "measured".into() });
    Figure {
        title: dose.name().to_owned(),
        x: Axis { title: "time after administration / h".into(), from: 0.0, to, scale: Scale::Linear },
        y: Axis { title: "activity / MBq".into(), from: 0.0, to: 1.12 * top, scale: Scale::Linear },
        marks,
        width,
        height,
    }
}

/// Dose rates of all regions on a logarithmic axis, with an external beam and the critical dose rate for scale.
#[must_use]
pub fn dose_rate_figure(
    doses: &[RegionDose],
    critical_gy_per_h: Option<f64>,
    width: f64,
    height: f64,
) -> Figure {
    const BEAM_GY_PER_H: f64 = 120.0;
    let to = 24.0 * 21.0;
    let mut marks = Vec::new();
    let mut least = f64::INFINITY;
    for (i, dose) in doses.iter().enumerate() {
        let curve = dose.total_rate();
        // Dense where uptake is fast.
        let times = grid(0.0, 1.0, 300).map(|u| 0.05 + to * u * u * u);
        let points: Vec<(f64, f64)> = times.map(|t| (t / 24.0, curve.at(t))).filter(|p| p.1 > 0.0).collect();
        least = points.iter().map(|p| p.1).fold(least, f64::min);
        let colour = COLOURS[i % COLOURS.len()];
        marks.push(Mark::Line { points, colour, dash: "", name: dose.name().to_owned() });
    }
    let mut floor = libm::exp10(libm::floor(libm::log10(least.clamp(1e-7, 1.0))));
    marks.push(Mark::Level { y: BEAM_GY_PER_H, colour: GREY, label: "external beam, 2 Gy/min".into() });
    if let Some(critical) = critical_gy_per_h {
        floor = floor.min(0.3 * critical);
        marks.push(Mark::Level {
            y: critical,
            colour: RED,
            label: "repopulation outweighs killing below (tumour)".into(),
        });
    }
    Figure {
        title: "Dose rate".into(),
        x: Axis {
            title: "time after administration / d".into(),
            from: 0.0,
            to: to / 24.0,
            scale: Scale::Linear,
        },
        y: Axis { title: "dose rate / (Gy/h)".into(), from: floor.max(1e-7), to: 1000.0, scale: Scale::Log },
        marks,
        width,
        height,
    }
}

/// P(limit kept) after each cycle.
#[must_use]
pub fn limit_figure(limit: &LimitOutlook, planned: usize, width: f64, height: f64) -> Figure {
    let cycles = limit.probability_kept.len();
    let bars = |inside: bool| -> Vec<(f64, f64)> {
        let chosen = limit.probability_kept.iter().enumerate().filter(|(i, _)| (*i < planned) == inside);
        chosen.map(|(i, p)| ((i + 1) as f64, 100.0 * p)).collect()
    };
    let mut marks = vec![Mark::Bars { bars: bars(true), colour: GREEN, name: "planned cycles".into() }];
    if planned < cycles {
        marks.push(Mark::Bars { bars: bars(false), colour: GREY, name: "beyond the plan".into() });
    }
    Figure {
        title: format!("{}: {} ≤ {} Gy", limit.organ, limit.quantity, limit.limit_gy),
        x: Axis { title: "after cycle".into(), from: 0.4, to: cycles as f64 + 0.6, scale: Scale::Linear },
        y: Axis {
            title: "probability that the limit is kept / %".into(),
            from: 0.0,
            to: 100.0,
            scale: Scale::Linear,
        },
        marks,
        width,
        height,
    }
}

/// Expected share of lesions at the goal after each cycle.
#[must_use]
pub fn coverage_figure(plan: &Plan, goal_gy: f64, width: f64, height: f64) -> Option<Figure> {
    let at = |f: fn(&hevesy_statistics::Estimate) -> f64| -> Vec<(f64, f64)> {
        plan.cycles
            .iter()
            .filter_map(|c| Some((c.cycle as f64, 100.0 * f(c.lesions_at_goal.as_ref()?))))
            .collect()
    };
    let values = at(|e| e.value);
    if values.is_empty() {
        return None;
    }
    let band = at(|e| e.low95)
        .into_iter()
        .zip(at(|e| e.high95))
        .map(|((x, low), (_, high))| (x, low, high))
        .collect();
    let cycles = plan.cycles.len();
    Some(Figure {
        title: format!("Lesions at or above {goal_gy} Gy"),
        x: Axis { title: "after cycle".into(), from: 0.4, to: cycles as f64 + 0.6, scale: Scale::Linear },
        y: Axis { title: "share of lesions / %".into(), from: 0.0, to: 100.0, scale: Scale::Linear },
        marks: vec![
            Mark::Band { points: band, colour: BLUE, name: "95 % interval".into() },
            Mark::Line { points: values, colour: BLUE, dash: "", name: "expected".into() },
        ],
        width,
        height,
    })
}
