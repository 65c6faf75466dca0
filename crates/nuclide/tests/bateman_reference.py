#!/usr/bin/env python3
"""Independent solution of the Bateman equations for tests/decay.rs.

    pip install mpmath radioactivedecay==0.6.1
    python crates/nuclide/tests/bateman_reference.py > crates/nuclide/tests/bateman_reference.csv

Every path from the head to a member contributes the textbook sum of exponentials, summed with 400 significant digits
(its cancellation costs up to 150). Half-lives are the decimal values of ICRP-107, with a year of 365.2422 d.
Activities are relative to a head of 1 Bq; entries below 1e-40 are left out.
"""
from mpmath import mp, mpf, exp, log
import radioactivedecay as rd

mp.dps = 400
SECONDS = {"y": mpf("365.2422") * 86400, "d": 86400, "h": 3600, "m": 60, "s": 1, "ms": mpf("1e-3"), "μs": mpf("1e-6")}
TIMES = ["1e-3", "1", "3600", "59400", "864000", "31556926.08", "3155692608"]
HEADS = ["Ac-225", "Ra-223", "Th-227", "Ra-224", "Pb-212", "Th-228", "At-211", "Bi-213", "Th-232", "U-238", "Mo-99", "Lu-177m", "Tb-149", "Sr-90"]


def lam(name):
    value, unit, _ = rd.DEFAULTDATA.hldata[rd.DEFAULTDATA.nuclide_dict[name]]
    return log(2) / (mpf(repr(float(value))) * SECONDS[str(unit)])


def radioactive(name):
    return name in rd.DEFAULTDATA.nuclide_dict and rd.Nuclide(name).half_life("s") != float("inf")


def paths(name, weight=mpf(1), path=()):
    path = path + (name,)
    yield path, weight
    n = rd.Nuclide(name)
    for p, b in zip(n.progeny(), n.branching_fractions()):
        if radioactive(p):
            yield from paths(p, weight * mpf(repr(float(b))), path)


print("head,time_s,nuclide,activity")
for head in HEADS:
    for t in TIMES:
        total = {}
        for path, weight in paths(head):
            l = [lam(n) for n in path]
            s = mpf(0)
            for i, li in enumerate(l):
                d = mpf(1)
                for j, lj in enumerate(l):
                    if j != i:
                        d *= lj - li
                s += exp(-li * mpf(t)) / d
            product = mpf(1)
            for x in l[1:]:
                product *= x
            total[path[-1]] = total.get(path[-1], 0) + weight * product * s
        for name, a in total.items():
            if a > mpf("1e-40"):
                print(f"{head},{t},{name},{mp.nstr(a, 17)}")
