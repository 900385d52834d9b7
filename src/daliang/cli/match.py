"""政策匹配：哪些企业符合哪些政策，只差一条的差多少，缺哪些数据而无法判断。

例：
  daliang match --firms 企业.xlsx --policies policies.json --out 结果/
  daliang match --firms firms.parquet --policies policies.json --date 2024-06-30 --out out

政策文件是 JSON 数组，每条：
  {"id","title","effective":[起,止],"all":[条件…],"benefit":{…},"group":互斥组,"pool":资金池}
  条件：{"field","op","value"} 或 {"any":[条件…]}；op：>= <= > < == in is_true is_false
金额单位万元。空着的数据按“未知”处理，从不当作“不符合”。

写出：
  matches.parquet    企业、政策、金额（金额依据缺数时为空）
  near.parquet       只差一条：列、现有、需要、差额
  undecided.parquet  只因缺数而未定：缺哪一列
  summary.json       每条政策的符合家数、金额、因缺数未定家数
"""

from __future__ import annotations

import argparse
import json
import math
from datetime import date
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np

from daliang.engine.checks import BadInput, Problem
from daliang.engine.policy import (
    CompiledPolicies,
    MissingFacts,
    Outcomes,
    Pairs,
    Policy,
    compile_policies,
    condition_words,
    eligible_pairs,
    facts_from_columns,
    has_texts,
    missing_facts,
    near_misses,
    parse_policies,
    required_kinds,
)
from daliang.warehouse.tables import Table, connect, read_table

ID_COLUMN = "firm_id"
ROW_COLUMN = "firm"
FILES = ("matches.parquet", "near.parquet", "undecided.parquet", "summary.json")
NEAR_ROWS = 2_000_000
NEAR_QUERY = """
select firm as {key}, policy, field, op,
    coalesce(has::varchar, case when not isnan(has_value) then has_value::varchar end) as has,
    needs, case when has is null and not isnan(has_value) then has_value end as has_value,
    case when not isnan(gap) then gap end as gap,
    case when not isnan(gap_ratio) then gap_ratio end as gap_ratio, words as condition
from found join conditions using (p, c)
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("--firms", required=True, metavar="文件", help="企业表 .csv .xlsx .parquet")
    parser.add_argument("--policies", required=True, metavar="文件", help="政策 .json")
    parser.add_argument("--out", required=True, metavar="目录", help="结果写到这里")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="只算这一天有效的政策；不写则全算")
    parser.add_argument(
        "--allow-absent", action="store_true", help="企业表缺整列时按未知处理，而不报错"
    )
    parser.add_argument("--json", action="store_true", help="同时把 summary.json 打印出来")


def run(args: argparse.Namespace) -> int:
    """Match firms with policies and write the four files."""
    policies = _policies(args.policies, args.date)
    table = read_table(args.firms)
    started = perf_counter()
    facts = facts_from_columns(
        table.columns, required_kinds(policies), file=table.name, allow_absent=args.allow_absent
    )
    key = _firm_key(table)
    del table  # its texts weigh more than all that follows
    compiled = compile_policies(policies, facts)
    ready = perf_counter()
    outcomes = compiled.outcomes()
    decided = perf_counter()
    pairs = eligible_pairs(compiled, outcomes)
    missing = missing_facts(compiled, outcomes)
    seconds = {"prepare": ready - started, "decide": decided - ready}
    summary = _summary(compiled, outcomes, pairs, missing) | {"seconds": seconds}
    _write(Path(args.out), key, compiled, outcomes, (pairs, missing), summary)
    if args.json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        totals = summary["total"]
        print(json.dumps(totals, ensure_ascii=False))
    return 0


def _policies(path: str, day: str | None) -> tuple[Policy, ...]:
    file = Path(path)
    if not file.is_file():
        raise BadInput(Problem("没有这个文件", "检查路径", file=path))
    try:
        policies = parse_policies(json.loads(file.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError as error:
        raise BadInput(Problem("不是 UTF-8 编码", "另存为 UTF-8", file=file.name)) from error
    except (json.JSONDecodeError, RecursionError) as error:
        place = getattr(error, "lineno", None)
        problem = Problem(
            "不是合法的 JSON", "检查这一行的括号、引号和逗号", file=file.name, row=place
        )
        raise BadInput(problem) from error
    except BadInput as error:
        raise BadInput(problem.within(file.name) for problem in error.problems) from error
    return policies if day is None else _effective(policies, day)


def _effective(policies: tuple[Policy, ...], day: str) -> tuple[Policy, ...]:
    try:
        day = date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise BadInput(Problem(f"“{day}”不是日期", "写成 2024-06-30", column="--date")) from error
    chosen = tuple(policy for policy in policies if policy.is_effective_on(day))
    if not chosen:
        raise BadInput(
            Problem(f"{day} 没有一条有效的政策", "换一个日期，或去掉 --date", column="--date")
        )
    return chosen


def _summary(
    compiled: CompiledPolicies, outcomes: Outcomes, pairs: Pairs, missing: MissingFacts
) -> dict[str, object]:
    count = len(compiled.policies)
    eligible = np.bincount(pairs.policy, minlength=count)
    known = np.nan_to_num(pairs.amount)
    amount = np.bincount(pairs.policy, weights=known, minlength=count)
    no_amount = np.bincount(pairs.policy[np.isnan(pairs.amount)], minlength=count)
    unknown = [len(outcomes.firms_undecided(j)) for j in range(count)]
    near = [len(outcomes.firms_near(j)) for j in range(count)]
    rows = [
        {
            "policy": policy.id,
            "title": policy.title,
            "eligible": int(eligible[j]),
            "amount": round(float(amount[j]), 6),
            "amount_unknown": int(no_amount[j]),
            "near": near[j],
            "unknown": unknown[j],
            "excluded": compiled.facts.count - int(eligible[j]) - near[j] - unknown[j],
        }
        for j, policy in enumerate(compiled.policies)
    ]
    waiting = np.bincount(missing.field, minlength=len(missing.fields))
    order = np.argsort(-waiting, kind="stable")
    to_collect = [
        {"field": missing.fields[i], "pairs": int(waiting[i])} for i in order if waiting[i]
    ]
    total = {
        "firms": compiled.facts.count,
        "policies": count,
        "eligible": int(eligible.sum()),
        "amount": round(math.fsum(amount), 6),
        "near": sum(near),
        "unknown": sum(unknown),
    }
    return {"total": total, "policies": rows, "facts_to_collect": to_collect}


def _write(
    out: Path,
    firm_key: tuple[str, np.ndarray],
    compiled: CompiledPolicies,
    outcomes: Outcomes,
    found: tuple[Pairs, MissingFacts],
    summary: dict[str, object],
) -> None:
    """Write the four files under temporary names, then put all of them in place."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(Problem("不能建这个目录", "换一个位置", file=str(out))) from error
    pairs, missing = found
    key, firms = firm_key
    names = np.array([policy.id for policy in compiled.policies], dtype=object)
    fields = np.array(missing.fields, dtype=object)
    matches = {key: firms[pairs.firm], "policy": names[pairs.policy], "amount": pairs.amount}
    undecided = {key: firms[missing.firm], "policy": names[missing.policy]}
    undecided["field"] = fields[missing.field]
    with connect() as db:
        db.register("found", matches)
        amount = "case when isnan(amount) then null else amount end as amount"
        _copy(db, f"select * replace ({amount}) from found", out / "matches.parquet.partial")
        db.register("found", undecided)
        _copy(db, "select * from found", out / "undecided.parquet.partial")
        _write_near(db, out / "near.parquet.partial", firm_key, compiled, outcomes)
    text = json.dumps(summary, ensure_ascii=False, indent=1)
    (out / "summary.json.partial").write_text(text + "\n", encoding="utf-8")
    for name in FILES:
        (out / f"{name}.partial").replace(out / name)


def _write_near(
    db: duckdb.DuckDBPyConnection,
    path: Path,
    key: tuple[str, np.ndarray],
    compiled: CompiledPolicies,
    outcomes: Outcomes,
) -> None:
    """Write the near misses a few policies at a time, so that a city of a million firms fits."""
    words = condition_words(compiled)
    names = np.array([policy.id for policy in compiled.policies], dtype=object)
    conditions = {"p": words.policy, "c": words.condition, "policy": names[words.policy]}
    conditions |= {"field": words.field, "op": words.op, "needs": words.needs, "words": words.text}
    db.register("conditions", conditions)
    pieces = []
    for number, group in enumerate(_groups(compiled, outcomes)):
        near = near_misses(compiled, outcomes, only=group)
        columns = {"firm": key[1][near.firm], "p": near.policy, "c": near.condition}
        columns |= {"gap": near.gap, "gap_ratio": near.gap_ratio, "has_value": near.has}
        db.register("found", columns | {"has": has_texts(compiled, near)})
        pieces.append(path.with_name(f"{path.name}.{number}"))
        _copy(db, NEAR_QUERY.format(key=key[0]), pieces[-1])
    db.unregister("found")
    if len(pieces) == 1:
        pieces[0].replace(path)
        return
    parts = ", ".join(_quoted(piece) for piece in pieces)
    _copy(db, f"select * from read_parquet([{parts}])", path)
    for piece in pieces:
        piece.unlink()


def _groups(compiled: CompiledPolicies, outcomes: Outcomes) -> list[list[int]]:
    """Split the policies so that no group has many more near misses than NEAR_ROWS."""
    groups: list[list[int]] = [[]]
    rows = 0
    for j in range(len(compiled.policies)):
        rows += len(outcomes.firms_near(j))
        if rows > NEAR_ROWS and groups[-1]:
            groups.append([])
            rows = len(outcomes.firms_near(j))
        groups[-1].append(j)
    return groups


def _copy(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    db.execute(f"copy ({query}) to {_quoted(path)} (format parquet)")


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _firm_key(table: Table) -> tuple[str, np.ndarray]:
    """Return the column that names a firm: `firm_id` when there is one, else the row number."""
    if ID_COLUMN not in table.columns:
        return ROW_COLUMN, np.arange(len(table))
    values = table.columns[ID_COLUMN]
    if values.dtype == object:
        return ID_COLUMN, values
    if np.isnan(values).any() or (values != np.floor(values)).any():
        return ID_COLUMN, table.texts(ID_COLUMN)
    return ID_COLUMN, values.astype(np.int64)
