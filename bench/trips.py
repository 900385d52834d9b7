"""Quality and time of the trip planner on generated cases (示例数据) and public ones.

    python bench/trips.py trip [--teams 2] [--seconds 15]     113 meetings, 15 cities, 9 days
    python bench/trips.py toptw [--cases 6] [--seconds 4.5]   one day, 100 visits, 1/2/4 teams
    python bench/trips.py toptw --instances DIR               public TOPTW files of that form

The generated one-day cases have Solomon's shape (random and clustered customers, narrow
and wide windows); without published bests the gap is against the longest run of any method
(`--reference SECONDS`). Every plan is checked by the independent checker.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from daliang.engine.trips import (
    City,
    Plan,
    Trip,
    Visit,
    Window,
    check_plan,
    estimate_travel,
    plan_trip,
    quick_plan,
)

COUNTRIES = ((48.8, 2.3, "西"), (50.8, 4.4, "北"), (50.1, 9.5, "东"))


def delegation(teams: int, seed: int = 2024) -> Trip:
    """Return a made-up trip: 3 countries, 15 cities, 113 meetings, 11 of them agreed."""
    random = np.random.default_rng(seed)
    cities = []
    for lat, lon, name in COUNTRIES:
        cities += [
            City(f"{name}{n}", lat + random.normal(0, 1.4), lon + random.normal(0, 1.8))
            for n in range(5)
        ]
    visits = []
    weight = random.dirichlet(np.full(15, 1.2))
    for number in range(113):
        city = cities[int(random.choice(15, p=weight))].name
        fixed = number < 11
        days = sorted(random.choice(9, int(1 if fixed else random.integers(2, 6)), replace=False))
        windows = []
        for day in days:
            begin = int(
                random.choice([540, 600, 840, 900]) if fixed else random.choice([540, 540, 780])
            )
            length = 120 if fixed else int(random.choice([180, 240, 480]))
            windows.append(Window(int(day), begin, min(begin + length, 1080)))
        minutes = int(random.choice([45, 60, 90]))
        visits.append(
            Visit(f"单位{number}", city, minutes, int(random.integers(1, 10)), windows, fixed)
        )
    return Trip(9, teams, (480, 1260), cities[0].name, cities, estimate_travel(cities), visits)


def orienteering(kind: str, teams: int, seed: int) -> Trip:
    """Return a one-day case in Solomon's shape; kind is r, c or rc, distances in tenths."""
    random = np.random.default_rng(seed)
    horizon = 1236 if kind == "c" else 235
    service = 90 if kind == "c" else 10
    places = [np.array([40.0, 50.0] if kind != "r" else [35.0, 35.0])]
    centres = random.uniform(10, 90, (10, 2))
    for number in range(100):
        is_loose = kind == "r" or (kind == "rc" and number % 2)
        place = (
            random.uniform(0, 80, 2) if is_loose else centres[number % 10] + random.normal(0, 3, 2)
        )
        places.append(np.round(place))
    width = float(random.choice([10, 30, 60])) * (5 if kind == "c" else 1)
    share = float(random.choice([1.0, 0.75, 0.5]))
    opens = [0.0]
    closes = [float(horizon)]
    distance = (
        np.floor(10 * np.hypot(*(np.array(places)[:, None] - places).transpose(2, 0, 1))) / 10
    )
    for number in range(1, 101):
        low, high = distance[0, number], horizon - distance[0, number] - service
        middle = random.uniform(low, high)
        narrow = random.random() < share
        opens.append(float(round(max(low, middle - width / 2))) if narrow else 0.0)
        closes.append(float(round(min(high, middle + width / 2))) if narrow else float(int(high)))
    visits = [
        Visit(
            str(n),
            str(n),
            service,
            int(random.choice([10, 20, 30, 40])),
            [Window(0, opens[n], max(closes[n], opens[n]))],
        )
        for n in range(1, 101)
    ]
    cities = [City(str(n)) for n in range(101)]
    return Trip(1, teams, (0, horizon), "0", cities, distance, visits)


def public(path: Path, teams: int) -> Trip:
    """Return a public TOPTW file: number, x, y, service, score, ..., opens, closes a line."""
    rows = [[float(cell) for cell in line.split()] for line in path.read_text().splitlines()]
    rows = [row for row in rows if len(row) >= 8]
    places = np.array([row[1:3] for row in rows])
    # The convention of the published bests: distances cut to one decimal for Solomon's.
    distance = np.floor(10 * np.hypot(*(places[:, None] - places).transpose(2, 0, 1)) + 1e-6) / 10
    cities = [City(str(int(row[0]))) for row in rows]
    visits = [
        Visit(cities[n].name, cities[n].name, row[3], row[4], [Window(0, row[-2], row[-1])])
        for n, row in enumerate(rows)
        if n
    ]
    return Trip(1, teams, (0, rows[0][-1]), cities[0].name, cities, distance, visits)


def run(name: str, trip: Trip, seconds: float, reference: float) -> float:
    """Print one case and return its gap to the best seen."""
    began = time.perf_counter()
    quick = quick_plan(trip)
    quick_time = time.perf_counter() - began
    began = time.perf_counter()
    plan = plan_trip(trip, seconds)
    plan_time = time.perf_counter() - began
    best = max(quick.score, plan.score)
    if reference:
        best = max(best, plan_trip(trip, reference).score)
    assert not check_plan(trip, quick)
    assert not check_plan(trip, plan)
    gap = 1 - plan.score / best if best else 0.0
    print(
        f"{name}: quick {_line(quick)} in {quick_time:.1f} s; better {_line(plan)}"
        f" [{plan.method}] in {plan_time:.1f} s; best seen {best:g}, gap {gap:.2%}",
        flush=True,
    )
    return gap


def _line(plan: Plan) -> str:
    visited = sum(len(day.stops) for day in plan.days)
    return f"{plan.score:g} ({visited} visits, fixed {plan.fixed_kept}/{plan.fixed_wanted})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=["trip", "toptw"])
    parser.add_argument("--teams", type=int, default=2)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--reference", type=float, default=0.0)
    parser.add_argument("--cases", type=int, default=6)
    parser.add_argument("--instances", type=Path)
    args = parser.parse_args()
    if args.what == "trip":
        run(f"{args.teams} teams", delegation(args.teams), args.seconds or 15.0, args.reference)
        return
    if args.instances is not None and not args.instances.is_dir():
        raise SystemExit(f"没有目录 {args.instances}：放入公开的 TOPTW 算例文件再试")
    cases = (
        [
            (f"{path.stem} m={m}", public(path, m))
            for path in sorted(args.instances.glob("*.txt"))
            for m in (1, 2, 4)
        ]
        if args.instances
        else [
            (f"{kind}-{n} m={m}", orienteering(kind, m, 100 + n))
            for n in range(args.cases)
            for kind, m in [(("r", "c", "rc")[n % 3], (1, 2, 4)[n // 3 % 3])]
        ]
    )
    gaps = [run(name, trip, args.seconds or 4.5, args.reference) for name, trip in cases]
    print(f"{len(gaps)} cases, mean gap {np.mean(gaps):.2%}, worst {np.max(gaps):.2%}")


if __name__ == "__main__":
    main()
