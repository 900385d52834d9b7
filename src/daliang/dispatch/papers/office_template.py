"""An office's own .docx as the layout of a paper: checked, then filled in a sandbox.

The template may use only what a paper has. Jinja runs in its sandbox: no
attribute of Python is reachable, no file, no loop over more than the paper.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from daliang.engine.checks import BadInput, Problem
from daliang.engine.reading import read_bytes
from daliang.ui.papers import (
    Addressee,
    Heading,
    Note,
    Paper,
    Paragraph,
    SignOff,
    Table,
    TableColumn,
)

# What a template may name, with what it is; the page shows this list.
FIELDS = {
    "title": "标题",
    "addressee": "主送单位",
    "paragraphs": "正文各段：{% for p in paragraphs %}{{ p }}{% endfor %}",
    "tables": "各表：caption、header、rows、note",
    "office": "落款单位",
    "date": "落款日期",
    "mark": "数据口径标记",
}
_OLE = b"oleObject"
_SAMPLE = Paper(
    blocks=[
        Addressee("甲单位"),
        Heading("一、情况"),
        Paragraph("试填。"),
        Table([TableColumn("项目")], [["一"]], caption="试填"),
        SignOff("督查室", date(2024, 1, 1)),
    ],
    title="试填",
    author="督查室",
    created_at=datetime(2024, 1, 1, tzinfo=UTC),
)


def check(data: bytes, name: str) -> None:
    """Refuse a template that is no honest .docx or names what papers do not have.

    Raises
    ------
    BadInput
        With every fault.
    """
    read_bytes(data, name)  # bombs, macros, external links and entities are refused here
    if not data.startswith(b"PK"):
        raise BadInput(Problem("不是 .docx 文件", "在 Word 里另存为 .docx 再传", file=name))
    if _OLE in data:
        raise BadInput(Problem("模板里嵌有对象", "删去嵌入的对象再传", file=name))
    try:
        document = DocxTemplate(io.BytesIO(data))
        wanted = document.get_undeclared_template_variables(jinja_env=_sandbox())
    except (TemplateError, KeyError, ValueError) as error:
        mend = "在 Word 里检查 {{ }} 和 {% %} 是否成对"
        raise BadInput(Problem(f"模板语法有误：{error}", mend, file=name)) from error
    problems = [
        Problem(f"模板里的“{field}”不是文稿的内容", f"可用：{'、'.join(FIELDS)}", file=name)
        for field in sorted(wanted - FIELDS.keys())
    ]
    if not wanted & FIELDS.keys():
        problems.append(Problem("模板里没有填空", "至少写一处，如 {{ title }}", file=name))
    if problems:
        raise BadInput(problems)
    render(data, _SAMPLE)  # what only shows when it is filled shows here, not on the day


def render(data: bytes, paper: Paper) -> bytes:
    """Return a template filled with a paper.

    Raises
    ------
    BadInput
        When the template does what the sandbox forbids.
    """
    document = DocxTemplate(io.BytesIO(data))
    try:
        document.render(_values(paper), jinja_env=_sandbox(), autoescape=True)
    except (TemplateError, TypeError, ValueError, OverflowError) as error:
        raise BadInput(
            Problem(f"模板填不进去：{error}", "按可用内容列表改模板，或停用模板")
        ) from error
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sandbox() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()  # no range(10**9), no lipsum, no cycler
    return environment


def _values(paper: Paper) -> dict[str, object]:
    sign = next((b for b in paper.blocks if isinstance(b, SignOff)), None)
    addressee = next((b.text for b in paper.blocks if isinstance(b, Addressee)), "")
    texts = [
        f"{b.lead}{b.text}" if isinstance(b, Paragraph) else b.text
        for b in paper.blocks
        if isinstance(b, Paragraph | Heading | Note)
    ]
    return {
        "title": paper.title,
        "addressee": addressee,
        "paragraphs": texts,
        "tables": [_table(table) for table in paper.tables],
        "office": sign.body if sign else paper.author,
        "date": sign.date_text if sign else "",
        "mark": paper.footer_marks,
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "caption": table.caption,
        "header": [column.title for column in table.columns],
        "rows": [[str(value) for value in row] for row in table.rows],
        "note": table.note,
    }
