//! Phenobarbital in 59 newborn infants: the objective and the estimates of NONMEM 7, and each infant's own share of it.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test that reads files"
)]

use hevesy_population::{Group, Member, Parameter, Scatter, estimate, individual};

const FOLDER: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/inputs/14_pharmacometrics/pharmpy_pheno");

/// One infant: boluses into one compartment.
struct Infant {
    name: String,
    weight: f64,
    low_apgar: f64,
    doses: Vec<(f64, f64)>,
    times: Vec<f64>,
    observed: Vec<f64>,
}

impl Member for Infant {
    fn name(&self) -> &str {
        &self.name
    }

    fn observed(&self) -> &[f64] {
        &self.observed
    }

    fn predict(&self, p: &[f64], out: &mut [f64]) -> Result<(), String> {
        let clearance = p[0] * self.weight;
        let volume = p[1] * self.weight * (1.0 + p[2] * self.low_apgar);
        for (o, t) in out.iter_mut().zip(&self.times) {
            let given = self.doses.iter().filter(|(at, _)| at <= t);
            *o = given.map(|(at, dose)| dose / volume * libm::exp(-clearance / volume * (t - at))).sum();
        }
        Ok(())
    }
}

fn infants() -> Option<Vec<Infant>> {
    let Ok(text) = std::fs::read_to_string(format!("{FOLDER}/pheno.dta")) else {
        eprintln!("skipped: ../shared/inputs/14_pharmacometrics is not present");
        return None;
    };
    let mut infants: Vec<Infant> = Vec::new();
    for line in text.lines().skip(1) {
        let cell: Vec<f64> = line.split_whitespace().map(|c| c.parse().unwrap()).collect();
        let name = format!("infant {}", cell[0]);
        if infants.last().is_none_or(|i| i.name != name) {
            let low_apgar = f64::from(cell[4] < 5.0);
            let (doses, times, observed) = Default::default();
            infants.push(Infant { name, weight: cell[3], low_apgar, doses, times, observed });
        }
        let infant = infants.last_mut().unwrap();
        if cell[2] > 0.0 {
            infant.doses.push((cell[1], cell[2]));
        } else {
            infant.times.push(cell[1]);
            infant.observed.push(cell[5]);
        }
    }
    Some(infants)
}

fn group(typical: [f64; 3], variance: [f64; 2], sigma2: f64) -> Group {
    let parameter =
        |name: &str, value, variance| Parameter { name: name.into(), value, variance, estimated: true };
    Group {
        parameters: vec![
            parameter("clearance", typical[0], variance[0]),
            parameter("volume", typical[1], variance[1]),
            parameter("low Apgar", typical[2], 0.0),
        ],
        scatter: Scatter { proportional: libm::sqrt(sigma2), additive: 0.0, estimated: true },
    }
}

// At NONMEM's own estimates: each infant's objective and its η.
#[test]
fn val_infants_one_by_one() {
    let Some(infants) = infants() else { return };
    let group = group([4.69555e-3, 9.84258e-1, 1.58920e-1], [2.93508e-2, 2.79060e-2], 1.32410e-2);
    let phi = std::fs::read_to_string(format!("{FOLDER}/pheno.phi")).unwrap();
    let mut sum = 0.0;
    for (infant, line) in infants.iter().zip(phi.lines().skip(2)) {
        let cell: Vec<f64> = line.split_whitespace().map(|c| c.parse().unwrap()).collect();
        let found = individual(&group, infant).unwrap();
        assert!(
            (found.eta[0] - cell[2]).abs() < 2e-4 && (found.eta[1] - cell[3]).abs() < 2e-4,
            "{line}: {:?}",
            found.eta
        );
        assert!((found.objective - cell[7]).abs() < 1e-3, "{line}: {}", found.objective);
        sum += found.objective;
    }
    assert!((sum - 586.276_056).abs() < 1e-3, "{sum}");
}

// From the start of the NONMEM run.
#[test]
fn val_estimates() {
    let Some(infants) = infants() else { return };
    let start = group([0.00469307, 1.00916, 0.1], [0.0309626, 0.031128], 0.0130865);
    let found = estimate(&start, &infants).unwrap();
    assert!(found.converged);
    assert!((found.objective - 586.276_056).abs() < 1e-3, "{}", found.objective);
    let expected = [4.69555e-3, 9.84258e-1, 1.58920e-1, 2.93508e-2, 2.79060e-2, libm::sqrt(1.32410e-2)];
    for (c, e) in found.coordinates.iter().zip(expected) {
        assert!((c.value / e - 1.0).abs() < 0.002, "{c:?}: {e}");
    }
}
