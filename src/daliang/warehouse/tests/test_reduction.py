"""Facts to leaves: same scope, bridge, vintages, and the same answer from every engine."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from daliang.engine.checks import BadInput
from daliang.warehouse.catalogue import read_catalogue
from daliang.warehouse.engines import DuckEngine, Engine, PostgresEngine, SparkEngine
from daliang.warehouse.expressions import LeafQuestion
from daliang.warehouse.loading import check_facts, keep_facts
from daliang.warehouse.reduction import Reduced, Reducer
from daliang.warehouse.spans import Span
from daliang.warehouse.tests.world import DAY, OUTPUT, fill, register, table

JANUARY = (Span(202301, 202301), Span(202401, 202401))


def duck(folder: Path) -> Reducer:
    return Reducer(folder, DuckEngine(folder / "spill"))


def ask(*dims: str, **values: object) -> LeafQuestion:
    return LeafQuestion(dims, *JANUARY, **values)


def as_rows(found: Reduced, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(found.columns[n].tolist() for n in names), strict=True))


def test_the_base_is_restated_to_this_years_list_of_firms(tmp_path: Path) -> None:
    fill(tmp_path)

    found = duck(tmp_path).reduce("output", ask("enterprise"))

    # 化工 left the list; 西塘电子 restated 20; 纺织 stopped but is still listed, with its own 82
    assert dict(as_rows(found, "enterprise", "base")) == {
        "东港轴承有限公司": 100,
        "东港电子有限公司": 50,
        "西塘纺织有限公司": 82,
        "西塘电子有限公司": 20,
    }
    assert found.published_base == 270
    assert found.published_actual == 180.5


def test_on_the_published_scope_a_firm_that_left_counts_as_gone(tmp_path: Path) -> None:
    fill(tmp_path)

    found = duck(tmp_path).reduce("output", ask("district", is_same_scope=False))

    assert as_rows(found, "district", "base", "actual") == [
        ("东港区", 150, 150.5),
        ("临川区", 40, 0),
        ("西塘区", 80, 30),
    ]


def test_a_corrected_month_is_a_new_vintage_and_changes_the_data_version(tmp_path: Path) -> None:
    fill(tmp_path)
    before = duck(tmp_path).reduce("output", ask("district"))
    corrected = check_facts(table([("东港轴承有限公司", "2024-01", 95.0)]), register())

    keep_facts(tmp_path, OUTPUT, corrected, on=DAY)

    after = duck(tmp_path).reduce("output", ask("district"))
    assert after.version != before.version
    assert (after.published_actual, before.published_actual) == (95, 180.5)
    assert [p.vintage for p in read_catalogue(tmp_path).parts if p.period == 202401] == [1, 2]


def test_a_period_without_base_is_named(tmp_path: Path) -> None:
    fill(tmp_path)
    question = LeafQuestion(("district",), Span(202302, 202302), Span(202402, 202402))

    with pytest.raises(BadInput) as caught:
        duck(tmp_path).reduce("output", question)

    assert "202302" in str(caught.value)
    assert "202402" in str(caught.value)


def test_a_dimension_with_absurdly_many_values_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path)
    monkeypatch.setattr("daliang.warehouse.reduction.MAX_VALUES", 4)

    with pytest.raises(BadInput, match="5个不同的值"):
        duck(tmp_path).reduce("output", ask("enterprise"))


def test_a_base_of_zero_is_refused_by_the_leaf_table(tmp_path: Path) -> None:
    fill(tmp_path)
    zero = [("东港轴承有限公司", "2023-01", 0.0)]
    only = [("东港轴承有限公司", "2024-01", 5.0)]
    for rows in (zero, only):
        keep_facts(tmp_path, OUTPUT, check_facts(table(rows), register()), on=DAY)

    with pytest.raises(BadInput, match="基期全为零"):
        duck(tmp_path).reduce("output", ask("enterprise")).leaves({})


def test_a_fact_whose_firm_left_the_register_is_never_dropped_silently(tmp_path: Path) -> None:
    fill(tmp_path)
    from daliang.warehouse.loading import keep_firms

    keep_firms(tmp_path, {"firm": np.array([11]), "district": np.array(["东港区"], object)})

    with pytest.raises(BadInput, match="不在名册里"):
        duck(tmp_path).reduce("output", ask("district"))


def test_progress_ends_at_one_hundred(tmp_path: Path) -> None:
    fill(tmp_path)
    seen: list[float] = []

    duck(tmp_path).reduce("output", ask("district"), progress=seen.append)

    assert seen[-1] == 100


def test_an_answer_is_kept_and_given_again(tmp_path: Path) -> None:
    fill(tmp_path)
    first = duck(tmp_path).reduce("output", ask("enterprise", "district"))

    class Silent:
        def run(self, *_args: object) -> dict[str, np.ndarray]:
            raise AssertionError("the kept leaf table should have answered")

    again = Reducer(tmp_path, Silent()).reduce("output", ask("enterprise", "district"))
    assert as_rows(again, "enterprise", "base") == as_rows(first, "enterprise", "base")


def _large(folder: Path) -> None:
    """Some thousand rows with odd decimals, where the order of summing would show."""
    fill(folder)
    draw = np.random.default_rng(7)
    firms = list(register().table.name)
    for month in ("2023-02", "2024-02"):
        values = np.round(draw.lognormal(3, 2, len(firms)), 4)
        rows = [(f, month, float(v)) for f, v in zip(firms, values, strict=True)]
        keep_facts(folder, OUTPUT, check_facts(table(rows), register()), on=DAY)


QUESTIONS = (
    LeafQuestion(("enterprise",), Span(202301, 202302), Span(202401, 202402)),
    LeafQuestion(("district", "industry"), Span(202301, 202302), Span(202401, 202402)),
    LeafQuestion(("district",), Span(202401, 202401), Span(202402, 202402)),
    LeafQuestion(("industry",), *JANUARY, is_same_scope=False),
)


def _same_as_duckdb(folder: Path, other: Engine) -> None:
    engines = (DuckEngine(folder / "spill"), other)
    for question in QUESTIONS:
        answers = []
        for place, engine in enumerate(engines):
            kept = folder / "leaves"
            if kept.exists():
                kept.rename(folder / f"leaves-{place}-{id(question)}")
            answers.append(Reducer(folder, engine).reduce("output", question))
        left, right = answers
        for name in (*question.dims, "base", "actual"):
            assert left.columns[name].tolist() == right.columns[name].tolist()


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A database of DALIANG_TEST_DATABASE, or one that lives as long as these tests."""
    if address := os.environ.get("DALIANG_TEST_DATABASE"):
        yield address
        return
    tools = Path(__file__).parents[4] / "tools"
    if not (tools / "postgres.py").exists():
        pytest.skip("NOT CHECKED on PostgreSQL: tools/postgres.py is not here")
    if subprocess.run([sys.executable, tools / "postgres.py", "--find"], check=False).returncode:
        pytest.skip("NOT CHECKED on PostgreSQL: no server programs; apt-get install postgresql")
    say = "import os, sys; print(os.environ['DALIANG_DATABASE'], flush=True); sys.stdin.read()"
    command = [sys.executable, str(tools / "postgres.py"), "--", sys.executable, "-c", say]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout
        # its own line reads "postgres: 15 at postgresql:..." or comes before ours
        yield next(line.strip() for line in it.stdout if line.startswith("postgresql:"))
        it.communicate()  # closes its input: it stops and cleans up


@pytest.mark.slow
def test_postgresql_gives_the_same_leaves_to_the_last_digit(tmp_path: Path, postgres: str) -> None:
    _large(tmp_path)

    _same_as_duckdb(tmp_path, PostgresEngine(postgres))


@pytest.mark.slow
def test_spark_gives_the_same_leaves_to_the_last_digit(tmp_path: Path) -> None:
    if find_spec("pyspark") is None:
        pytest.skip("NOT CHECKED on Spark: pip install 'daliang[spark]' (and Java 17)")
    _large(tmp_path)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyspark's own
        _same_as_duckdb(tmp_path, SparkEngine("local[2]"))
