"""Tables whose borders were lost: one cell a line, or all cells of a row run together."""

from __future__ import annotations

import re
from datetime import date

from daliang.engine.reading.blocks import Cell, Table
from daliang.engine.reading.body_words import DEPARTMENT, LEVELS
from daliang.engine.reading.dates import find_dates
from daliang.engine.reading.deadlines import DeadlineKind, parse_deadline
from daliang.engine.reading.drawn_tables import Found, caption_before
from daliang.engine.reading.labels import Field, classify
from daliang.engine.reading.lines import Line, is_number, likeness
from daliang.engine.reading.normal import Mapped

_MULTI = {Field.TASK, Field.BODIES, Field.LEADER, Field.PERIOD, Field.DEADLINE}
_HEAD_TOKEN = (
    r"(?:序号|编号|序|类别|项目名称|项目|备注|重点(?:任务|工作|事项)|(?:工作|目标|主要|具体|年度)?(?:任务|事项|内容|举措|措施|目标)(?:与任务|及要求)?"
    r"|实事(?:项目|内容)?|(?:牵头|责任|配合|协同|承办|主办|协办|主责|建设|实施|主体责任)(?:责任)?(?:单位|部门|领导|人)|(?:分管|责任|牵头|包保)(?:市|县|区)?(?:领导|责任人)"
    r"|完成(?:时限|时间|节点|期限)|办结(?:时限|时间)|时限(?:要求)?|时间节点|时间要求|进度要求|进展情况|完成情况)"
)
_GLUED_HEAD = re.compile(rf"{_HEAD_TOKEN}{{3,}}")
_PLACE_BODY = (
    r"[一-龥]{2,3}(?:区政府|县政府|市政府|区人民政府|县人民政府|街道办事处|街道|镇政府|"
    r"镇|乡|区|县|开发区|高新区|经开区|管委会)|[一-龥]{2,6}(?:集团|公司)"
)
_CHAIN_BODY = (
    rf"(?:(?:{LEVELS}){DEPARTMENT}|{DEPARTMENT}|(?:各|有关|相关)(?:有关|相关|县|区|市|"
    rf"乡|镇|街道|级|部门|单位|办事处|园区|开发区|企业|人民政府|政府|（[^（）]*）)+|"
    rf"{_PLACE_BODY})"
)
_CHAIN = re.compile(rf"(?:{_CHAIN_BODY}[、，；\s]*)+$")
_ONE_BODY = re.compile(_CHAIN_BODY)
_CHAIN_HEAD = re.compile(
    rf"(?:(?:{LEVELS}){DEPARTMENT}|各(?:县|区|市|乡|镇|街道|有关|相关|部门|单位))"
)
_NUMBERED_LINE = re.compile(r"\s*\d{1,3}\s?(?:[.、]|(?=[一-龥“]))")
_ANY_DAY = date(2025, 1, 1)  # only the place of the words is asked, not their year
_SUFFIX = r"(?:之前|以前|前|底前|底|末|内|完成|中旬|上旬|下旬)*"


def find_stacked(lines: list[Line], at: int, canon: str) -> Found | None:
    """Return the table with one cell a line that begins at a line, or None.

    The heads are three and more label lines in a row; each line below goes to the column whose
    contents it looks like, keeping the order of the columns (a Viterbi path over the columns).
    """
    heads: list[tuple[Line, Field]] = []
    end = at
    while end < len(lines) and not lines[end].is_blank:
        field = classify(lines[end].text.strip()) if len(lines[end].text.strip()) <= 9 else None
        if field is None or is_number(lines[end].text):
            break
        heads.append((lines[end], field))
        end += 1
    kinds = {field for _, field in heads}
    if (
        len(heads) < 3
        or not kinds & {Field.TASK, Field.PROJECT}
        or not kinds & {Field.BODIES, Field.DEADLINE}
    ):
        return None
    if len({line.text.strip() for line, _ in heads}) < len(heads):
        return None
    body, last = _stacked_body(lines, end, Field.NUMBER in kinds)
    if len(body) < len(heads) // 2:
        return None
    path = _columns([line.text for line in body], [field for _, field in heads])
    rows = [tuple(Cell(((line.start, line.end),)) for line, _ in heads)]
    rows += _stacked_rows(body, path, len(heads))
    return Found(at, last, Table(tuple(rows), 1, caption_before(lines, at)))


def _stacked_body(lines: list[Line], at: int, is_numbered: bool) -> tuple[list[Line], int]:
    """Collect the cell lines; a blank line ends the table unless a new record follows."""
    body: list[Line] = []
    last = at
    while last < len(lines):
        line = lines[last]
        if line.is_blank:
            after = next((other for other in lines[last:] if not other.is_blank), None)
            if after is None or (is_numbered and body and not is_number(after.text)):
                break
            if not is_numbered and len(after.text) > 40:
                break
        elif re.match(r"(?:注|备注|说明)：|附[：件]", line.text.strip()):
            break
        else:
            body.append(line)
        last += 1
    return body, last


def _columns(texts: list[str], fields: list[Field]) -> list[int]:
    """Return the column of each line by the best path; going back starts a new record."""
    width = len(fields)
    scores = [likeness(texts[0], field) - 0.2 * i for i, field in enumerate(fields)]
    back: list[list[int]] = []
    for text in texts[1:]:
        like = [likeness(text, field) for field in fields]
        step, came = [], []
        for new in range(width):
            best = max(range(width), key=lambda old: scores[old] - _cost(old, new, fields))
            came.append(best)
            step.append(scores[best] - _cost(best, new, fields) + like[new])
        scores = step
        back.append(came)
    path = [max(range(width), key=scores.__getitem__)]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def _cost(old: int, new: int, fields: list[Field]) -> float:
    if new > old:
        return 0.25 * (new - old - 1)
    if new == old:
        return 0.5 if fields[new] in _MULTI else 2.0
    return 0.3 + 0.2 * new + 0.2 * (len(fields) - 1 - old)


def _stacked_rows(body: list[Line], path: list[int], width: int) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    current: list[list[tuple[int, int]]] = [[] for _ in range(width)]
    before = -1
    for line, column in zip(body, path, strict=True):
        if column < before:
            rows.append(tuple(Cell(tuple(parts)) for parts in current))
            current = [[] for _ in range(width)]
        current[column].append((line.start, line.end))
        before = column
    rows.append(tuple(Cell(tuple(parts)) for parts in current))
    return rows


def find_glued(lines: list[Line], at: int, canon: str) -> Found | None:
    """Return the table whose cells run together, with its glued head, or None."""
    head = _closed_up(lines[at])
    if not _GLUED_HEAD.fullmatch(head.text):
        return None
    tokens = list(re.finditer(_HEAD_TOKEN, head.text))
    spans = [head.span(*token.span()) for token in tokens]
    fields = [classify(token.group()) for token in tokens]
    rows: list[tuple[Cell, ...]] = [tuple(Cell((span,)) for span in spans)]
    last = at + 1
    while last < len(lines) and not lines[last].is_blank:
        rows.append(_glued_row(lines[last], fields))
        last += 1
    return (
        Found(at, last, Table(tuple(rows), 1, caption_before(lines, at))) if len(rows) > 1 else None
    )


def _closed_up(line: Line) -> Mapped:
    """Return a line without the gaps between its characters, with the way back."""
    kept = [i for i, char in enumerate(line.text) if char not in " \t"]
    return Mapped("".join(line.text[i] for i in kept), [line.start + i for i in kept])


def _glued_row(line: Line, fields: list[Field | None]) -> tuple[Cell, ...]:
    """Read a row from its ends: the number in front, the time limit and the bodies behind."""
    cells: list[list[tuple[int, int]]] = [[] for _ in fields]
    piece = _closed_up(line)
    text = piece.text
    start, end = 0, len(text)
    number = re.match(r"\d{1,3}(?=[^\d.%])[.、]?", text)
    if number and Field.NUMBER in fields:
        cells[fields.index(Field.NUMBER)].append(piece.span(0, number.end()))
        start = number.end()
    if Field.DEADLINE in fields:
        cut = start + deadline_tail(text[start:end])
        if cut < end:
            cells[fields.index(Field.DEADLINE)].append(piece.span(cut, end))
            end = cut
    bodies = [i for i, field in enumerate(fields) if field is Field.BODIES]
    if bodies:
        names = chain_tail(text[start:end])
        for (a, b), column in zip(names, _shared(len(names), bodies), strict=True):
            cells[column].append(piece.span(start + a, start + b))
        end = start + names[0][0] if names else end
    if end > start:
        cells[_task_column(fields)].append(piece.span(start, end))
    return tuple(Cell(tuple(parts)) for parts in cells)


def _task_column(fields: list[Field | None]) -> int:
    for wanted in (Field.TASK, Field.PROJECT):
        if wanted in fields:
            return fields.index(wanted)
    return 0


def _shared(count: int, columns: list[int]) -> list[int]:
    """Share the bodies of a glued row: the first leads, the others go to the next column."""
    if len(columns) == 1:
        return [columns[0]] * count
    return [columns[min(number, 1)] for number in range(count)]


def deadline_tail(text: str) -> int:
    """Return where the time limit at the end of a glued text begins; its length when none.

    Examples
    --------
    >>> deadline_tail("举办山货节市商务局6月中旬")
    9
    """
    from_here = len(text)
    for mention in find_dates(text, _ANY_DAY):
        if re.fullmatch(_SUFFIX, text[mention.end :]):
            kind = parse_deadline(text[mention.start :], _ANY_DAY.year).kind
            from_here = mention.start if kind is not DeadlineKind.UNKNOWN else from_here
            break
    return from_here


def chain_tail(text: str) -> list[tuple[int, int]]:
    """Return the spans of the bodies that end a glued text, in order.

    Examples
    --------
    >>> text = "腾退土地310亩市住建局沂东区政府"
    >>> [text[a:b] for a, b in chain_tail(text)]
    ['市住建局', '沂东区政府']
    """
    for head in _CHAIN_HEAD.finditer(text):
        if _CHAIN.match(text, head.start()):
            return [m.span() for m in _ONE_BODY.finditer(text, head.start())]
    return []


def find_headless(lines: list[Line], at: int) -> Found | None:
    """Return numbered rows that end in bodies and time limits without a head over them."""
    rows: list[tuple[Cell, ...]] = []
    last = at
    fields: list[Field | None] = [Field.NUMBER, Field.TASK, Field.BODIES, Field.DEADLINE]
    good = 0
    while last < len(lines) and _NUMBERED_LINE.match(lines[last].text):
        text = lines[last].text.rstrip()
        rows.append(_glued_row(lines[last], fields))
        good += bool(rows[-1][2].parts) and text[-1:] not in "。；）】"
        last += 1
    if len(rows) < 3 or good * 3 < 2 * len(rows):
        return None
    return Found(at, last, Table(tuple(rows), 0, caption_before(lines, at)))
