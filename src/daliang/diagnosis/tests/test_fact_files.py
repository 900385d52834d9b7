"""`daliang import facts`: checked whole, kept by vintage, nothing written on a dry run."""

from __future__ import annotations

from pathlib import Path

import pytest

from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import World
from daliang.diagnosis.fact_files import import_file
from daliang.engine.checks import BadInput
from daliang.parties.facts import folder
from daliang.parties.models import Enterprise
from daliang.warehouse.catalogue import read_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def table(folder: Path, *rows: str, header: str = "指标,企业名称,月份,本期") -> Path:
    path = folder / "月报.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def test_a_month_is_kept_as_a_new_vintage(
    world: World, firms: list[Enterprise], tmp_path: Path
) -> None:
    path = table(tmp_path, f"output,{firms[0].name},2024-03,55.5")

    said = list(import_file(path, by=world.analyst, is_dry_run=False))

    assert said == ["工业总产值（万元）：1行，1家企业，202403", "  202403 第2版，合计55.5000万元"]


def test_a_dry_run_writes_nothing(world: World, firms: list[Enterprise], tmp_path: Path) -> None:
    before = read_catalogue(folder())
    path = table(tmp_path, f"工业总产值,{firms[0].name},2024-03,55.5")

    assert list(import_file(path, by=world.analyst, is_dry_run=True))[-1] == "只看未写入。"

    assert read_catalogue(folder()) == before


def test_a_new_measure_needs_its_code_and_unit(
    world: World, firms: list[Enterprise], tmp_path: Path
) -> None:
    bare = table(tmp_path, f"用电量,{firms[0].name},2024-03,1")
    with pytest.raises(BadInput) as caught:
        list(import_file(bare, by=world.analyst, is_dry_run=False))
    assert {p.column for p in caught.value.problems} == {"指标代码", "单位"}

    header = "指标,指标代码,单位,企业名称,月份,本期"
    full = table(tmp_path, f"用电量,power,万千瓦时,{firms[0].name},2024-03,1", header=header)
    list(import_file(full, by=world.analyst, is_dry_run=False))

    assert read_catalogue(folder()).measure("power").unit == "万千瓦时"


def test_two_measures_in_one_file_are_refused(
    world: World, firms: list[Enterprise], tmp_path: Path
) -> None:
    path = table(tmp_path, f"甲,{firms[0].name},2024-03,1", f"乙,{firms[0].name},2024-04,1")

    with pytest.raises(BadInput, match="一个文件只放一个指标"):
        list(import_file(path, by=world.analyst, is_dry_run=False))


def test_who_keeps_no_figures_imports_none(
    world: World, firms: list[Enterprise], tmp_path: Path
) -> None:
    path = table(tmp_path, f"output,{firms[0].name},2024-03,1")

    with pytest.raises(NotAllowed):
        list(import_file(path, by=world.clerk, is_dry_run=False))
