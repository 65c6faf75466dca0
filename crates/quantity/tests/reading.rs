//! Reading, printing and converting quantities.

use hevesy_quantity::{
    Activity, ActivityPerMass, Amount, Density, Dose, DosePerActivity, DoseRate, Energy, Fraction,
    InverseDose, Mass, MolarActivity, QuantityError, Rate, SValue, Time, TimeIntegratedActivity, Volume,
};
use proptest::prelude::*;

macro_rules! reads {
    ($($text:literal as $type:ident = $get:ident $value:expr;)+) => {
        $(assert_eq!($text.parse::<$type>().map(|q| q.$get()), Ok($value), "{}", $text);)+
    };
}

#[test]
fn exact_what_people_write() {
    reads! {
        "7.4 GBq" as Activity = to_bq 7.4e9;
        "7.4GBq" as Activity = to_mbq 7400.0;
        " 200 mCi " as Activity = to_bq 7.4e9;
        "0.1 µCi" as Activity = to_bq 3700.0;
        "0.1 μCi" as Activity = to_bq 3700.0;
        "1e3 kBq" as Activity = to_bq 1e6;
        "8 wk" as Time = to_d 56.0;
        "16.5h" as Time = to_s 59_400.0;
        "0.299 us" as Time = to_s 2.99e-7;
        "1 y" as Time = to_d 365.2422;
        "-5 d" as Time = to_h -120.0;
        "0.34 Gy/GBq" as DosePerActivity = to_gy_per_gbq 0.34;
        "340 mGy/GBq" as DosePerActivity = to_gy_per_gbq 0.34;
        "0.34 mGy/MBq" as DosePerActivity = to_gy_per_gbq 0.34;
        "55 kBq/kg" as ActivityPerMass = to_kbq_per_kg 55.0;
        "4 TBq/mg" as ActivityPerMass = to_tbq_per_g 4000.0;
        "1.566e-4 mGy/(MBq·s)" as SValue = to_mgy_per_mbq_s 1.566e-4;
        "1.566e-4 mGy/MBq/s" as SValue = to_mgy_per_mbq_s 1.566e-4;
        "1.566e-13 Gy/(Bq s)" as SValue = to_mgy_per_mbq_s 1.566e-4;
        "7594 MBq·h" as TimeIntegratedActivity = to_mbq_h 7594.0;
        "7594 MBq h" as TimeIntegratedActivity = to_mbq_h 7594.0;
        "40 mGy/h" as DoseRate = to_gy_per_h 0.04;
        "2 Gy/min" as DoseRate = to_gy_per_h 120.0;
        "2300 rad" as Dose = to_gy 23.0;
        "98.561 mL" as Volume = to_ml 98.561;
        "98.561 cm3" as Volume = to_ml 98.561;
        "98.561 cm³" as Volume = to_ml 98.561;
        "1.05 g/cm^3" as Density = to_g_per_ml 1.05;
        "1050 kg/m3" as Density = to_g_per_ml 1.05;
        "147.9 keV" as Energy = to_mev 0.1479;
        "1 J" as Energy = to_mev 1e22 / 1_602_176_634.0;
        "10.18 nmol" as Amount = to_nmol 10.18;
        "82 MBq/nmol" as MolarActivity = to_mbq_per_nmol 82.0;
        "0.35 /Gy" as InverseDose = to_per_gy 0.35;
        "0.35 Gy^-1" as InverseDose = to_per_gy 0.35;
        "0.35 Gy⁻¹" as InverseDose = to_per_gy 0.35;
        "24 1/d" as Rate = to_per_h 1.0;
        "5 %" as Fraction = get 0.05;
        "93 kg" as Mass = to_kg 93.0;
    }
}

#[test]
fn exact_what_is_refused_says_why() {
    let refused = |text: &str, fragment: &str| {
        let message = text.parse::<Activity>().expect_err(text).to_string();
        assert!(message.contains(fragment), "{text}: {message}");
    };
    refused("7,4 GBq", "comma");
    refused("1,000 MBq", "comma");
    refused("7.4", "no unit");
    refused("GBq", "does not start with a number");
    refused("", "does not start with a number");
    refused("nan GBq", "does not start with a number");
    refused("1e999 GBq", "not a finite number");
    refused("-7.4 GBq", "negative");
    refused("7.4 mbq", "`MBq`, `mBq`");
    refused("7.4 gbq", "did you mean `GBq`");
    refused("200 MCi", "mCi");
    refused("7.4 Gy", "not a unit of activity");
    refused("7.4 GBq/kg", "not a unit of activity");
    refused("7.4 GBx", "not a unit known here");
    refused("7..4 GBq", "does not start with a number");
    let time = |text: &str| text.parse::<Time>().expect_err(text).to_string();
    assert!(time("5 m").contains("minutes"));
    assert!(time("2 mo").contains("days"));
    assert!("2 Sv".parse::<Dose>().expect_err("Sv").to_string().contains("weighting"));
    assert!(matches!("1 mGy/MBq s".parse::<SValue>(), Err(QuantityError::Ambiguous { .. })));
    assert!("((((((((((Bq))))))))))".parse::<Activity>().is_err());
}

#[test]
fn exact_printing_chooses_a_readable_unit() {
    assert_eq!(Activity::mbq(7210.4).to_string(), "7.2104 GBq");
    assert_eq!(format!("{:.3}", Activity::mbq(7210.4)), "7.21 GBq");
    assert_eq!(Activity::ZERO.to_string(), "0 Bq");
    assert_eq!(Time::h(156.0).to_string(), "6.5 d");
    assert_eq!(format!("{:.3}", Time::s(2.99e-5)), "29.9 us");
    assert_eq!(Dose::gy(0.3).to_string(), "0.3 Gy");
    assert_eq!(format!("{:.2}", DoseRate::gy_per_h(0.004_16)), "4.2 mGy/h");
}

#[test]
fn exact_json_is_the_text_and_bare_numbers_are_refused() {
    let activity: Activity = serde_json::from_str("\"200 mCi\"").expect("a text with unit");
    assert_eq!(serde_json::to_string(&activity).expect("json"), "\"7.4 GBq\"");
    let error = serde_json::from_str::<Activity>("7.4").expect_err("a bare number").to_string();
    assert!(error.contains("with its unit in quotes"), "{error}");
}

proptest! {
    #[test]
    fn law_print_then_read_returns_the_value(value in 1e-6..1e15f64) {
        let activity = Activity::bq(value);
        let back: Activity = activity.to_string().parse().unwrap();
        prop_assert!((back / activity - 1.0).abs() < 4e-16);
    }

    #[test]
    fn law_decimal_prefixes_cost_no_rounding(digits in 1u32..100_000_000, power in 0i32..9) {
        let activity: Activity = format!("{digits}e-{power} GBq").parse().unwrap();
        let expected: f64 = format!("{digits}e{}", 9 - power).parse().unwrap();
        prop_assert_eq!(activity.to_bq(), expected);
    }

    #[test]
    fn law_no_text_panics(text in ".{0,40}") {
        let _ = text.parse::<Activity>();
        let _ = text.parse::<SValue>();
        let _ = format!("1 {text}").parse::<Time>();
        let _ = format!("1e{text}").parse::<Time>();
    }
}
