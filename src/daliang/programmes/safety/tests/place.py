"""The campaign's small world: a chemical works in the east, watched by the safety bureau."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from daliang.base import clock
from daliang.base.actions import create_user, grant_role
from daliang.base.models import User
from daliang.base.tests.world import PASSWORD, World
from daliang.ledger import actions as ledger
from daliang.ledger.tests import chain
from daliang.programmes.safety import actions
from daliang.programmes.safety.choices import Field, Level, Risk
from daliang.programmes.safety.models import Hazard, Site

PLAN = actions.Rectification("更换腐蚀管段", Decimal("12.5"), "生产部主任", "停车泄压预案")


def works(world: World, name: str = "东港化工厂", **values: object) -> Site:
    """A site of the eastern district under the safety bureau."""
    given = {
        "field": Field.CHEMICAL,
        "risk": Risk.RED,
        "organisation": world.east,
        "supervisor": world.safety,
    } | values
    return Site.objects.create(name=name, **given)


def bureau_officer(world: World) -> User:
    """A liaison of the safety bureau, who may re-check."""
    user = create_user(
        by=None, username="safety_liaison", display_name="市应急局联络员", password=PASSWORD
    )
    grant_role(by=None, user=user, role="liaison", organisation=world.safety)
    return user


def hazard(world: World, *, site: Site | None = None, key: str = "k", **values: object) -> Hazard:
    """A hazard that the district's liaison found."""
    note = actions.HazardNote(
        **{"place": "储罐区", "name": "管线腐蚀", "kind": Field.CHEMICAL, "level": Level.MAJOR}
        | values
    )
    made = actions.record_inspection(
        by=world.east_liaison,
        note=actions.InspectionNote(
            key=key, site=site or works(world), inspected_on=clock.today(), hazards=(note,)
        ),
    )
    return made.hazards.get()


def mended(world: World, row: Hazard, *, due_on: date | None = None) -> Hazard:
    """The same, ordered, described, and reported mended by the district."""
    due_on = due_on or clock.today() + timedelta(days=30)
    item = actions.order(by=world.clerk, hazard=row, due_on=due_on)
    actions.describe(by=world.east_liaison, hazard=row, plan=PLAN)
    ledger.submit(by=world.clerk, commitment=item)
    ledger.approve(by=world.head, commitment=item)
    ledger.issue(by=world.clerk, commitment=item)
    ledger.sign_for(by=world.east_liaison, commitment=item)
    chain.report(
        world.east_head,
        item,
        key=f"done-{row.pk}",
        percent=100,
        is_final=True,
        proofs=(chain.proof(world.east_head),),
    )
    row.refresh_from_db()
    return row
