"""Time and error of the schedule engine on generated projects (示例数据).

    python bench/schedule.py [--projects 10000] [--checked 300]

Prints the time of a whole forecast (checks, chances, dates, criticality, lights) and the
error of the chances of `--checked` projects against 10,000 and 200,000 plain draws.
"""

from __future__ import annotations

import argparse
import time
from datetime import date, timedelta

import numpy as np

from daliang.engine.schedule import Milestone, Project, forecast

TODAY = date(2024, 6, 7)
MILESTONES = 15


def generate(count: int, seed: int) -> list[Project]:
    """Return projects of 15 milestones, 1 to 3 predecessors, 0 to 8 of them done."""
    random = np.random.default_rng(seed)
    return [_project(number, random) for number in range(count)]


def _project(number: int, random: np.random.Generator) -> Project:
    mode = random.lognormal(3.2, 0.5, MILESTONES)
    low = mode * random.uniform(0.6, 0.95, MILESTONES)
    high = mode * (1 + random.gamma(1.5, 0.35, MILESTONES))
    done = int(random.integers(0, 9))
    milestones, finish = [], []
    for k in range(MILESTONES):
        before = _predecessors(k, random)
        if k < done:
            finish.append(float(-20 * (done - k) + random.integers(0, 15)))
        else:
            start = max([0.0] + [finish[b] for b in before])
            finish.append(start + (low[k] + mode[k] + high[k]) / 3)
        due = TODAY + timedelta(days=round(finish[k] * random.normal(1.06, 0.09)))
        done_on = TODAY + timedelta(days=int(finish[k])) if k < done else None
        after = [f"节点{b}" for b in before]
        days = (float(low[k]), float(mode[k]), float(high[k]))
        milestones.append(Milestone(f"节点{k}", after, *days, done_on=done_on, due_on=due))
    return Project(f"示例项目{number}", milestones)


def _predecessors(k: int, random: np.random.Generator) -> list[int]:
    if k == 0:
        return []
    found = {k - 1 if random.random() < 0.75 else max(0, k - 1 - int(random.integers(1, 4)))}
    for chance in (0.35, 0.12):
        if random.random() < chance:
            found.add(max(0, k - 1 - int(random.integers(0, 4))))
    return sorted(found)


def plain_draws(project: Project, draws: int, random: np.random.Generator) -> list[float]:
    """Return the chance of each milestone by the plainest simulation of the same network."""
    finish: dict[str, np.ndarray] = {}
    chances = []
    for m in project.milestones:
        if m.done_on:
            finish[m.id] = np.full(draws, float((m.done_on - TODAY).days))
        else:
            start = np.zeros(draws)
            for before in m.after:
                start = np.maximum(start, finish[str(before)])
            finish[m.id] = start + random.triangular(m.low, m.mode, m.high, draws)
        chances.append(float((finish[m.id] <= (m.due_on - TODAY).days).mean()))
    return chances


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--checked", type=int, default=300)
    parser.add_argument("--seed", type=int, default=11)
    args = parser.parse_args()
    projects = generate(args.projects, args.seed)
    for points in (512, 1024):
        wall, cpu = time.perf_counter(), time.process_time()
        seen = forecast(projects, TODAY, points=points)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{len(projects)} projects, {points} points: {wall:.2f} s wall, {cpu:.2f} s CPU")
        _print_errors(projects[: args.checked], seen.projects, args.seed)


def _print_errors(projects: list[Project], seen: tuple, seed: int) -> None:
    got = np.array(
        [[m.probability for m in p.milestones] for p, _ in zip(seen, projects, strict=False)]
    )
    is_open = np.array([[m.done_on is None for m in p.milestones] for p in projects])
    for draws in (10_000, 200_000):
        random = np.random.default_rng(seed + draws)
        error = got - np.array([plain_draws(p, draws, random) for p in projects])
        for name, part in (("open milestones", error[is_open]), ("last milestone", error[:, -1])):
            print(
                f"  against {draws} plain draws, {name}: rms {np.sqrt(np.mean(part**2)):.4f}"
                f" mean {np.abs(part).mean():.4f} largest {np.abs(part).max():.4f}"
            )


if __name__ == "__main__":
    main()
