//! A group whose likelihood is known in closed form: one measurement model that is linear in η.

#![allow(clippy::unwrap_used, reason = "a test")]

use hevesy_population::{Group, Member, Parameter, Scatter, estimate, individual};

/// ln of the parameter, measured several times with additive scatter: y = ln θ + η + ε.
struct Balanced {
    name: String,
    observed: Vec<f64>,
}

impl Member for Balanced {
    fn name(&self) -> &str {
        &self.name
    }

    fn observed(&self) -> &[f64] {
        &self.observed
    }

    fn predict(&self, p: &[f64], out: &mut [f64]) -> Result<(), String> {
        out.fill(libm::log(p[0]));
        Ok(())
    }
}

const EACH: usize = 5;

/// Members whose values follow a low-discrepancy sequence, so that nothing is random.
fn members() -> Vec<Balanced> {
    let part = |i: usize, step: f64| 2.0 * ((i as f64 * step) % 1.0) - 1.0;
    (0..12)
        .map(|i| Balanced {
            name: format!("member {i}"),
            observed: (0..EACH)
                .map(|j| 1.3 + 0.6 * part(i + 1, 0.618_034) + 0.2 * part(i * EACH + j + 1, 0.414_214))
                .collect(),
        })
        .collect()
}

fn group(value: f64, variance: f64, additive: f64) -> Group {
    Group {
        parameters: vec![Parameter { name: "level".into(), value, variance, estimated: true }],
        scatter: Scatter { proportional: 0.0, additive, estimated: true },
    }
}

// Oracle: the normal marginal likelihood, −2 ln L = (n − 1) ln σ² + ln(σ² + n ω²) + SSW/σ² + n (ȳ − μ)²/(σ² + n ω²); the mode and its variance in closed form.
#[test]
fn exact_marginal_likelihood_and_mode() {
    let (mu, omega2, sigma) = (1.1_f64, 0.25, 0.15);
    let group = group(libm::exp(mu), omega2, sigma);
    let n = EACH as f64;
    for member in members() {
        let found = individual(&group, &member).unwrap();
        let mean = member.observed.iter().sum::<f64>() / n;
        let within: f64 = member.observed.iter().map(|y| (y - mean) * (y - mean)).sum();
        let (s2, total) = (sigma * sigma, sigma * sigma + n * omega2);
        let objective = (n - 1.0) * libm::log(s2)
            + libm::log(total)
            + within / s2
            + n * (mean - mu) * (mean - mu) / total;
        assert!((found.objective - objective).abs() < 1e-7, "{} {objective}", found.objective);
        assert!((found.eta[0] - n * omega2 / total * (mean - mu)).abs() < 1e-7);
        assert!((found.covariance[0] / (omega2 * s2 / total) - 1.0).abs() < 1e-7);
        assert!((found.informed(&group)[0] - n * omega2 / total).abs() < 1e-7);
    }
}

// Oracle: maximum likelihood of a balanced one-way layout: μ the mean, σ² = SSW/N(n − 1), σ² + n ω² = n Σ(ȳ − μ)²/N; the standard error of μ.
#[test]
fn exact_estimates_of_a_balanced_group() {
    let members = members();
    let found = estimate(&group(2.0, 0.1, 0.3), &members).unwrap();
    assert!(found.converged);
    let (n, count) = (EACH as f64, members.len() as f64);
    let means: Vec<f64> = members.iter().map(|m| m.observed.iter().sum::<f64>() / n).collect();
    let mu = means.iter().sum::<f64>() / count;
    let within: f64 = members
        .iter()
        .zip(&means)
        .map(|(m, mean)| m.observed.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>())
        .sum();
    let s2 = within / count / (n - 1.0);
    let total = n * means.iter().map(|m| (m - mu) * (m - mu)).sum::<f64>() / count;
    let value = |i: usize| found.coordinates[i].value;
    assert!((libm::log(value(0)) - mu).abs() < 1e-5, "{} {mu}", libm::log(value(0)));
    assert!((value(1) / ((total - s2) / n) - 1.0).abs() < 1e-3, "{}", value(1));
    assert!((value(2) / libm::sqrt(s2) - 1.0).abs() < 1e-3, "{}", value(2));
    // θ is searched by its logarithm, so its relative error is the standard error of μ.
    let error = found.coordinates[0].relative_error.unwrap();
    assert!((error / libm::sqrt(total / n / count) - 1.0).abs() < 1e-3, "{error}");
}
