"""Sentences and clauses: where they end, what stands in front, what they are."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from daliang.engine.reading.normal import Mapped

Span = tuple[int, int]
_CN = "一二三四五六七八九十"
MARK = re.compile(
    rf"\s*(?:第[{_CN}百\d]+[条章节项款]|（[{_CN}\d]{{1,3}}）|[{_CN}]{{1,3}}[、.．）]|\d{{1,3}}(?:[、．)）]|\.(?!\d))|\d{{1,2}}\.\d{{1,2}}(?=[^\d.%万亿月日年个])(?=[一-龥])|[①-⑳⑴-⒇➀-➓❶-❿]|[●■◆▪•○◇□★※▲·▶►➤✓✔√◎▷►☆]|-{{1,2}}(?=[一-龥“])|[{_CN}]是(?!否)|[{_CN}]要(?=[一-龥])|其[{_CN}]，|首先，|其次，|第[{_CN}]，|0\d(?=[\s一-龥“]))\s*"
)
_ORDINAL_YAO = re.compile(rf"[{_CN}]要$")
_INNER_MARK = re.compile(
    rf"[①-⑳⑴-⒇]|（[{_CN}\d]{{1,2}}）(?=[一-龥])|(?<=[。；\s])\d{{1,2}}[.、](?=[一-龥“])|(?<=[。；，：])[{_CN}](?:是|要)(?=[一-龥])"
)
_OPEN, _CLOSE = "（【[“‘《", "）】]”’》"
SOFT = re.compile(
    r"提高(?:政治)?站位|绷紧.{0,4}弦|沉住气|扛起来|守土有责|守土尽责|时刻(?:保持|绷)|如履薄冰|清醒|凝心聚力|真抓实干|久久为功|一以贯之|思想认识|增强.{0,8}(?:信心|意识|自觉|使命感|紧迫感|责任感)|坚定.{0,4}信心|鼓足干劲|振奋精神|锐意进取|奋勇争先|牢记|不忘|冷板凳|热椅子|以.{0,12}的(?:责任感|担当|精神|作风|态度|姿态|劲头)|像对待|当成自己|放在(?:首位|心上|第一位)|摆在.{0,6}位置|立足|深刻(?:认识|领会|理解)|切实(?:增强|提高|扛起)|拧成一股绳|干字当头|实干|担当作为|抢抓机遇|攻坚克难|咬定目标|保持定力|齐心协力|共同努力|再接再厉|发扬|弘扬|知重负重|敢为善为|奋力谱写|贡献.{0,6}力量|高度重视|统一思想|凝聚共识"
)
HARD = re.compile(
    r"\d|牵头|负责|建立|制定|出台|完成|建成|开展|排查|台账|清单|方案|报送|通报|督查|新建|新增|改造|落实.{0,8}(?:措施|制度)|机制"
)
PAST = re.compile(
    r"已(?:经|有|在|达|被|完成|建成|签|开|于|实现|全部|由|先后|启动|累计|成为)|截至|目前|现已|完成了|取得了|了\d|以来，|曾|去年|过去|据(?:介绍|了解|统计)|同比(?:增长|下降)(?!\d+(?:\.\d+)?%(?:以上|左右|以内))|(?:听取|审议|研究|传达|通过|观看|回顾|总结|通报|汇报)了|共(?:签约|完成|有)|率先|被评为|荣获|获得|圆满|顺利(?:完成|举行|召开)"
)
MODAL = re.compile(
    r"(?<![主重概摘提首紧次纪必需只])要(?!素|点|求|件|闻|害|道|等|么)|须|应当|应(?!急|用|对|届|收|付|邀|变|力|聘|运|链|商)|必须|务必|不得|不能|严禁|力争|争取|确保"
    r"|拟(?!定)|计划(?!表|总|的|投|完成|经)|下一步|下步|今后|接下来|抓紧|尽快|加快|全力|着力|切实|逐项|逐一|深入|进一步|^请"
    r"|(?<![即还又正必行要])将(?!军|近|来|士|领)|负责|牵头|督办|答应|承诺|商定|议定|拍板"
)


def strip_mark(text: str, start: int, end: int) -> int:
    """Return where the text begins behind its ordinal marks; 要 of 一要 is left out too."""
    while True:
        found = MARK.match(text, start, end)
        if not found or found.end() >= end:
            return start
        start = found.end()


def trim(text: str, start: int, end: int) -> Span:
    """Return the span without white space and closing punctuation at its ends."""
    if text[start : start + 1] == "“" and text[end - 2 : end] in ("。”", "！”", "？”"):
        start, end = start + 1, end - 1
    while end > start and text[end - 1] in " 。；，、：.;,！!？?\t\n":
        end -= 1
    while start < end and text[start] in " 。；，、：\t\n":
        start += 1
    return start, end


def depth_cuts(text: str, stops: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the pieces between stop characters that stand outside brackets and quotes."""
    end = len(text) if end is None else end
    depth = 0
    begin = start
    for place in range(start, end):
        char = text[place]
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
            if char == "”" and depth == 0 and text[place - 1] in "。！？" and "。" in stops:
                yield begin, place + 1
                begin = place + 1
        elif char in stops and (depth == 0 or (char == "。" and place - begin > 120)):
            yield begin, place + 1
            begin, depth = place + 1, 0
    if begin < end:
        yield begin, end


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of a paragraph; a stop inside a closed quotation ends none."""
    return [
        s for s in depth_cuts(text, "。！？", start, end) if trim(text, *s)[0] < trim(text, *s)[1]
    ]


def clauses(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the clauses of a sentence: cut at ；, ① and in-line numbers."""
    spans: list[Span] = []
    for a, b in depth_cuts(text, "；;\n", start, end):
        marks = [a] + [m.start() for m in _INNER_MARK.finditer(text, a, b) if m.start() > a] + [b]
        spans += [(x, y) for x, y in itertools.pairwise(marks) if x < y]
    return [s for s in spans if trim(text, *s)[0] < trim(text, *s)[1]]


def is_soft(text: str) -> bool:
    """Say whether a clause only exhorts.

    Examples
    --------
    >>> is_soft("全市上下要时刻保持如履薄冰的清醒"), is_soft("增强责任感，6月底前完成排查")
    (True, False)
    """
    return bool(SOFT.search(text)) and not HARD.search(text)


def is_past(text: str) -> bool:
    """Say whether a clause tells what happened."""
    return bool(PAST.search(text))


def part_of(mapped: Mapped, span: Span) -> str:
    """Return the text of a span of a mapped paragraph."""
    return mapped.text[span[0] : span[1]]
