"""Task tables in and out: preview, faults, idempotence, round trip."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base.tests.world import World
from daliang.dispatch import actions, planning
from daliang.dispatch.models import TableImport
from daliang.dispatch.planning import Kind
from daliang.engine.checks import BadInput
from daliang.ledger.models import Commitment
from daliang.ledger.tests import chain
from daliang.ledger.tests.test_pages import signed_in

pytestmark = pytest.mark.django_db

HEADS = ["序号", "目标任务", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", "新开工项目12个", "东港区", "市发改委、市工信局", "9月底"],
    ["2", "加装电梯30台", "市住建局", "西塘区", "年内"],
]


def workbook(
    rows: list[list[str]], heads: list[str] = HEADS, title: str = "2024年任务分解表"
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def handed_in(world: World, data: bytes, name: str = "任务.xlsx") -> TableImport:
    upload = SimpleUploadedFile(name, data)
    return actions.take_table(by=world.clerk, upload=upload, programme="tasks", plan_year=2024)


def imported(world: World, data: bytes, *, skip_faulty: bool = False) -> dict[str, int]:
    job = handed_in(world, data)
    return actions.run_import(by=world.clerk, job=job, skip_faulty=skip_faulty).counts


def test_a_table_becomes_drafts_with_owners_and_dates(world: World) -> None:
    imported(world, workbook(ROWS))

    first, second = Commitment.objects.order_by("pk")
    assert (first.lead, first.due_on.isoformat()) == (world.east, "2024-09-30")
    assert [a.organisation.short_name for a in first.assignments.all()] == [
        "东港区",
        "市发改委",
        "市工信局",
    ]
    assert second.due_on.isoformat() == "2024-12-31"
    assert first.state == "drafted"


def test_the_same_table_again_changes_nothing(world: World) -> None:
    imported(world, workbook(ROWS))

    counts = imported(world, workbook(ROWS))

    assert (counts["new"], counts["changed"], counts["same"]) == (0, 0, 2)


def test_next_months_table_updates_what_changed_and_shows_it_first(world: World) -> None:
    imported(world, workbook(ROWS))
    later = [[*ROWS[0][:4], "10月底"], ROWS[1]]

    plan = planning.plan_of(handed_in(world, workbook(later)))

    changed = plan.of(Kind.CHANGED)
    assert [(name, str(new)) for name, _old, new in changed[0].changes] == [
        ("due_on", "2024-10-31"),
        ("due_text", "10月底"),
    ]


def test_faulty_rows_stop_the_import_until_the_person_decides(world: World) -> None:
    bad = [*ROWS, ["3", "检查养老机构", "市民政局", "", "2月30日"]]

    with pytest.raises(Exception, match="1 行有问题"):
        imported(world, workbook(bad))
    assert not Commitment.objects.exists()
    assert imported(world, workbook(bad), skip_faulty=True)["faulty"] == 1
    assert Commitment.objects.count() == 2


def test_the_faults_come_back_in_a_copy_of_the_sheet(world: World) -> None:
    job = handed_in(world, workbook([["1", "检查养老机构", "市应急局", "", "2月30日"]]))

    answer = signed_in(world.clerk).get(reverse("dispatch:faults", args=[job.pk]))

    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    words = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
    assert "2月30日" in words
    assert "导入问题" in words


def test_an_export_imports_again_without_a_change(world: World) -> None:
    imported(world, workbook(ROWS))
    client = signed_in(world.clerk)

    data = client.get(reverse("dispatch:table")).content
    counts = imported(world, data)

    assert counts == {"new": 0, "changed": 0, "same": 2, "faulty": 0, "ended": 0}


def test_a_renamed_doc_is_refused_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(BadInput):
        handed_in(world, b"\xd0\xcf\x11\xe0" + b"0" * 600)

    assert not TableImport.objects.exists()


def test_the_whole_import_by_pages(world: World) -> None:
    client: Client = signed_in(world.clerk)
    upload = SimpleUploadedFile("任务.xlsx", workbook(ROWS))

    answer = client.post(
        reverse("dispatch:import"), {"file": upload, "programme": "tasks", "plan_year": 2024}
    )
    page = client.get(answer.url)
    fields = {}
    for form in page.context["forms"]:
        for bound in form:
            fields[bound.html_name] = bound.initial
    answer = client.post(answer.url, fields)
    preview = client.get(answer.url).content.decode()
    client.post(reverse("dispatch:confirm", args=[TableImport.objects.get().pk]), follow=True)

    assert "新开工项目12个" in preview
    assert Commitment.objects.count() == 2


@pytest.mark.parametrize("who", ["east_liaison", "leader", "auditor", "system_officer"])
def test_only_those_who_draft_may_import(world: World, who: str) -> None:
    client = signed_in(getattr(world, who))

    assert client.get(reverse("dispatch:import")).status_code == 403


def filled(data: bytes, values: dict[str, object]) -> bytes:
    """Fill columns of the first task of a report sheet, found by their headers."""
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(c.value == "进展情况" for c in row))
    for cell in head:
        if cell.value in values:
            sheet.cell(cell.row + 1, cell.column).value = values[cell.value]
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_unit_reports_by_its_own_sheet_and_twice_counts_once(world: World) -> None:
    row = chain.in_progress(world, category="")
    client = signed_in(world.east_liaison)
    data = filled(
        client.get(reverse("dispatch:report-sheet")).content,
        {"进展情况": "已开工8个", "进度%": "65"},
    )

    for _time in range(2):
        page = client.post(
            reverse("dispatch:hand-in"), {"file": SimpleUploadedFile("报送表.xlsx", data)}
        )
        if page.context["lines"]:
            client.post(reverse("dispatch:hand-in"), {"file_id": page.context["file"].pk})

    row.refresh_from_db()
    assert (row.progress, row.latest, row.reports.count()) == (65, "已开工8个", 1)


def test_a_foreign_row_in_a_report_sheet_is_named_and_nothing_is_reported(world: World) -> None:
    chain.in_progress(world, category="")
    data = signed_in(world.east_liaison).get(reverse("dispatch:report-sheet")).content

    answer = signed_in(world.west_liaison).post(
        reverse("dispatch:hand-in"),
        {"file": SimpleUploadedFile("报送表.xlsx", filled(data, {"进展情况": "冒报"}))},
    )

    assert answer.status_code == 422
    assert "不是您单位在办的事项" in answer.content.decode()
