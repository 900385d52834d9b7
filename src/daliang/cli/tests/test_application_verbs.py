"""The application verbs: what they print, and how they refuse."""

from __future__ import annotations

import importlib
import json

import pytest

from daliang.base.models import AuditEntry, Organisation, User
from daliang.base.tests.world import World
from daliang.cli.main import main
from daliang.cli.sample import _aligned
from daliang.cli.verbs import VERBS

pytestmark = pytest.mark.django_db

APPLICATION = [name for name, verb in VERBS.items() if verb.needs_application] + ["demo"]


@pytest.mark.parametrize("name", APPLICATION)
def test_every_verb_shows_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])

    assert ended.value.code == 0
    assert f"  daliang {name}" in capsys.readouterr().out


@pytest.mark.parametrize("name", APPLICATION)
def test_every_verb_has_the_same_face(name: str) -> None:
    module = importlib.import_module(VERBS[name].module)

    assert callable(module.run)
    assert callable(module.add_arguments)


def test_a_whole_trail_verifies(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify"]) == 0
    assert "完整" in capsys.readouterr().out


def test_a_broken_trail_is_located(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    entry = AuditEntry.objects.order_by("id")[3]
    AuditEntry.objects.filter(pk=entry.pk).update(by_name="别人")

    assert main(["audit", "verify"]) == 1
    assert f"第{entry.pk}号记录：内容被改动" in capsys.readouterr().err


def test_a_head_that_cannot_be_read_is_refused(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify", "--known", "x"]) == 2
    assert "链头" in capsys.readouterr().err


def test_the_first_account_makes_the_city(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["user", "add", "sec", "--role", "security_officer", "--organisation", "江川市"])

    assert code == 0
    password = capsys.readouterr().out.split("密码：")[1].split("（")[0]
    assert User.objects.get(username="sec").check_password(password)
    assert Organisation.objects.get().path.count("/") == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["add"], "用户名"),  # no name
        (["add", "clerk"], "已存在"),  # a name that is taken
        (["add", "new", "--role", "leader"], "单位"),  # a role for no body
        (["add", "new", "--role", "leader", "--organisation", "月球"], "月球"),  # an unknown body
        (["grant", "clerk"], "角色"),  # no role
        (["password", "nobody"], "nobody"),  # an unknown account
    ],
)
def test_a_wrong_account_command_is_refused(
    world: World, capsys: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    before = User.objects.count()

    assert main(["user", *arguments]) == 2

    assert word in capsys.readouterr().err
    assert User.objects.count() == before


def test_the_doctor_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--json"])

    findings = json.loads(capsys.readouterr().out)
    assert {"title", "is_well", "text", "mend", "is_essential"} == set(findings[0])


def test_a_tick_is_done(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tick"]) == 0
    assert "清理过期会话" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["serve", "--port", "0"], "端口"),
        (["serve", "--workers", "0"], "workers"),
        (["worker", "--every", "0"], "every"),
        (["import", "tasks", "absent.xlsx", "--by", "clerk"], "没有这个文件"),
        (["brief", "--month", "2024-13", "--by", "clerk", "--out", "x"], "月份"),
        (["restore", "absent.zip"], "没有这个文件"),
    ],
)
def test_a_wrong_argument_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], word: str
) -> None:
    assert main(arguments) == 2
    assert word in capsys.readouterr().err


def test_a_table_of_chinese_text_is_aligned() -> None:
    lines = _aligned([("用户名", "岗位"), ("clerk", "经办")])

    assert lines == ["用户名  岗位", "clerk   经办"]
