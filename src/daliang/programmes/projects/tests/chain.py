"""Steps that several tests of the pack start from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from daliang.base.tests.world import World
from daliang.ledger import actions as ledger
from daliang.programmes.projects import actions
from daliang.programmes.projects.choices import Stage
from daliang.programmes.projects.intakes import even_months
from daliang.programmes.projects.models import Project, YearPlan

TODAY = date(2024, 6, 20)
# Documents that let every gate up to the wanted one pass.
_PROOFS = {
    Stage.SIGNED: ["contract"],
    Stage.REGISTERED: ["licence"],
    Stage.LAND: ["filing", "land"],
    Stage.STARTED: ["works", "photo"],
    Stage.ENTERED: ["licence", "filing", "works", "photo"],
    Stage.COMPLETED: ["acceptance"],
}


def project(world: World, code: str = "P1", **values: object) -> Project:
    """A project of the eastern district."""
    given = {
        "name": "东港码头二期",
        "district": world.east,
        "lead": world.development,
        "total_wan": Decimal(120_000),
    } | values
    return actions.add_project(by=world.clerk, code=code, **given)


def walked(world: World, row: Project, until: Stage, on: date = date(2024, 2, 1)) -> Project:
    """The same, through every gate up to one."""
    for stage in list(Stage)[1:]:
        for kind in _PROOFS.get(stage, ()):
            proof = actions.Proof(kind, f"{row.code}-{stage}-{kind}")
            actions.give_proof(by=world.clerk, project=row, stage=stage, proof=proof)
        actions.pass_gate(by=world.clerk, project=row, stage=stage, done_on=on)
        if stage == until:
            break
    row.refresh_from_db()
    return row


def planned(world: World, row: Project, plan: int = 12_000) -> YearPlan:
    """A plan of 2024, issued, spread evenly."""
    months = {m: (amount, Decimal(0)) for m, amount in even_months(Decimal(plan)).items()}
    made = actions.set_year_plan(
        by=world.clerk, project=row, year=2024, plan_wan=Decimal(plan), months=months
    )
    ledger.submit(by=world.clerk, commitment=made.commitment)
    ledger.approve(by=world.head, commitment=made.commitment)
    ledger.issue(by=world.clerk, commitment=made.commitment)
    return made


def figure(row: Project, book: str, month: int, total: int, **values: object) -> object:
    """A figure of 2024."""
    return actions.FigureDraft(
        project=row, book=book, month_on=date(2024, month, 1), total_wan=Decimal(total), **values
    )
