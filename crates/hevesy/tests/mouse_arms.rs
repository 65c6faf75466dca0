//! Four arms of mice with 451Lu-BR tumours (volumes read from `../shared` where they are there): untreated, 212Pb, and a BRAF inhibitor without and with
//! phenylbutyrate. Activity and schedule are not given with the data: what is fitted is the effective log kill of each arm, α times the dose for 212Pb.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that says what it skips and sees")]

use std::collections::BTreeMap;
use std::path::Path;

use hevesy_library::files;
use hevesy_statistics::Draws;

const FILE: &str = "../../../shared/inputs/07_tumr_mouse_growth/melanoma2.csv";

/// Days from the first look and ln of the size over that at it, of one mouse.
type Mouse = Vec<(f64, f64)>;

/// Mice by arm, from their first measurable tumour in the first five days; days 20 to 41, in which nearly all are alive.
fn arms() -> Option<BTreeMap<String, Vec<Mouse>>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if !path.exists() {
        eprintln!("skipped: {FILE} is not present");
        return None;
    }
    let bytes = files::read_bytes(&path, 1 << 20).unwrap();
    let mut all: BTreeMap<String, BTreeMap<String, Vec<(f64, f64)>>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&bytes).lines().skip(1) {
        let cells: Vec<&str> = line.trim().split(',').collect();
        let (volume, day): (f64, f64) = (cells[1].parse().unwrap(), cells[2].parse().unwrap());
        if volume > 0.0 {
            let mice = all.entry(cells[3].to_owned()).or_default();
            mice.entry(cells[0].to_owned()).or_default().push((day, volume));
        }
    }
    let relative = |mut looks: Vec<(f64, f64)>| -> Mouse {
        looks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (first, start) = looks[0];
        if first > 5.0 {
            return Vec::new();
        }
        let late = looks.into_iter().filter(|(day, _)| (20.0..=41.0).contains(day));
        late.map(|(day, v)| (day - first, libm::log(v / start))).collect()
    };
    let of =
        |mice: BTreeMap<String, Vec<(f64, f64)>>| mice.into_values().map(relative).filter(|m| !m.is_empty());
    Some(all.into_iter().map(|(arm, mice)| (arm, of(mice).collect())).collect())
}

/// Mean specific growth in 1/d.
fn growth(mice: &[&Mouse]) -> f64 {
    let all: Vec<f64> = mice.iter().flat_map(|m| m.iter().map(|(day, rise)| rise / day)).collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// Mean log kill at once that, with this growth, leaves what is seen.
fn kill(mice: &[&Mouse], growth_per_d: f64) -> f64 {
    let of = |m: &&Mouse| m.iter().map(|(day, rise)| growth_per_d * day - rise).sum::<f64>() / m.len() as f64;
    mice.iter().map(of).sum::<f64>() / mice.len() as f64
}

/// Mice drawn with replacement.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index below ten")]
fn resampled<'m>(mice: &'m [Mouse], draws: &mut Draws) -> Vec<&'m Mouse> {
    (0..mice.len())
        .map(|_| &mice[((draws.uniform() * mice.len() as f64) as usize).min(mice.len() - 1)])
        .collect()
}

// No arm's log kill in the first six weeks can be told from zero: mice of one arm differ by more. The interval is the result.
#[test]
fn val_mouse_arms_with_honest_intervals() {
    let Some(arms) = arms() else { return };
    let all = |arm: &str| arms[arm].iter().collect::<Vec<_>>();
    let growth_per_d = growth(&all("A"));
    // Doubles in 12.5 d.
    assert!((0.045..0.065).contains(&growth_per_d), "{growth_per_d}");
    for arm in ["B", "C", "D"] {
        let mut draws: Vec<f64> = (0..2000)
            .map(|i| {
                let mut dice = Draws::new(1, "mice", i);
                let control = resampled(&arms["A"], &mut dice);
                let treated = resampled(&arms[arm], &mut dice);
                kill(&treated, growth(&control))
            })
            .collect();
        draws.sort_by(f64::total_cmp);
        let (low, middle, high) = (draws[50], kill(&all(arm), growth_per_d), draws[1949]);
        eprintln!("arm {arm}: log kill {middle:.2} ({low:.2} to {high:.2})");
        assert!(low < 0.0 && high > 0.0, "{arm}: {low} {high}");
        // An effective dose of more than one over α in the mean is excluded in every arm.
        assert!(high < 1.0, "{arm}: {high}");
    }
}
