"""Every verb of the command line, the module behind it and one line on what it does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: where it is implemented, its group in the overview, its summary."""

    module: str
    group: str
    summary: str
    needs_application: bool = False  # settings and apps are loaded before its module is


_ANALYSIS = "分析（不需要数据库）"
_WORK = "运行"
_DATA = "数据"
_CARE = "维护"

VERBS: dict[str, Verb] = {
    "demo": Verb("daliang.cli.demo", _WORK, "一条命令看样例城市：装好数据并启动"),
    "serve": Verb("daliang.cli.serve", _WORK, "启动网站；第一次会建好数据库", True),
    "worker": Verb("daliang.cli.worker", _WORK, "常驻：每分钟做一次到期的定时工作", True),
    "tick": Verb("daliang.cli.tick", _WORK, "做一遍到期的定时工作，由cron调用", True),
    "user": Verb("daliang.cli.user", _WORK, "建账号、给角色、改密码", True),
    "sample": Verb("daliang.cli.sample", _WORK, "把样例城市装入当前数据库", True),
    "import": Verb("daliang.cli.imports", _DATA, "导入文件；--dry-run 只看会改什么", True),
    "export": Verb("daliang.cli.exports", _DATA, "导出文件", True),
    "brief": Verb("daliang.cli.brief", _DATA, "生成通报", True),
    "backup": Verb("daliang.cli.backup", _CARE, "运行中备份，印出摘要", True),
    "restore": Verb("daliang.cli.restore", _CARE, "恢复到空机器，摘要须相同", True),
    "audit": Verb("daliang.cli.audit", _CARE, "核对审计链，改动定位到条", True),
    "doctor": Verb("daliang.cli.doctor", _CARE, "缺什么、怎么补", True),
    "drill": Verb("daliang.cli.drill", _ANALYSIS, "穿透：缺口由哪些行业、板块、企业造成"),
    "forecast": Verb("daliang.cli.forecast", _ANALYSIS, "研判：全年能到多少，达标概率多大"),
    "match": Verb("daliang.cli.match", _ANALYSIS, "政策匹配：谁符合、差多少、缺哪些数据"),
    "link": Verb("daliang.cli.link", _ANALYSIS, "企业归一：两张名单里的同一家企业"),
    "trip": Verb("daliang.cli.trip", _ANALYSIS, "出访排程：团队、城市、日期、约见"),
    "risk": Verb("daliang.cli.risk", _ANALYSIS, "进度风险：每个节点按期完成的概率"),
    "read": Verb("daliang.cli.read", _ANALYSIS, "读文件：讲话、纪要、清单变成任务草稿"),
}
