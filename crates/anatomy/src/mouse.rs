//! Organ masses of mice, and how they are drawn as ellipsoids.

use hevesy_matter::Material;

/// An organ of a mouse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MouseOrgan {
    /// Name.
    pub name: &'static str,
    /// Mass in g at the three body masses of [`MOUSE_G`].
    pub mass_g: [f64; 3],
    /// Ratio of the axes, x : y : z: a proposal of this project, as the source gives masses only.
    pub axes: [f64; 3],
    /// Name of the material.
    pub material: &'static str,
}

/// Nominal masses in g of the mice.
pub const MOUSE_G: [f64; 3] = [25.0, 30.0, 35.0];

const fn organ(name: &'static str, mass_g: [f64; 3], axes: [f64; 3], material: &'static str) -> MouseOrgan {
    MouseOrgan { name, mass_g, axes, material }
}

/// Organs whose shape an ellipsoid stands for. Masses of the realistic mice of Keenan et al. 2010 (J Nucl Med 51:471), taken from a transcription (C2). The skeleton is no
/// ellipsoid and is left out; paired organs are one pair, each of half the mass.
pub const MOUSE_ORGANS: [MouseOrgan; 14] = [
    organ("brain", [0.466, 0.568, 0.666], [1.0, 0.8, 1.5], "soft tissue"),
    organ("heart", [0.235, 0.291, 0.342], [1.0, 1.0, 1.4], "soft tissue"),
    organ("stomach", [0.055, 0.069, 0.082], [1.0, 1.0, 1.5], "soft tissue"),
    organ("small intestine", [1.74, 2.12, 2.49], [1.5, 1.0, 1.5], "soft tissue"),
    organ("large intestine", [0.583, 0.709, 0.83], [1.5, 1.0, 1.5], "soft tissue"),
    organ("kidneys", [0.302, 0.374, 0.432], [1.0, 1.0, 1.8], "soft tissue"),
    organ("liver", [1.74, 2.15, 2.57], [2.0, 1.3, 1.0], "soft tissue"),
    organ("lungs", [0.087, 0.107, 0.131], [1.0, 1.0, 1.6], "lung"),
    organ("pancreas", [0.305, 0.378, 0.45], [2.0, 0.6, 1.0], "soft tissue"),
    organ("spleen", [0.111, 0.136, 0.157], [0.5, 1.0, 3.0], "soft tissue"),
    organ("testes", [0.16, 0.197, 0.228], [1.0, 1.0, 1.4], "soft tissue"),
    organ("thyroid", [0.014, 0.016, 0.02], [1.0, 1.0, 2.0], "soft tissue"),
    organ("bladder", [0.06, 0.075, 0.088], [1.0, 1.0, 1.0], "soft tissue"),
    organ("total body", [24.11, 29.8, 35.27], [1.0, 1.0, 3.0], "soft tissue"),
];

/// Organs of which there are two, each an ellipsoid of half the mass.
const PAIRED: [&str; 3] = ["kidneys", "lungs", "testes"];

impl MouseOrgan {
    /// By name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let wanted = name.trim().to_lowercase();
        MOUSE_ORGANS.iter().find(|o| o.name == wanted)
    }

    /// Mass in g in a mouse of the table, by its place there.
    #[must_use]
    pub const fn mass_g(&self, mouse: usize) -> f64 {
        self.mass_g[mouse]
    }

    /// Number of ellipsoids that it is.
    #[must_use]
    pub fn pieces(&self) -> f64 {
        if PAIRED.contains(&self.name) { 2.0 } else { 1.0 }
    }

    /// Its material; that of lungs with the density of inflated lung (ICRU 44, 0.26 g/cm³).
    #[must_use]
    pub fn material(&self) -> Option<Material> {
        let own = Material::named(self.material).ok()?;
        if self.material == "lung" { own.at_density(0.26).ok() } else { Some(own) }
    }
}

/// Semi-axes in cm of an ellipsoid with a volume in cm³ and a ratio of axes.
#[must_use]
pub fn semi_axes_cm(volume_cm3: f64, ratio: [f64; 3]) -> [f64; 3] {
    let product: f64 = ratio.iter().product();
    let scale = libm::cbrt(volume_cm3 * 3.0 / (4.0 * core::f64::consts::PI * product));
    ratio.map(|r| r * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_axes_make_the_volume() {
        let [a, b, c] = semi_axes_cm(2.5, [1.0, 2.0, 3.0]);
        assert!((4.0 / 3.0 * core::f64::consts::PI * a * b * c / 2.5 - 1.0).abs() < 1e-12);
        assert!((b / a - 2.0).abs() < 1e-12 && (c / a - 3.0).abs() < 1e-12);
    }

    #[test]
    fn law_organs_fit_into_the_mouse() {
        let body = MouseOrgan::named("Total body").unwrap();
        for (mouse, whole) in MOUSE_G.into_iter().enumerate() {
            let outer = semi_axes_cm(body.mass_g(mouse), body.axes);
            let organs = &MOUSE_ORGANS[..13];
            assert!(organs.iter().map(|o| o.mass_g(mouse)).sum::<f64>() < whole);
            for organ in organs {
                let density = organ.material().unwrap().density_g_per_cm3;
                let inner = semi_axes_cm(organ.mass_g(mouse) / organ.pieces() / density, organ.axes);
                assert!((0..3).all(|i| inner[i] < outer[i]), "{}: {inner:?} {outer:?}", organ.name);
            }
        }
    }
}
