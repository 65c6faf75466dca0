//! Readers meet anything and neither panic nor hang.

use hevesy_compartment::{Compiled, Settings, formula, read_sbml, run};
use proptest::prelude::*;

const SMALL: &str = r#"<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="m">
<listOfCompartments><compartment id="c" size="2" constant="true"/></listOfCompartments>
<listOfSpecies><species id="a" compartment="c" initialAmount="3" hasOnlySubstanceUnits="true"/>
<species id="b" compartment="c" initialConcentration="0.5"/></listOfSpecies>
<listOfParameters><parameter id="k" value="0.3"/></listOfParameters>
<listOfReactions><reaction id="r"><listOfReactants><speciesReference species="a" stoichiometry="1"/></listOfReactants>
<listOfProducts><speciesReference species="b" stoichiometry="1"/></listOfProducts><kineticLaw>
<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>k</ci><ci>a</ci></apply></math>
</kineticLaw></reaction></listOfReactions></model></sbml>"#;

// The unspoilt model: a decays with k into b, whose amount starts at 1.
#[test]
fn exact_the_small_model_runs() {
    let compiled = Compiled::of(&read_sbml(SMALL).unwrap()).unwrap();
    let out = run(&compiled, &[], &[2.0], Settings::default()).unwrap();
    let left = 3.0 * libm::exp(-0.6);
    assert!((out.states[0][0] - left).abs() < 1e-5 && (out.states[0][1] - (4.0 - left)).abs() < 1e-5);
}

// Names that differ only in their case are two states.
#[test]
fn exact_names_by_case() {
    let text = SMALL.replace("\"b\"", "\"A\"");
    let network = read_sbml(&text).unwrap();
    assert_eq!((network.state("a").unwrap(), network.state("A").unwrap()), (0, 1));
    let other = read_sbml(SMALL).unwrap();
    assert_eq!(other.state("B").unwrap(), 1);
}

// What a spoilt file is told: the element by its name.
#[test]
fn exact_spoilt_models_name_the_element() {
    for (old, new, element, what) in [
        ("species=\"b\"", "species=\"z\"", "r", "the species `z`"),
        ("<ci>k</ci>", "<ci>q</ci>", "r", "`q` is not known"),
        ("size=\"2\"", "size=\"-2\"", "c", "its size is -2"),
        ("compartment=\"c\" initialC", "compartment=\"d\" initialC", "b", "its compartment `d`"),
        ("value=\"0.3\"", "value=\"x\"", "k", "`x` is not a number"),
        ("<times/>", "<tims/>", "r", "`tims`"),
        ("reaction id=\"r\"", "reaction id=\"r\" fast=\"true\"", "r", "fast reactions"),
    ] {
        let text = SMALL.replace(old, new);
        assert_ne!(text, SMALL, "{old} is not there");
        let error = read_sbml(&text).and_then(|n| Compiled::of(&n)).unwrap_err();
        assert!(error.at == element && error.what.contains(what), "{error:?}");
    }
    assert!(read_sbml("<sbml>").is_err() && read_sbml("<other/>").is_err());
}

proptest! {
    #[test]
    fn law_formulas_never_panic(text in "[-+*/^(), a-z0-9.]{0,60}") {
        let _ = formula(&text);
    }

    #[test]
    fn law_deep_formulas_are_refused(n in 500_usize..5000, symbol in "[-(]") {
        prop_assert!(formula(&symbol.repeat(n)).is_err());
    }

    #[test]
    fn law_spoilt_sbml_never_panics(at in 0..SMALL.len(), length in 0_usize..40, put in "[<>/a-z\"0-9=]{0,12}") {
        let end = (at + length).min(SMALL.len());
        let text = format!("{}{put}{}", &SMALL[..at], &SMALL[end..]);
        if let Ok(compiled) = read_sbml(&text).and_then(|n| Compiled::of(&n)) {
            let _ = run(&compiled, &[], &[1.0], Settings::default());
        }
    }
}
