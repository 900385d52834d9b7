"""Bureau tables in: layout, faults, identities; a second import changes nothing."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from daliang.base.access import NotAllowed
from daliang.base.tests.world import World
from daliang.engine.checks import BadInput
from daliang.engine.spreadsheet import open_workbook
from daliang.engine.tasktable import write_errors
from daliang.indicators import actions
from daliang.indicators.entries import Kind
from daliang.indicators.figure_files import export_file, import_file
from daliang.indicators.models import FigureImport, Indicator, Observation, PeerSet
from daliang.indicators.tests.city import figure, retail

HEAD = ("指标名称", "计量单位", "本月", "1-5月累计", "累计同比(±%)")


def book(*rows: tuple[object, ...], title: str = "2024年1-5月主要经济指标") -> bytes:
    """Return a workbook as the bureau sends it: a title, a header, rows."""
    made = openpyxl.Workbook()
    made.active.append([title])
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def take(world: World, data: bytes, name: str = "月报.xlsx") -> FigureImport:
    """Hand a table in as the analyst."""
    return actions.take_figures(
        by=world.analyst,
        upload=SimpleUploadedFile(name, data),
        source="市统计局月报",
        as_of=date(2024, 6, 18),
        scope="stat",
        status="published",
    )


def test_a_bureau_table_is_read_with_the_period_of_its_title(world: World) -> None:
    retail(world)
    job = take(world, book(HEAD, ("一、社会消费品零售总额", "亿元", 312.5, 1560.65, 4.7)))

    actions.run_import(by=world.analyst, job=job)

    row = Observation.objects.get()
    assert (row.year, row.first_month, row.last_month) == (2024, 1, 5)
    assert (row.value, row.growth_pct) == (Decimal("1560.65"), Decimal("4.7"))
    assert row.area == world.city


def test_a_second_import_changes_nothing(world: World) -> None:
    retail(world)
    data = book(HEAD, ("社零", "亿元", None, 1560.65, 4.7))
    actions.run_import(by=world.analyst, job=take(world, data))

    plan = actions.run_import(by=world.analyst, job=take(world, data))

    assert plan.counts == {"new": 0, "correction": 0, "same": 1, "faulty": 0}
    assert Observation.objects.count() == 1


def test_a_changed_value_is_a_correction_that_must_be_accepted(world: World) -> None:
    retail(world)
    actions.run_import(
        by=world.analyst, job=take(world, book(HEAD, ("社零", "亿元", None, 1560.65, 4.7)))
    )
    job = take(world, book(HEAD, ("社零", "亿元", None, 1561, 4.7)))

    with pytest.raises(NotAllowed, match="按更正入库"):
        actions.run_import(by=world.analyst, job=job)
    actions.run_import(by=world.analyst, job=job, accept_corrections=True)

    assert list(Observation.objects.order_by("pk").values_list("revision", flat=True)) == [0, 1]


def test_a_corrected_column_is_remembered_for_the_next_table_of_its_form(world: World) -> None:
    retail(world)
    head = ("指标名称", "计量单位", "完成情况", "累计同比(±%)")
    first = take(world, book(head, ("社零", "亿元", 1560.65, 4.7)))
    _workbook, layout, _data = actions.opened(first)
    fields = {c: f.value for c, f in layout.fields.items()} | {3: "ytd"}
    actions.correct_columns(by=world.analyst, job=first, layout=layout, fields=fields)

    june = take(world, book(head, ("社零", "亿元", 1890.2, 4.6), title="2024年1-6月主要经济指标"))

    assert actions.plan_for(june).entries[0].figure.value == Decimal("1890.2")


def test_a_csv_in_another_unit_of_the_same_kind_is_converted(world: World) -> None:
    retail(world)
    text = "指标,年,月,累计,单位\n社零,2023,1-5月,14906000,万元\n社零,2024,5,15606500,万元\n"

    plan = actions.plan_for(take(world, text.encode("utf-8-sig"), "月报.csv"))

    assert [e.figure.value for e in plan.entries] == [Decimal("1490.6"), Decimal("1560.65")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        # text in a number cell, two forms
        ([("社零", "亿元", None, "N/A", 4.7)], "“N/A”不是数字"),
        ([("社零", "亿元", None, "见说明", 4.7)], "“见说明”不是数字"),
        # a stock below zero
        ([("社零", "亿元", None, -15, 4.7)], "总量是负数 -15"),
        # the same period twice
        ([("社零", "亿元", None, 15, 4.7), ("社零", "亿元", None, 16, 4.7)], "给了两次"),
        # the same period twice under two names of the indicator
        (
            [("社零", "亿元", None, 15, 4.7), ("社会消费品零售总额", "亿元", None, 16, 4.7)],
            "给了两次",
        ),
        # mixed units
        ([("社零", "亿元", None, 15, 4.7), ("社零", "万元", None, 150000, 4.7)], "单位是“万元”"),
        # another kind of quantity
        ([("社零", "万人", None, 15, 4.7)], "不能换算成"),
        # an indicator nobody knows
        ([("社零额", "亿元", None, 15, 4.7)], "没有指标“社零额”"),
    ],
)
def test_a_bad_cell_is_told_with_row_column_and_mend(
    world: World, rows: list[tuple[object, ...]], said: str
) -> None:
    retail(world)

    problems = actions.plan_for(take(world, book(HEAD, *rows))).problems

    assert any(said in p.what and p.mend and p.row and p.column for p in problems), problems


def test_trap_january_and_february_given_twice_is_told(world: World) -> None:
    retail(world)
    text = "指标,时期,累计,单位\n社零,2024年1-2月,300,亿元\n社零,2024年2月,301,亿元\n"

    problems = actions.plan_for(take(world, text.encode(), "月报.csv")).problems

    assert ["给了两次" in p.what for p in problems] == [True]


def test_a_single_january_is_refused(world: World) -> None:
    retail(world)
    text = "指标,时期,累计,单位\n社零,2024年1月,150,亿元\n"

    problems = actions.plan_for(take(world, text.encode(), "月报.csv")).problems

    assert problems[0].what == "1月没有单独的累计数"


def test_a_rank_without_a_peer_set_is_told(world: World) -> None:
    retail(world)
    head = (*HEAD, "全省位次")

    problems = actions.plan_for(
        take(world, book(head, ("社零", "亿元", None, 15, 4.7, 3)))
    ).problems

    assert "没有参照组" in problems[0].what


def test_a_rank_with_a_peer_set_is_not_imported_but_no_fault(world: World) -> None:
    peers = PeerSet.objects.create(name="全省设区市")
    retail(world, peer_set=peers)
    head = (*HEAD, "全省位次")

    plan = actions.plan_for(take(world, book(head, ("社零", "亿元", None, 15, 4.7, 3))))

    assert plan.of(Kind.NEW)


def test_a_missing_month_is_said_and_not_filled(world: World) -> None:
    indicator = retail(world)
    from_start = [figure(indicator, world.city, 2024, m, value=Decimal(m * 300)) for m in (2, 3)]
    actions.record_figures(by=None, figures=from_start)

    plan = actions.plan_for(take(world, book(HEAD, ("社零", "亿元", None, 1560.65, 4.7))))

    assert plan.notices == ("“社会消费品零售总额”2024年缺4月，不代为填补；缺月不作预测",)


def test_last_month_and_this_month_that_do_not_add_up_are_said(world: World) -> None:
    indicator = retail(world)
    known = [figure(indicator, world.city, 2024, m, value=Decimal(m * 300)) for m in (2, 3, 4)]
    actions.record_figures(by=None, figures=known)

    plan = actions.plan_for(take(world, book(HEAD, ("社零", "亿元", 300, 1560.65, 4.7))))

    assert plan.entries[0].notices[0].startswith("上月累计1200加本月300，与本月累计1560.65差60.65")


def test_trap_parts_that_do_not_sum_to_the_whole_are_said_with_the_difference(
    world: World,
) -> None:
    whole = Indicator.objects.create(code="gdp", name="地区生产总值", unit="亿元")
    for code, name in (("gdp1", "第一产业"), ("gdp2", "第二产业")):
        Indicator.objects.create(code=code, name=name, unit="亿元", parent=whole, is_part=True)
    rows = [("地区生产总值", "亿元", None, 100, 5), ("第一产业", "亿元", None, 10, 3)]

    plan = actions.plan_for(take(world, book(HEAD, *rows, ("第二产业", "亿元", None, 89, 5))))

    assert any("比分项之和差1亿元" in notice for notice in plan.notices)
    assert plan.counts["faulty"] == 0


def test_another_source_that_disagrees_is_kept_and_named(world: World) -> None:
    indicator = retail(world)
    other = figure(indicator, world.city, 2024, 5, value=Decimal(1500), source="快报")
    actions.record_figures(by=None, figures=[other])
    job = take(world, book(HEAD, ("社零", "亿元", None, 1560.65, 4.7)))

    plan = actions.run_import(by=world.analyst, job=job)

    assert plan.entries[0].notices[0].startswith("与“快报”不一致（1500")
    assert Observation.objects.count() == 2


def test_faults_are_marked_in_the_sheet_itself(world: World) -> None:
    retail(world)
    job = take(world, book(HEAD, ("社零", "亿元", None, "见说明", 4.7)))
    _workbook, _layout, data = actions.opened(job)

    marked = write_errors(data, actions.plan_for(job).problems, name="月报.xlsx")

    texts = [cell.text for cell in open_workbook(marked, "月报.xlsx").sheets[0].cells()]
    assert any("“见说明”不是数字" in text for text in texts)


def test_a_table_without_a_header_is_refused_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(BadInput, match="没有找到表头"):
        take(world, book(("甲", "乙"), (1, 2)))
    assert not FigureImport.objects.exists()


def test_only_a_keeper_of_figures_hands_tables_in(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.take_figures(
            by=world.clerk,
            upload=SimpleUploadedFile("a.xlsx", book(HEAD)),
            source="甲",
            as_of=date(2024, 6, 1),
            scope="stat",
            status="published",
        )


def test_the_command_line_rehearses_imports_and_exports(world: World, tmp_path: Path) -> None:
    retail(world)
    table = tmp_path / "月报.csv"
    table.write_text("指标,时期,累计,单位,累计增速\n社零,2024年1-5月,1560.65,亿元,4.7\n", "utf-8")

    told = list(import_file(table, by=world.analyst, is_dry_run=True))
    assert told[:2] == ["只看不写：", "新增1个数，更正0个，已有0个"]
    assert not Observation.objects.exists()

    list(import_file(table, by=world.analyst, is_dry_run=False))
    list(export_file(tmp_path / "out.csv", by=world.analyst))
    again = list(import_file(tmp_path / "out.csv", by=world.analyst, is_dry_run=False))

    assert again[0] == "新增0个数，更正0个，已有1个"


def test_a_faulty_table_by_command_line_records_nothing(world: World, tmp_path: Path) -> None:
    retail(world)
    table = tmp_path / "月报.csv"
    table.write_text("指标,时期,累计,单位\n社零,2024年1-5月,见说明,亿元\n", "utf-8")

    with pytest.raises(BadInput, match=r"月报.csv \[CSV\] 第2行"):
        list(import_file(table, by=world.analyst, is_dry_run=False))
    assert not Observation.objects.exists()
