"""Reading documents: bytes to blocks, blocks to a draft list with exact places.

Rules only: no model, no network. `read_bytes` gives the text and tables of a file,
`read_source` and `read_text` give the draft, `draft_as_json` its JSON form.
"""

from daliang.engine.reading.as_json import blocks_as_json, draft_as_json
from daliang.engine.reading.blocks import Block, BlockKind, Cell, Place, Source, Table
from daliang.engine.reading.bodies import Body, Role, split_bodies
from daliang.engine.reading.deadlines import Deadline, DeadlineKind, parse_deadline
from daliang.engine.reading.draft import read_source, read_text
from daliang.engine.reading.drafts import (
    DateMention,
    Draft,
    Due,
    Figure,
    Item,
    Measure,
    MeasureKind,
    Organisation,
    Person,
    Register,
    RegisteredBody,
    Responsible,
    Signed,
)
from daliang.engine.reading.files import OLD_OFFICE, read_bytes

__all__ = [
    "OLD_OFFICE",
    "Block",
    "BlockKind",
    "Body",
    "Cell",
    "DateMention",
    "Deadline",
    "DeadlineKind",
    "Draft",
    "Due",
    "Figure",
    "Item",
    "Measure",
    "MeasureKind",
    "Organisation",
    "Person",
    "Place",
    "Register",
    "RegisteredBody",
    "Responsible",
    "Role",
    "Signed",
    "Source",
    "Table",
    "blocks_as_json",
    "draft_as_json",
    "parse_deadline",
    "read_bytes",
    "read_source",
    "read_text",
    "split_bodies",
]
