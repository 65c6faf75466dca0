//! Materials: composition and density.

use thiserror::Error;

use crate::element::{Element, number, rows};

/// A homogeneous material.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// Name.
    pub name: String,
    /// Density in g/cm³.
    pub density_g_per_cm3: f64,
    /// (atomic number, mass fraction), summing to 1.
    pub fractions: Vec<(u8, f64)>,
    /// Mean excitation energy in eV.
    pub mean_excitation_ev: f64,
}

/// What is wrong with a material.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum MaterialError {
    /// No such material.
    #[error("there is no material `{0}`; known are {1}")]
    Unknown(String, String),
    /// No data for an element.
    #[error("there are no data for the element with atomic number {0}")]
    Element(u8),
    /// Fractions that are negative or do not sum to one.
    #[error("the mass fractions of {0} sum to {1}, not to 1, or one of them is negative")]
    Fractions(String, f64),
    /// Density that is not positive.
    #[error("the density of {0} is {1} g/cm³; it must be above zero")]
    Density(String, f64),
}

const MATERIALS: &str = include_str!("../data/material.csv");

/// Short names of the materials in daily use, and their number in ESTAR.
const SHORT: [(&str, &str); 17] = [
    ("water", "276"),
    ("soft tissue", "261"),
    ("adipose", "103"),
    ("air", "104"),
    ("blood", "118"),
    ("compact bone", "119"),
    ("cortical bone", "120"),
    ("brain", "123"),
    ("eye lens", "156"),
    ("lung", "190"),
    ("muscle", "201"),
    ("skin", "250"),
    ("testes", "258"),
    ("tissue (four components)", "262"),
    ("aluminium", "13"),
    ("tungsten", "74"),
    ("lead", "82"),
];

impl Material {
    /// A material of ESTAR by its short name (`water`, `lung`, `lead` …) or its name there.
    ///
    /// # Errors
    /// No such material.
    pub fn named(name: &str) -> Result<Self, MaterialError> {
        let wanted = name.trim().to_lowercase();
        let id = SHORT.iter().find(|(short, _)| *short == wanted).map(|(_, id)| *id);
        let fold = |text: &str| text.to_lowercase().replace([' ', '_', ';', ',', '(', ')', '-'], "");
        let row = rows(MATERIALS).find(|r| match id {
            Some(id) => r[0] == id,
            None => fold(r[1]) == fold(&wanted),
        });
        let known = || SHORT.iter().map(|(short, _)| *short).collect::<Vec<_>>().join(", ");
        let Some([_, full, density, excitation, composition]) = row.as_deref() else {
            return Err(MaterialError::Unknown(name.to_owned(), known()));
        };
        let fractions = composition
            .split(' ')
            .filter_map(|part| part.split_once(':'))
            .filter_map(|(z, fraction)| Some((z.parse().ok()?, number(fraction))))
            .collect();
        let short = SHORT.iter().find(|(_, i)| Some(*i) == id).map_or(*full, |(short, _)| *short);
        Self::new(short, number(density), fractions, Some(number(excitation)))
    }

    /// From density and mass fractions, which are normalised if they sum to 1 within 2 %.
    ///
    /// Without a mean excitation energy ln I follows from Bragg's rule, ln I = Σ w Z/A ln I / Σ w Z/A, with I of the elements
    /// in compounds of ICRU Report 37 (table 5.1: those of H, C, N, O, F and Cl in condensed compounds, 1.13 times that of the
    /// element for others).
    ///
    /// # Errors
    /// No data for an element, fractions that do not sum to one, a density that is not positive.
    pub fn new(
        name: &str,
        density_g_per_cm3: f64,
        mut fractions: Vec<(u8, f64)>,
        mean_excitation_ev: Option<f64>,
    ) -> Result<Self, MaterialError> {
        if !(density_g_per_cm3.is_finite() && density_g_per_cm3 > 0.0) {
            return Err(MaterialError::Density(name.to_owned(), density_g_per_cm3));
        }
        let sum: f64 = fractions.iter().map(|(_, w)| w).sum();
        if !((0.98..=1.02).contains(&sum) && fractions.iter().all(|(_, w)| *w >= 0.0)) {
            return Err(MaterialError::Fractions(name.to_owned(), sum));
        }
        if let Some((z, _)) = fractions.iter().find(|(z, _)| Element::of(*z).is_none()) {
            return Err(MaterialError::Element(*z));
        }
        for (_, w) in &mut fractions {
            *w /= sum;
        }
        fractions.retain(|(_, w)| *w > 0.0);
        let mut material = Self {
            name: name.to_owned(),
            density_g_per_cm3,
            fractions,
            mean_excitation_ev: mean_excitation_ev.unwrap_or(f64::NAN),
        };
        if mean_excitation_ev.is_none() {
            material.mean_excitation_ev = material.bragg_excitation_ev();
        }
        Ok(material)
    }

    fn bragg_excitation_ev(&self) -> f64 {
        let of = |z: u8, element: &Element| match (self.fractions.len(), z) {
            (1, _) => element.mean_excitation_ev,
            (_, 1) => 19.2,
            (_, 6) => 81.0,
            (_, 7) => 82.0,
            (_, 8) => 106.0,
            (_, 9) => 112.0,
            (_, 17) => 180.0,
            _ => 1.13 * element.mean_excitation_ev,
        };
        let (mut sum, mut weight) = (0.0, 0.0);
        for (z, w, element) in self.elements() {
            let electrons = w * f64::from(z) / element.weight;
            sum += electrons * libm::log(of(z, element));
            weight += electrons;
        }
        libm::exp(sum / weight)
    }

    /// (atomic number, mass fraction, element).
    pub fn elements(&self) -> impl Iterator<Item = (u8, f64, &'static Element)> + '_ {
        self.fractions.iter().filter_map(|(z, w)| Some((*z, *w, Element::of(*z)?)))
    }

    /// Electrons per mass: Σ w Z/A in mol/g.
    #[must_use]
    pub fn electrons_mol_per_g(&self) -> f64 {
        self.elements().map(|(z, w, e)| w * f64::from(z) / e.weight).sum()
    }

    /// The same material at another density.
    ///
    /// # Errors
    /// A density that is not positive.
    pub fn at_density(&self, density_g_per_cm3: f64) -> Result<Self, MaterialError> {
        Self::new(&self.name, density_g_per_cm3, self.fractions.clone(), Some(self.mean_excitation_ev))
    }
}
