"""Every verb of the command line, the module behind it and one line on what it does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: where it is implemented, its group in the overview, its summary."""

    module: str
    group: str
    summary: str


_ANALYSIS = "分析（不需要数据库）"

VERBS: dict[str, Verb] = {
    "drill": Verb("daliang.cli.drill", _ANALYSIS, "穿透：缺口由哪些行业、板块、企业造成"),
    "forecast": Verb("daliang.cli.forecast", _ANALYSIS, "研判：全年能到多少，达标概率多大"),
    "match": Verb("daliang.cli.match", _ANALYSIS, "政策匹配：谁符合、差多少、缺哪些数据"),
    "link": Verb("daliang.cli.link", _ANALYSIS, "企业归一：两张名单里的同一家企业"),
    "trip": Verb("daliang.cli.trip", _ANALYSIS, "出访排程：团队、城市、日期、约见"),
    "risk": Verb("daliang.cli.risk", _ANALYSIS, "进度风险：每个节点按期完成的概率"),
    "read": Verb("daliang.cli.read", _ANALYSIS, "读文件：讲话、纪要、清单变成任务草稿"),
}
