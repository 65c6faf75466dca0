//! S-values of mice.

use hevesy::Problem;
use hevesy::anatomy::{MOUSE_G, MOUSE_ORGANS, MouseOrgan, semi_axes_cm};
use hevesy::quantity::Mass;
use hevesy::transport::{Component, J_PER_MEV, SValues, TargetDose, ellipsoid};

use super::super::{Reply, argument, quantity};
use super::{SvalueArguments, answer_of, text};

/// Self-dose of an organ as an ellipsoid in the middle of the mouse, and the dose of the rest of the body.
pub(super) fn run(arguments: &SvalueArguments) -> Result<Reply, Problem> {
    let radiation = &arguments.radiation;
    let members = radiation.members()?;
    let size = arguments.mouse.as_deref().unwrap_or_default();
    let wanted = quantity::<Mass>("--mouse", size)?.to_g();
    let Some(mouse) = MOUSE_G.iter().position(|m| (m - wanted).abs() < 0.01) else {
        return Err(argument("--mouse", format!("there is no mouse of {size}"), "take 25g, 30g or 35g"));
    };
    let names = || MOUSE_ORGANS.iter().map(|o| o.name).collect::<Vec<_>>().join("; ");
    let (organ, body) = (MouseOrgan::named(&arguments.source), MouseOrgan::named("total body"));
    let (Some(organ), Some(body)) = (organ, body) else {
        let what = format!("there is no organ `{}` in the mouse", arguments.source);
        return Err(argument("--source", what, &format!("take one of: {}", names())));
    };
    let (Some(own), Some(around)) = (organ.material(), body.material()) else {
        return Err(argument("--source", "has no material", "report this"));
    };
    let whole = organ.name == body.name;
    let piece_g = organ.mass_g(mouse) / organ.pieces();
    let inner = semi_axes_cm(piece_g / own.density_g_per_cm3, organ.axes);
    let outer = semi_axes_cm(body.mass_g(mouse) / around.density_g_per_cm3, body.axes);
    // Decays in the whole body: the surroundings are air, of no account.
    let outer = if whole { outer.map(|a| a * 1.000_001) } else { outer };
    let mut watch = radiation.watch(&format!("mouse {mouse} {}", organ.name))?;
    let goal = radiation.goal()?;
    let found = ellipsoid(&members, (inner, &own), (outer, &around), goal, &mut watch);
    let warning = watch.end(goal.0)?;
    let target = |name: &str, mass_g: f64, mev: [(f64, f64); 4]| {
        // MeV to mGy per MBq s.
        let scale = J_PER_MEV / (mass_g * 1e-3) * 1e9;
        TargetDose {
            name: name.to_owned(),
            mass_g,
            s_mgy_per_mbq_s: mev.map(|(e, _)| e * scale),
            sd_mgy_per_mbq_s: mev.iter().map(|(_, sd)| sd * sd).sum::<f64>().sqrt() * scale,
            group: false,
        }
    };
    // What one of a pair leaves in itself is shared by two of the mass.
    let mut targets = vec![target(organ.name, organ.mass_g(mouse), found.inner_mev)];
    if !whole {
        targets.push(target("rest of the body", body.mass_g(mouse) - piece_g, found.outer_mev));
    }
    let values = SValues {
        source: organ.name.to_owned(),
        targets,
        emitted_mev: Component::ALL.iter().map(|c| members.energy_mev(*c)).sum(),
        histories: found.histories,
    };
    let mut notes: Vec<String> = radiation.notes(&members).into_iter().chain(warning).collect();
    notes.push(format!(
        "Masses of Keenan et al. 2010 (C2); shape (axes {} : {} : {}) and place in the middle of the body are proposals. One organ to another is not computed: places are not known.",
        organ.axes[0], organ.axes[1], organ.axes[2]
    ));
    if organ.pieces() > 1.0 {
        notes.push("One of a pair holds the decays; the S-value is that of both together, each with half of them. What one leaves in the other is in the rest of the body.".to_owned());
    }
    let name = format!("mouse of {} g", MOUSE_G[mouse]);
    let answer = answer_of(&name, organ.mass_g(mouse), values, radiation, notes)?;
    Ok(Reply::of(radiation.json, &answer, || text(&answer, 1e-3)))
}
