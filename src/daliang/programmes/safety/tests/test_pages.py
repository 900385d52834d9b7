"""The campaign's pages: happy path, no right, wrong data, a fixed number of queries."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base import clock
from daliang.base.tests.world import World
from daliang.programmes.safety.models import Hazard, Inspection, Site
from daliang.programmes.safety.tests import place

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(site: Site, key: str = "k", **values: object) -> dict[str, object]:
    return {
        "site": site.pk,
        "inspected_on": clock.today().isoformat(),
        "origin": "inspection",
        "key": key,
    } | values


@pytest.mark.parametrize("name", ["overview", "sites", "hazards", "field"])
def test_every_page_opens_for_the_office_and_the_unit(world: World, name: str) -> None:
    place.hazard(world)

    for user in (world.clerk, world.east_liaison):
        assert signed_in(user).get(reverse(f"safety:{name}")).status_code == 200
    assert signed_in(world.stranger).get(reverse(f"safety:{name}")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_pages_make_a_fixed_number_of_queries(
    world: World, count: int, django_assert_max_num_queries: object
) -> None:
    site = place.works(world)
    for n in range(count):
        place.hazard(world, site=site, key=f"k{n}")
    client = signed_in(world.clerk)

    for name in ("safety:overview", "safety:hazards", "safety:sites"):
        with django_assert_max_num_queries(22):
            page = client.get(reverse(name))
        assert len(page.content) < 100 * 1024


def test_a_foreign_hazard_does_not_exist(world: World) -> None:
    row = place.hazard(world)

    assert signed_in(world.west_liaison).get(row.get_absolute_url()).status_code == 404
    assert signed_in(world.east_liaison).get(row.get_absolute_url()).status_code == 200


def test_the_page_of_a_hazard_carries_it_from_order_to_recheck(world: World) -> None:
    row = place.hazard(world)
    client, url = signed_in(world.clerk), reverse("safety:perform", args=[row.pk])

    client.post(url, {"verb": "order", "due_on": clock.today().isoformat(), "person": "厂长"})
    client.post(url, {"verb": "list", "listing": "city", "listed_on": clock.today().isoformat()})
    client.post(url, {"verb": "describe", "measure": "", "amount_wan": "-1"})
    row.refresh_from_db()

    assert row.commitment.person == "厂长"
    assert row.listing == "city"
    assert row.measure == ""
    assert client.post(url, {"verb": "nonsense"}).status_code == 404
    assert "复查" in client.get(row.get_absolute_url()).content.decode()


def test_a_plain_form_keeps_an_inspection_and_shows_what_is_wrong(world: World) -> None:
    site = place.works(world)
    client = signed_in(world.east_liaison)
    url = reverse("safety:record")

    good = client.post(
        url, form(site, name_1="堵塞通道", place_1="车间", kind_1="fire", level_1="1_general")
    )
    half = client.post(url, form(site, key="k2", name_1="堵塞通道"))

    assert good.status_code == 302
    assert Hazard.objects.get().place == "车间"
    assert half.status_code == 422
    assert "一起填" in half.content.decode()


def test_the_queue_is_answered_in_json_and_only_to_its_owner(world: World) -> None:
    site = place.works(world)
    client, url = signed_in(world.east_liaison), reverse("safety:record")
    own = {"Accept": "application/json", "X-Owner": str(world.east_liaison.pk)}
    other = own | {"X-Owner": str(world.clerk.pk)}

    assert client.post(url, form(site), headers=other).status_code == 401
    assert client.post(url, form(site), headers=own).json() == {"problems": []}
    assert client.post(url, form(site), headers=own).status_code == 200
    assert client.post(url, form(site, key="k2") | {"site": "9"}, headers=own).status_code == 422
    assert Inspection.objects.count() == 1


def table(*rows: list[object]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    book.active.append(["场所名称", "属地或责任单位", "行业领域", "风险等级", "行业主管部门"])
    for row in rows:
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    return SimpleUploadedFile("重点场所.xlsx", data.getvalue())


def test_a_table_of_sites_is_previewed_imported_and_changes_nothing_twice(world: World) -> None:
    client, url = signed_in(world.clerk), reverse("safety:import-sites")
    rows = [["东港化工厂", "东港区", "危险化学品", "重大风险", "应急局"]]

    preview = client.post(url, {"file": table(*rows)})
    assert not Site.objects.exists()
    client.post(url, {"confirm": "1", "stored": preview.context["stored"].pk})
    again = client.post(url, {"file": table(*rows)})

    assert Site.objects.get().supervisor == world.safety
    assert again.context["counts"] == {"new": 0, "changed": 0, "same": 1}


def test_a_table_with_faults_names_each_and_writes_nothing(world: World) -> None:
    rows = [
        ["甲厂", "南海区", "危险化学品", "重大风险", ""],  # no such unit
        ["乙厂", "东港区", "炼丹", "重大风险", ""],  # no such line of work
    ]

    answer = signed_in(world.clerk).post(
        reverse("safety:import-sites"),
        {"file": table(rows[0], ["丙厂", "东港区", "消防", "低风险", ""])},
    )
    other = signed_in(world.clerk).post(reverse("safety:import-sites"), {"file": table(rows[1])})

    assert answer.status_code == other.status_code == 422
    assert "南海区" in answer.content.decode()
    assert "炼丹" in other.content.decode()
    assert not Site.objects.exists()


def test_the_export_of_sites_imports_again_without_a_change(world: World) -> None:
    place.works(world, is_synthetic=True)
    client = signed_in(world.clerk)
    data = client.get(reverse("safety:sites") + "?export=xlsx").content

    answer = client.post(
        reverse("safety:import-sites"), {"file": SimpleUploadedFile("重点场所.xlsx", data)}
    )

    assert answer.context["counts"] == {"new": 0, "changed": 0, "same": 1}
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert any("示例数据" in str(cell.value) for row in sheet.iter_rows(max_row=5) for cell in row)
