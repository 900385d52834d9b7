"""Fit the forecast's national coefficients and write them into the package.

    python tools/fit_forecast.py            # ../shared/data/nbs_..._to2017.csv.gz
    python tools/fit_forecast.py FILE.csv.gz

The table has series_id, year, month, ytd_value, yoy_ytd_pct_published: monthly
cumulative series of the National Bureau of Statistics with published growth.
Only years to 2017 are used, whatever the file holds: later years are kept for
judging the method.
"""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

import numpy as np

from daliang.engine.forecast.fitting import FORECAST_MONTHS, fit_month
from daliang.engine.forecast.panel import MONTHS, Panel
from daliang.engine.forecast.pooled import TERMS, MonthFit

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "nbs_national_monthly_ytd_to2017.csv.gz"
FITTED = ROOT / "src" / "daliang" / "engine" / "forecast" / "fitted.py"
LAST_YEAR = 2017
HEAD = '''"""National fits of the forecast, months 2 to 11, written by tools/fit_forecast.py.

Fitted on {series} cumulative monthly series of the National Bureau of Statistics,
years {first} to {last}. Terms in order:
{terms}.
"""

from __future__ import annotations

from daliang.engine.forecast.pooled import MonthFit, Prior

'''


def read_panel(path: Path, last_year: int = LAST_YEAR) -> Panel:
    """Return the panel of a national table, years to `last_year` only."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if int(row["year"]) <= last_year]
    names = sorted({row["series_id"] for row in rows})
    first = min(int(row["year"]) for row in rows)
    position = {name: index for index, name in enumerate(names)}
    shape = (len(names), last_year - first + 1, MONTHS)
    level, growth = np.full(shape, np.nan), np.full(shape, np.nan)
    for row in rows:
        cell = (position[row["series_id"]], int(row["year"]) - first, int(row["month"]) - 1)
        level[cell] = float(row["ytd_value"])
        if row["yoy_ytd_pct_published"]:
            growth[cell] = float(row["yoy_ytd_pct_published"])
    return Panel(tuple(names), tuple(range(first, last_year + 1)), level, growth)


def as_source(month: int, fitted: MonthFit) -> str:
    """Return one month's fit as Python source."""

    def numbers(values: tuple[float, ...], indent: int) -> str:
        parts = [f"{value:.5g}" for value in values]
        return "(" + ", ".join(parts) + ("," if len(parts) == 1 else "") + ")"

    moments = "".join(f"            {numbers(row, 12)},\n" for row in fitted.moments)
    return (
        f"    {month}: MonthFit(\n"
        f"        coefficients={numbers(fitted.coefficients, 8)},\n"
        f"        moments=(\n{moments}        ),\n"
        f"        volatility={fitted.volatility:.5g},\n"
        f"        error_ratio={fitted.error_ratio:.5g},\n"
        f"        error_variance={fitted.error_variance:.5g},\n"
        f"    ),\n"
    )


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not path.is_file():
        print(f"没有拟合用的数据 {path}；给出文件路径再运行")
        return 2
    panel = read_panel(path)
    body = "".join(as_source(month, fit_month(panel, month)) for month in FORECAST_MONTHS)
    head = HEAD.format(
        series=len(panel.names), first=panel.years[0], last=panel.years[-1], terms="、".join(TERMS)
    )
    FITTED.write_text(f"{head}NATIONAL: Prior = {{\n{body}}}\n", encoding="utf-8")
    print(f"wrote {FITTED.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
