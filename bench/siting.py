"""Time and gap of the site planner on generated towns (示例数据), and of bus lines.

    python bench/siting.py [--homes 5000] [--places 200] [--sites 30]

Two kinds of town: random, where the gap is the proven one; and planted, where clusters lie
so that the best choice is known by construction.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from daliang.engine.siting import City, plan_sites

WALK = 800.0


def scattered(homes: int, places: int, seed: int = 3) -> City:
    """Return 25 quarters of unequal size, candidates among the homes."""
    random = np.random.default_rng(seed)
    centre = random.uniform(0, 20_000, (25, 2))
    home = centre[random.integers(0, 25, homes)] + random.normal(0, 1200, (homes, 2))
    place = home[random.choice(homes, places, replace=False)] + random.normal(0, 100, (places, 2))
    metres = np.hypot(*(home[:, None] - place[None]).transpose(2, 0, 1))
    return City(random.lognormal(4, 0.7, homes).round(), metres, np.ones(places), WALK)


def planted(homes: int, places: int, sites: int, seed: int = 5) -> tuple[City, list[int]]:
    """Return a town of `sites` far-apart quarters with one perfect candidate each."""
    random = np.random.default_rng(seed)
    centre = np.stack([np.arange(sites) * 10_000.0, np.zeros(sites)], axis=1)
    quarter = np.arange(homes) % sites
    angle, radius = random.uniform(0, 2 * np.pi, homes), random.uniform(50, 790, homes)
    home = centre[quarter] + np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None]
    others = places - sites
    decoy = centre[random.integers(0, sites, others)]
    decoy = decoy + random.choice([-1, 1], (others, 2)) * random.uniform(300, 900, (others, 2))
    place = np.concatenate([centre, decoy])
    order = random.permutation(places)
    metres = np.hypot(*(home[:, None] - place[order][None]).transpose(2, 0, 1))
    best = np.flatnonzero(order < sites).tolist()
    return City(random.integers(1, 60, homes).astype(float), metres, np.ones(places), WALK), best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--homes", type=int, default=5000)
    parser.add_argument("--places", type=int, default=200)
    parser.add_argument("--sites", type=int, default=30)
    args = parser.parse_args()
    city = scattered(args.homes, args.places)
    for goal in ("cover", "walk"):
        began = time.perf_counter()
        plan = plan_sites(city, args.sites, goal=goal)
        print(
            f"random town, {goal}: {time.perf_counter() - began:.1f} s, coverage"
            f" {plan.report.coverage:.1%}, mean walk {plan.report.mean_metres:.0f} m,"
            f" proven gap {plan.gap:.2%} ({plan.method})"
        )
    city, best = planted(args.homes, args.places, args.sites)
    began = time.perf_counter()
    plan = plan_sites(city, args.sites)
    print(
        f"planted town, cover: {time.perf_counter() - began:.1f} s, coverage"
        f" {plan.report.coverage:.2%} (best 100 %), same sites: {sorted(plan.report.sites) == best}"
    )


if __name__ == "__main__":
    main()
