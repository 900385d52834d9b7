"""The pages of `base`: the happy path, no right, wrong data."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from daliang.base import actions
from daliang.base.models import Notification, SavedView, User
from daliang.base.tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db

PAGES = ["base:inbox", "base:profile", "base:password", "base:organisations"]


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.clerk)
    return client


@pytest.mark.parametrize("name", [*PAGES, "base:audit"])
def test_a_stranger_is_asked_to_sign_in(client: Client, name: str) -> None:
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert reverse("base:sign-in") in response.url


@pytest.mark.parametrize("name", PAGES)
def test_every_user_opens_his_own_pages(client: Client, world: World, name: str) -> None:
    for user in world.users:
        client.force_login(user)

        assert client.get(reverse(name)).status_code == 200, user


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
    client: Client, world: World
) -> None:
    answers = [
        client.post(reverse("base:sign-in"), {"username": name, "password": "wrong"})
        for name in ("clerk", "nobody")
    ]

    errors = [answer.context["form"].non_field_errors() for answer in answers]
    assert errors[0] == errors[1]
    assert "用户名或密码不对" in str(errors[0])


def test_five_wrong_passwords_hold_even_the_right_one(client: Client, world: World) -> None:
    for _time in range(5):
        last = client.post(reverse("base:sign-in"), {"username": "clerk", "password": "wrong"})
    right = client.post(reverse("base:sign-in"), {"username": "clerk", "password": PASSWORD})

    assert last.status_code == right.status_code == 429
    assert "15分钟" in right.text


def test_a_sign_in_leads_only_to_our_own_pages(client: Client, world: World) -> None:
    form = {"username": "clerk", "password": PASSWORD, "next": "https://elsewhere.example/"}

    response = client.post(reverse("base:sign-in"), form)

    assert response.url == "/"


def test_a_notification_is_read_by_opening_it(clerk: Client, world: World) -> None:
    actions.notify(users=[world.clerk], key="a", text="请签收", url=reverse("base:profile"))
    line = Notification.objects.get()

    response = clerk.post(reverse("base:open-notification", args=[line.pk]))

    assert response.url == reverse("base:profile")
    line.refresh_from_db()
    assert line.read_at


def test_a_foreign_notification_is_not_there(clerk: Client, world: World) -> None:
    actions.notify(users=[world.head], key="a", text="请审批")
    line = Notification.objects.get()

    assert clerk.post(reverse("base:open-notification", args=[line.pk])).status_code == 404


def test_marking_read_ignores_what_is_no_number(clerk: Client, world: World) -> None:
    actions.notify(users=[world.clerk], key="a", text="甲")

    response = clerk.post(reverse("base:mark-read"), {"id": ["²", "x"]})

    assert response.status_code == 302


def test_the_inbox_has_a_fixed_number_of_queries(
    clerk: Client, world: World, django_assert_max_num_queries: object
) -> None:
    for number in range(60):
        actions.notify(users=[world.clerk], key=str(number), text=f"第{number}条")

    with django_assert_max_num_queries(8):
        clerk.get(reverse("base:inbox"))


def test_the_tree_has_a_fixed_number_of_queries(
    clerk: Client, world: World, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        actions.create_organisation(by=None, name=f"镇{number}", kind="town", parent=world.east)

    with django_assert_max_num_queries(8):
        response = clerk.get(reverse("base:organisations"))

    assert "镇29" in response.text


def test_the_tree_shows_no_foreign_district(client: Client, world: World) -> None:
    client.force_login(world.east_liaison)

    text = client.get(reverse("base:organisations")).text

    assert "青石镇" in text
    assert "西塘区" not in text


def test_a_profile_is_changed(clerk: Client, world: World) -> None:
    clerk.post(reverse("base:profile"), {"display_name": "督查一科", "phone": "0510-1234567"})

    assert str(User.objects.get(pk=world.clerk.pk)) == "督查一科"


def test_a_profile_takes_no_other_field(clerk: Client, world: World) -> None:
    form = {"display_name": "甲", "phone": "", "username": "root", "is_superuser": "1"}

    clerk.post(reverse("base:profile"), form)

    user = User.objects.get(pk=world.clerk.pk)
    assert (user.username, user.is_superuser) == ("clerk", False)


def test_a_password_change_keeps_this_session_and_ends_the_others(
    clerk: Client, world: World
) -> None:
    other = Client()
    other.force_login(world.clerk)
    form = {"old": PASSWORD, "new": "river-and-stone-9", "again": "river-and-stone-9"}

    clerk.post(reverse("base:password"), form)

    assert clerk.get(reverse("base:profile")).status_code == 200
    assert other.get(reverse("base:profile")).status_code == 302


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ({"old": "x", "new": "river-stone-9", "again": "river-stone-9"}, "现在的密码不对"),
        ({"old": PASSWORD, "new": "river-stone-9", "again": "other-stone-9"}, "不一样"),
        ({"old": PASSWORD, "new": "12345678", "again": "12345678"}, "数字"),
    ],
)
def test_a_wrong_password_change_says_why(clerk: Client, form: dict, word: str) -> None:
    assert word in clerk.post(reverse("base:password"), form).text


def test_a_view_is_saved_and_dropped(clerk: Client, world: World) -> None:
    form = {"title": "红灯", "query": "light=red", "next": reverse("base:inbox")}

    saved = clerk.post(reverse("base:save-view", args=["items"]), form)
    view = SavedView.objects.get()
    clerk.post(reverse("base:delete-view", args=[view.pk]))

    assert saved.url == reverse("base:inbox")
    assert view.query == "light=red"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"title": "", "query": "a=1"},  # no name
        {"title": "长" * 41, "query": "a=1"},  # a name too long
        {"title": "甲", "query": "a" * 1001},  # filters too long
    ],
)
def test_a_view_that_cannot_be_kept_is_refused(clerk: Client, form: dict) -> None:
    response = clerk.post(reverse("base:save-view", args=["items"]), form, follow=True)

    assert "视图起一个" in response.text
    assert not SavedView.objects.exists()


def test_saving_a_view_leads_back_only_to_our_own_pages(clerk: Client) -> None:
    form = {"title": "甲", "query": "", "next": "//elsewhere.example/"}

    assert clerk.post(reverse("base:save-view", args=["items"]), form).url == reverse(
        "base:profile"
    )


def test_only_the_auditor_opens_the_trail(client: Client, world: World) -> None:
    for user in world.users:
        client.force_login(user)
        expected = 200 if user == world.auditor else 403

        assert client.get(reverse("base:audit")).status_code == expected, user


def test_the_trail_is_searched(client: Client, world: World) -> None:
    client.force_login(world.auditor)

    page = client.get(reverse("base:audit"), {"q": "新建单位 青石镇"}).context["page"]

    assert page.total == 1


def test_a_refusal_page_says_what_to_do(client: Client, world: World) -> None:
    client.force_login(world.clerk)

    response = client.get(reverse("base:audit"))

    assert "安全管理员授权" in response.text


def test_a_missing_page_says_what_to_do(client: Client, db: object) -> None:
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "回到首页" in response.text


def test_pages_speak_chinese_to_an_english_browser_and_english_on_demand(
    client: Client, db: object
) -> None:
    address = reverse("base:sign-in")

    chinese = client.get(address, headers={"accept-language": "en-US"})
    client.post(reverse("set_language"), {"language": "en", "next": address})
    english = client.get(address)

    assert 'lang="zh-hans"' in chinese.text
    assert 'lang="en"' in english.text


def test_a_form_without_token_is_refused_with_advice(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.clerk)

    response = client.post(reverse("base:mark-read"))

    assert response.status_code == 403
    assert "刷新后再提交" in response.text
