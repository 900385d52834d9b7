"""企业归一：名单里的每一行是名册里的哪一家企业，有把握的直接对上，拿不准的交人核对。

例：
  daliang link --register 企业名册.xlsx --records 走访名单.csv --out links.parquet
  daliang link --register r.parquet --records l.csv --column name=单位 --column uscc=代码 \\
      --out links.csv

自动认列：企业名称、统一社会信用代码、地址、法定代表人、电话、所在区、曾用名等常见表头；
别的表头用 --column 项目=表头 指明（项目：name uscc address legal_person phone district
former_names）。
有效的统一社会信用代码说了算；录错的代码只提示、不代改。分公司不并入总公司。

写出每行一条：record 名单行号（从0起），register 名册行号或空，score 把握（0到1），
reason 理由，review 是否需人工核对，decision，candidate 最像的一行，margin 领先第二名多少。
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.identity import CodeStatus, Decision, FirmTable, Links, link_firms
from daliang.warehouse.tables import Table, connect, read_table

HEADERS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "企业名称",
        "单位名称",
        "公司名称",
        "企业",
        "公司",
        "单位",
        "名称",
        "纳税人名称",
    ),
    "uscc": (
        "uscc",
        "统一社会信用代码",
        "社会信用代码",
        "信用代码",
        "机构代码",
        "代码",
        "纳税人识别号",
    ),
    "address": ("address", "addr", "地址", "住所", "注册地址", "经营地址", "企业地址", "详细地址"),
    "legal_person": ("legal_person", "legal", "法定代表人", "法人代表", "法人", "负责人"),
    "phone": ("phone", "电话", "联系电话", "手机", "手机号", "联系方式"),
    "district": ("district", "所在区", "区县", "板块", "属地", "市（县）区", "所属板块"),
    "former_names": ("former_names", "former_name", "曾用名", "历史名称", "原名称"),
}
_SEPARATORS = re.compile(r"[、,，;；/|]")
_EXACT_INTEGERS = 2.0**53


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("--register", required=True, metavar="文件", help="企业名册，每家一行")
    parser.add_argument("--records", required=True, metavar="文件", help="要归一的名单")
    parser.add_argument("--out", required=True, metavar="文件", help="结果 .parquet 或 .csv")
    parser.add_argument(
        "--column", action="append", default=[], metavar="项目=表头", help="指明表头，可重复"
    )
    parser.add_argument("--json", action="store_true", help="打印完整小结")


def run(args: argparse.Namespace) -> int:
    """Link the two lists and write one row for each record."""
    named = _named_columns(args.column)
    out = Path(args.out)
    _check_target(out)
    tables = [read_table(args.register), read_table(args.records)]
    _check_named(named, tables)
    register, records = (_firms(table, named) for table in tables)
    links = link_firms(register, records)
    _write(out, links)
    print(json.dumps(_summary(links, with_codes=args.json), ensure_ascii=False))
    return 0


def _named_columns(options: list[str]) -> dict[str, str]:
    problems, named = [], {}
    for option in options:
        attribute, _, header = option.partition("=")
        if attribute not in HEADERS or not header:
            mend = f"写成 项目=表头，项目可用：{'、'.join(HEADERS)}"
            problems.append(Problem(f"“{option}”看不懂", mend, column="--column"))
        named[attribute] = header
    if problems:
        raise BadInput(problems)
    return named


def _check_target(out: Path) -> None:
    if out.suffix.lower() not in {".parquet", ".csv"}:
        raise BadInput(Problem("不能写这种文件", "用 .parquet 或 .csv 结尾", file=str(out)))
    if not out.parent.is_dir():
        raise BadInput(Problem("没有这个目录", "先建目录，或换一个位置", file=str(out.parent)))


def _check_named(named: dict[str, str], tables: list[Table]) -> None:
    absent = [h for h in named.values() if not any(h in table.columns for table in tables)]
    if absent:
        names = "、".join(table.name for table in tables)
        raise BadInput(
            Problem("两张表都没有这一列", "核对 --column 后的表头", file=names, column=header)
            for header in absent
        )


def _firms(table: Table, named: dict[str, str]) -> FirmTable:
    found = {attribute: _header(table, attribute, named) for attribute in HEADERS}
    if found["name"] is None:
        there = "、".join(table.columns)
        mend = f"用 --column name=表头 指明；现有列：{there}"
        raise BadInput(table.problem("找不到企业名称这一列", mend, column="企业名称"))
    columns = {
        attribute: _texts(table, header) if header else []
        for attribute, header in found.items()
        if attribute != "former_names"
    }
    former = _texts(table, found["former_names"]) if found["former_names"] else []
    split = [[part for part in _SEPARATORS.split(text or "") if part.strip()] for text in former]
    return FirmTable(**columns, former_names=split)


def _header(table: Table, attribute: str, named: dict[str, str]) -> str | None:
    if named.get(attribute) in table.columns:
        return named[attribute]
    return next((header for header in HEADERS[attribute] if header in table.columns), None)


def _texts(table: Table, header: str) -> list[str | None]:
    values = table.columns[header]
    if values.dtype != object and bool((np.abs(values) > _EXACT_INTEGERS).any()):
        # A spreadsheet keeps 15 digits of a number: the code's end is already lost.
        what, mend = "长代码被存成了数字，末位已不可靠", "把这一列设为文本重新填"
        raise BadInput(table.problem(what, mend, column=header))
    texts: list[str | None] = table.texts(header).tolist()
    return texts


def _summary(links: Links, *, with_codes: bool) -> dict[str, object]:
    counts = Counter(str(decision) for decision in links.decision)
    summary: dict[str, object] = {
        "records": len(links.firm),
        **{str(decision): counts.get(str(decision), 0) for decision in Decision},
    }
    if with_codes:
        kinds = Counter(int(status) for status in links.code_status)
        summary["codes"] = {status.name.lower(): kinds.get(status, 0) for status in CodeStatus}
    return summary


def _write(out: Path, links: Links) -> None:
    """Write the links, whole or not at all."""
    columns = {
        "record": np.arange(len(links.firm)),
        "register": links.firm,
        "score": np.round(links.score, 6),
        "reason": links.reason,
        "review": links.review,
        "decision": np.array([str(decision) for decision in links.decision], dtype=object),
        "candidate": links.candidate,
        "margin": np.round(links.margin, 6),
    }
    partial = out.with_name(out.name + ".partial")
    target = str(partial).replace("'", "''")
    kind = "parquet" if out.suffix.lower() == ".parquet" else "csv, header true"
    with connect() as db:
        db.register("links", columns)
        chosen = "* replace (nullif(register, -1) as register, nullif(candidate, -1) as candidate)"
        db.execute(f"copy (select {chosen} from links) to '{target}' (format {kind})")
    partial.replace(out)
