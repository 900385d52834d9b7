"""One firm, once: credit codes, company names, and which record is which firm."""

from daliang.engine.identity.decisions import AUTO, LIKELY, Decision, Links
from daliang.engine.identity.linking import link_firms
from daliang.engine.identity.names import Name, NameParser, tidy_name
from daliang.engine.identity.tables import FirmTable
from daliang.engine.identity.uscc import CodeStatus, code_repairs, code_status, tidy_code

__all__ = [
    "AUTO",
    "LIKELY",
    "CodeStatus",
    "Decision",
    "FirmTable",
    "Links",
    "Name",
    "NameParser",
    "code_repairs",
    "code_status",
    "link_firms",
    "tidy_code",
    "tidy_name",
]
