"""Which firm is which: lists settled, the queue, merges undone, renames, tables in."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from daliang.base.actions import create_user, grant_role
from daliang.base.refusal import NotAllowed
from daliang.base.tests.world import PASSWORD, World
from daliang.engine.checks import BadInput
from daliang.parties import firm_actions, firm_files, firm_queries, queries
from daliang.parties.firm_models import FirmList, ListedFirm, Merge, Profile
from daliang.parties.models import Alias, Enterprise
from daliang.parties.table_in import Field, TableRow, read_bytes

pytestmark = pytest.mark.django_db
CODES = ("91320205MA218EPM26",)


def firm(world: World, name: str = "江川恒鑫机械有限公司", **values: object) -> Enterprise:
    return Enterprise.objects.create(name=name, **{"district": world.east} | values)


def row(number: int, **values: str) -> TableRow:
    return TableRow(number, values)


def book(*lines: tuple) -> bytes:
    made = openpyxl.Workbook()
    for line in lines:
        made.active.append(line)
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_row_with_the_registers_code_is_linked_whatever_its_name(world: World) -> None:
    known = firm(world, uscc=CODES[0])

    firm_actions.take_list(
        by=world.clerk, rows=[row(2, name="恒鑫机械", uscc=CODES[0])], name="走访名单"
    )

    listed = ListedFirm.objects.get()
    assert (listed.settlement, listed.enterprise) == ("linked", known)


def test_an_unknown_firm_is_registered_once_and_a_faulty_code_stays_in_the_list(
    world: World,
) -> None:
    firm(world)
    rows = [
        row(2, name="江川明远软件有限公司", uscc="91320205MA218EPM2", district="东港区"),
        row(3, name="江川明远软件有限公司", district="东港区"),
    ]

    firm_actions.take_list(by=world.clerk, rows=rows, name="纳税名单")

    made = Enterprise.objects.get(name="江川明远软件有限公司")
    assert made.uscc is None
    assert made.district == world.east
    assert ListedFirm.objects.get(number=2).uscc == "91320205MA218EPM2"


def test_the_same_list_again_changes_nothing(world: World) -> None:
    rows = [row(2, name="江川明远软件有限公司")]
    firm_actions.take_list(by=world.clerk, rows=rows, name="一")

    assert firm_actions.take_list(by=world.clerk, rows=rows, name="二") == {"same": 1}
    assert FirmList.objects.count() == 1


def test_a_person_settles_the_grey_zone_and_the_spelling_is_learned(world: World) -> None:
    known = firm(world)
    listed = open_row(world, known)

    firm_actions.settle(by=world.clerk, row=listed, enterprise=known)

    listed.refresh_from_db()
    assert (listed.settlement, listed.settled_by) == ("chosen", world.clerk)
    assert Alias.objects.filter(enterprise=known, name=listed.name).exists()
    with pytest.raises(NotAllowed, match="已经核对过"):
        firm_actions.settle(by=world.clerk, row=listed, enterprise=None)


def open_row(world: World, known: Enterprise) -> ListedFirm:
    made = FirmList.objects.create(
        title="名单", digest="d", made_at="2024-06-01T00:00:00Z", made_by=world.clerk
    )
    return ListedFirm.objects.create(
        firm_list=made, number=2, name="恒鑫机械厂", settlement="review", candidate=known, score=0.7
    )


def test_a_merge_moves_everything_and_its_undoing_gives_it_back(world: World) -> None:
    kept, gone = firm(world), firm(world, "恒鑫机械（江川）有限公司", uscc=CODES[0])
    Profile.objects.create(enterprise=gone, phone="0510-1")
    Alias.objects.create(enterprise=gone, name="恒鑫")
    listed = open_row(world, kept)
    ListedFirm.objects.filter(pk=listed.pk).update(settlement="linked", enterprise=gone)

    made = firm_actions.merge(by=world.clerk, kept=kept, gone=gone, reason="同一法定代表人和地址")

    kept.refresh_from_db()
    assert kept.uscc == CODES[0]
    assert kept.profile.phone == "0510-1"
    assert ListedFirm.objects.get().enterprise == kept
    assert set(kept.aliases.values_list("name", flat=True)) == {"恒鑫", gone.name}
    assert gone not in queries.enterprises_for(world.clerk)

    firm_actions.undo_merge(by=world.clerk, made=made)

    gone = Enterprise.objects.get(pk=gone.pk)
    assert (gone.uscc, gone.is_active, gone.profile.phone) == (CODES[0], True, "0510-1")
    assert ListedFirm.objects.get().enterprise == gone
    assert list(gone.aliases.values_list("name", flat=True)) == ["恒鑫"]
    assert Enterprise.objects.get(pk=kept.pk).uscc is None
    assert not kept.aliases.exists()
    assert gone in queries.enterprises_for(world.clerk)


def test_what_would_stand_twice_stays_with_the_entry_given_up(world: World) -> None:
    kept, gone = firm(world), firm(world, "恒鑫二")
    Profile.objects.create(enterprise=kept, phone="1")
    Profile.objects.create(enterprise=gone, phone="2")

    firm_actions.merge(by=world.clerk, kept=kept, gone=gone, reason="同一家")

    assert Profile.objects.get(enterprise=gone).phone == "2"
    assert Profile.objects.get(enterprise=kept).phone == "1"


def test_two_different_codes_are_two_firms(world: World) -> None:
    kept = firm(world, uscc=CODES[0])
    gone = firm(world, "另一家", uscc="91320200MA1MYWH04E")

    with pytest.raises(NotAllowed, match="两家企业"):
        firm_actions.merge(by=world.clerk, kept=kept, gone=gone, reason="像")


def test_a_chain_of_merges_is_refused(world: World) -> None:
    one, two, three = firm(world), firm(world, "二"), firm(world, "三")
    made = firm_actions.merge(by=world.clerk, kept=one, gone=two, reason="同")

    with pytest.raises(NotAllowed, match="撤销那次合并"):
        firm_actions.merge(by=world.clerk, kept=two, gone=three, reason="同")
    firm_actions.undo_merge(by=world.clerk, made=made)
    with pytest.raises(NotAllowed, match="已经撤销"):
        firm_actions.undo_merge(by=world.clerk, made=made)


def test_a_renamed_firm_keeps_its_former_name_with_its_day(world: World) -> None:
    known = firm(world)

    firm_actions.rename(
        by=world.clerk, enterprise=known, name="江川恒鑫智造有限公司", on=date(2024, 5, 1)
    )

    former = known.aliases.get()
    assert (former.name, former.kind, former.used_until) == (
        "江川恒鑫机械有限公司", "former", date(2024, 5, 1),
    )  # fmt: skip
    link = firm_queries.link_rows([row(2, name="江川恒鑫机械有限公司", district="东港区")])[0]
    assert link.candidate == known.pk


@pytest.mark.parametrize("who", ["east_liaison", "auditor", "leader"])
def test_only_who_keeps_the_register_writes_it(world: World, who: str) -> None:
    known, other = firm(world), firm(world, "另")
    user = getattr(world, who)

    with pytest.raises(NotAllowed):
        firm_actions.merge(by=user, kept=known, gone=other, reason="同")
    with pytest.raises(NotAllowed):
        firm_actions.take_list(by=user, rows=[], name="x")
    assert signed_in(user).get(reverse("parties:queue")).status_code == 403


def test_an_officer_cannot_be_a_firms_account(world: World) -> None:
    with pytest.raises(NotAllowed, match="机关账号"):
        firm_actions.open_account(by=None, user=world.clerk, enterprise=firm(world), phone="1")


def test_the_firm_of_a_user_is_his_own_only(world: World) -> None:
    known = firm(world)
    user = create_user(by=None, username="firm", password=PASSWORD)
    grant_role(by=None, user=user, role="firm", organisation=world.city)
    firm_actions.open_account(by=None, user=user, enterprise=known, phone="1")

    assert firm_queries.firm_of(user) == known
    assert not queries.enterprises_for(user).exists()
    with pytest.raises(NotAllowed):
        firm_queries.firm_of(world.clerk)


def test_a_list_is_imported_by_command_after_a_dry_run(world: World, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(book(("走访名单",), ("企业名称", "板块"), ("江川明远软件有限公司", "东港区")))

    said = list(firm_files.import_file(path, by=world.clerk, is_dry_run=True))
    assert not Enterprise.objects.exists()
    assert "新登记1家" in "".join(said)
    list(firm_files.import_file(path, by=world.clerk, is_dry_run=False))
    assert Enterprise.objects.get().district == world.east
    out = tmp_path / "out.xlsx"
    list(firm_files.export_file(out, by=world.clerk))
    assert out.stat().st_size > 1000


FIELDS = (
    Field("name", ("名称",), is_required=True),
    Field("amount", ("金额",), "number"),
    Field("day", ("日期",), "date"),
    Field("side", ("方向",), "choice", choices={"买": "buy"}),
    Field("yes", ("是否",), "flag"),
)
BAD_ROWS = [
    (("甲", "见说明", None, None, None), "填数字"),  # words where a number belongs
    (("甲", None, "六月", None, None), "2024-06-30"),  # no date
    (("甲", None, None, "卖", None), "可填：买"),  # not in the list
    (("甲", None, None, None, "也许"), "“是”或“否”"),  # neither yes nor no
    ((None, 3, None, None, None), "必填"),  # a gap in a required column
]


@pytest.mark.parametrize(("line", "mend"), BAD_ROWS)
def test_a_faulty_cell_is_named_by_sheet_row_and_column(line: tuple, mend: str) -> None:
    data = book(("名称", "金额", "日期", "方向", "是否"), line)

    with pytest.raises(BadInput) as refused:
        read_bytes(data, "a.xlsx", FIELDS)

    problem = refused.value.problems[0]
    assert problem.row == 2
    assert problem.sheet
    assert problem.column
    assert mend in problem.mend


def test_a_sheet_without_its_header_says_which_is_missing() -> None:
    with pytest.raises(BadInput, match="名称"):
        read_bytes(book(("甲", "乙")), "a.xlsx", FIELDS)


def test_a_list_goes_through_upload_preview_and_confirmation(world: World) -> None:
    client = signed_in(world.clerk)
    data = book(("企业名称",), ("江川明远软件有限公司",))
    upload = SimpleUploadedFile("名单.xlsx", data)

    seen = client.post(reverse("parties:import", args=["firms"]), {"file": upload}, follow=True)
    address = seen.redirect_chain[-1][0]

    assert "新增" in seen.content.decode()
    assert not Enterprise.objects.exists()
    client.post(address, {"confirm": "1"})
    assert Enterprise.objects.count() == 1
    assert signed_in(world.head).get(address).status_code == 404  # another's upload


def test_the_queue_is_worked_off_on_its_page(world: World) -> None:
    known = firm(world)
    listed = open_row(world, known)
    client = signed_in(world.clerk)

    assert "恒鑫机械厂" in client.get(reverse("parties:queue")).content.decode()
    client.post(reverse("parties:settle", args=[listed.pk]), {"choice": "same"})

    assert ListedFirm.objects.get().enterprise == known


def test_a_firm_is_merged_and_parted_on_its_card(world: World) -> None:
    known, other = firm(world), firm(world, "恒鑫二")
    client = signed_in(world.clerk)

    client.post(reverse("parties:merge", args=[known.pk]), {"gone": "恒鑫二", "reason": "同"})
    page = client.get(known.get_absolute_url()).content.decode()

    assert "撤销合并" in page
    client.post(reverse("parties:undo-merge", args=[Merge.objects.get().pk]))
    assert other in queries.enterprises_for(world.clerk)


def test_a_card_of_another_district_does_not_exist(world: World) -> None:
    known = firm(world)

    assert signed_in(world.east_liaison).get(known.get_absolute_url()).status_code == 200
    assert signed_in(world.west_liaison).get(known.get_absolute_url()).status_code == 404
