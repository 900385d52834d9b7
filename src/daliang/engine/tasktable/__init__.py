"""Task tables (任务分解表): found in a workbook, mapped, read into a draft, and written back."""

from daliang.engine.reading.bodies import Role
from daliang.engine.reading.deadlines import Deadline, DeadlineKind
from daliang.engine.tasktable.applying import apply
from daliang.engine.tasktable.fields import Field
from daliang.engine.tasktable.layouts import ColumnUse, Proposal, Remembered, TableLayout
from daliang.engine.tasktable.marking import write_errors
from daliang.engine.tasktable.proposing import check_layout, propose
from daliang.engine.tasktable.rows import Draft, LeftOut, Milestone, Place, TaskRow, Unit
from daliang.engine.tasktable.writing import city_layout, write_table

__all__ = [
    "ColumnUse",
    "Deadline",
    "DeadlineKind",
    "Draft",
    "Field",
    "LeftOut",
    "Milestone",
    "Place",
    "Proposal",
    "Remembered",
    "Role",
    "TableLayout",
    "TaskRow",
    "Unit",
    "apply",
    "check_layout",
    "city_layout",
    "propose",
    "write_errors",
    "write_table",
]
