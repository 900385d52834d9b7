"""Two demonstration accounts of invented firms; their password is the demonstration's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from daliang.base.actions import create_user, grant_role
from daliang.base.models import Organisation, User
from daliang.parties.firm_actions import open_account
from daliang.parties.firm_models import FirmAccount
from daliang.parties.models import Enterprise

PHONES = ("13800000001", "13800000002")


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Open the accounts `qiye1` and `qiye2`."""
    if FirmAccount.objects.exists():
        return
    firms = Enterprise.objects.filter(is_synthetic=True, uscc__isnull=False).order_by("pk")[:2]
    city = next(body for body in bodies.values() if body.parent_id is None)
    for number, (firm, phone) in enumerate(zip(firms, PHONES, strict=False), start=1):
        user = create_user(by=None, username=f"qiye{number}", display_name=f"示例企业用户{number}")
        # the same hash as every other demonstration account: one password for the demonstration
        User.objects.filter(pk=user.pk).update(password=people["clerk"].password)
        grant_role(by=None, user=user, role="firm", organisation=city)
        open_account(by=None, user=user, enterprise=firm, phone=phone)
        say(f"  企业账号：信用代码 {firm.uscc}，手机 {phone}")
