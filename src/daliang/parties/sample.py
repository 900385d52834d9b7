"""Invented firms for the sample city: names, codes and places are examples throughout.

The codes carry region 000000, which no real registration has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from daliang.base.models import Organisation, User
from daliang.engine.identity.uscc import ALPHABET
from daliang.parties.actions import EnterpriseDraft, register_enterprises
from daliang.parties.choices import Size
from daliang.parties.models import Chain, Enterprise, Industry

SEED = 20240606
INDUSTRIAL, TRADE = 1200, 300
DISTRICTS = ("江阴市", "宜兴市", "梁溪区", "锡山区", "惠山区", "滨湖区", "新吴区", "经开区")
_WEIGHTS = (0.26, 0.16, 0.04, 0.13, 0.14, 0.09, 0.15, 0.03)
STREETS = ("示例一镇", "示例二镇", "示例三街道", "示例四街道")
CHAINS = (
    "集成电路",
    "物联网",
    "生物医药",
    "高端装备",
    "汽车零部件",
    "新能源",
    "高端纺织",
    "节能环保",
)
# GB/T 4754-2017: code, name, a word for invented names, chain.
INDUSTRIES = (
    ("13", "农副食品加工业", "粮食", ""),
    ("14", "食品制造业", "食品", ""),
    ("15", "酒、饮料和精制茶制造业", "饮料", ""),
    ("17", "纺织业", "纺织", "高端纺织"),
    ("18", "纺织服装、服饰业", "服饰", "高端纺织"),
    ("19", "皮革、毛皮、羽毛及其制品和制鞋业", "皮件", ""),
    ("20", "木材加工和木、竹、藤、棕、草制品业", "木业", ""),
    ("21", "家具制造业", "家具", ""),
    ("22", "造纸和纸制品业", "纸业", ""),
    ("23", "印刷和记录媒介复制业", "印务", ""),
    ("24", "文教、工美、体育和娱乐用品制造业", "文体", ""),
    ("25", "石油、煤炭及其他燃料加工业", "能源", ""),
    ("26", "化学原料和化学制品制造业", "新材料", "节能环保"),
    ("27", "医药制造业", "药业", "生物医药"),
    ("28", "化学纤维制造业", "化纤", "高端纺织"),
    ("29", "橡胶和塑料制品业", "橡塑", "汽车零部件"),
    ("30", "非金属矿物制品业", "建材", ""),
    ("31", "黑色金属冶炼和压延加工业", "特钢", ""),
    ("32", "有色金属冶炼和压延加工业", "铜业", "新能源"),
    ("33", "金属制品业", "金属制品", ""),
    ("34", "通用设备制造业", "精密机械", "高端装备"),
    ("35", "专用设备制造业", "专用装备", "高端装备"),
    ("36", "汽车制造业", "汽车部件", "汽车零部件"),
    ("37", "铁路、船舶、航空航天和其他运输设备制造业", "船舶设备", "高端装备"),
    ("38", "电气机械和器材制造业", "电气", "新能源"),
    ("39", "计算机、通信和其他电子设备制造业", "微电子", "集成电路"),
    ("40", "仪器仪表制造业", "仪表", "物联网"),
    ("41", "其他制造业", "制造", ""),
    ("42", "废弃资源综合利用业", "循环利用", "节能环保"),
    ("43", "金属制品、机械和设备修理业", "修造", ""),
    ("44", "电力、热力生产和供应业", "热电", "新能源"),
    ("45", "燃气生产和供应业", "燃气", ""),
    ("46", "水的生产和供应业", "水务", "节能环保"),
    ("51", "批发业", "商贸", ""),
    ("52", "零售业", "百货", ""),
    ("61", "住宿业", "宾馆", ""),
    ("62", "餐饮业", "餐饮", ""),
    ("64", "互联网和相关服务", "网络科技", "物联网"),
    ("65", "软件和信息技术服务业", "软件", "物联网"),
    ("81", "机动车、电子产品和日用产品修理业", "维修服务", ""),
)
_TRADE_CODES = frozenset({"51", "52", "61", "62", "64", "65", "81"})
_HEAVY = {"34": 4, "35": 3, "38": 4, "39": 4, "36": 3, "33": 3, "17": 3, "26": 3, "31": 2, "29": 2}


def load(
    *, say: Callable[[str], None], people: Mapping[str, User], bodies: Mapping[str, Organisation]
) -> None:
    """Add 1,500 invented firms in about forty industries and the eight districts."""
    if Enterprise.objects.exists():
        return
    say(f"装入{INDUSTRIAL + TRADE}家示例企业……")
    draw = np.random.default_rng(SEED)
    chains = _chains(bodies)
    industries = _industries()
    industrial = [row for row in INDUSTRIES if row[0] not in _TRADE_CODES]
    trade = [row for row in INDUSTRIES if row[0] in _TRADE_CODES]
    drafts = []
    for rows, count in ((industrial, INDUSTRIAL), (trade, TRADE)):
        weights = np.array([_HEAVY.get(code, 1) for code, *_rest in rows], float)
        picks = draw.choice(len(rows), count, p=weights / weights.sum())
        places = draw.choice(len(DISTRICTS), count, p=_WEIGHTS)
        for pick, place in zip(picks.tolist(), places.tolist(), strict=True):
            code, _name, word, chain = rows[pick]
            number = len(drafts) + 1
            drafts.append(
                EnterpriseDraft(
                    name=f"示例{word}有限公司-{number:04d}",
                    uscc=_code(number),
                    district=bodies.get(DISTRICTS[place]),
                    street=f"{DISTRICTS[place][:2]}{STREETS[int(draw.integers(len(STREETS)))]}",
                    industry=industries[code],
                    chain=chains.get(chain),
                    size=draw.choice(
                        [Size.LARGE, Size.MEDIUM, Size.SMALL, Size.MICRO], p=[0.05, 0.2, 0.6, 0.15]
                    ),
                    is_synthetic=True,
                )
            )
    register_enterprises(by=None, drafts=drafts)


def _chains(bodies: Mapping[str, Organisation]) -> dict[str, Chain]:
    lead = bodies.get("市工信局")
    return {
        name: Chain.objects.get_or_create(name=name, defaults={"lead": lead, "position": i})[0]
        for i, name in enumerate(CHAINS, start=1)
    }


def _industries() -> dict[str, Industry]:
    return {
        code: Industry.objects.get_or_create(code=code, defaults={"name": name})[0]
        for code, name, _word, _chain in INDUSTRIES
    }


def _code(number: int) -> str:
    """A code with right check characters in region 000000, so that it can be nobody's."""
    inner = f"MA{number:06d}"
    values = [int(c, 36) for c in inner]
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = 11 - sum(v * w for v, w in zip(values, weights, strict=True)) % 11
    body = "91000000" + inner + {10: "X", 11: "0"}.get(check, str(check))
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]
