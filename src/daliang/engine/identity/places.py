"""Place names at the head of company names: provinces and Jiangsu as data, the rest learned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 "
    "山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 "
    "广西 西藏 宁夏 新疆 香港 澳门"
)
PROVINCES = frozenset(_PROVINCES.split())
"""Province-level divisions of GB/T 2260, short form."""

_CITIES = (
    "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 江阴 "
    "宜兴 张家港 常熟 太仓 昆山 启东 如皋 海安 东台 仪征 高邮 丹阳 扬中 句容 "
    "靖江 泰兴 兴化 邳州 新沂 溧阳 杭州 宁波 温州 合肥 福州 厦门 南昌 济南 "
    "青岛 郑州 武汉 长沙 广州 深圳 珠海 佛山 东莞 海口 成都 贵阳 昆明 西安 "
    "兰州 西宁 石家庄 太原 沈阳 大连 长春 哈尔滨 呼和浩特 南宁 拉萨 银川 "
    "乌鲁木齐 嘉兴 湖州 绍兴 金华 台州 芜湖 滁州 马鞍山"
)
CITIES = frozenset(_CITIES.split())
"""Cities of the Yangtze delta and provincial capitals; others are learned from the register."""

_LED = re.compile(r"([一-鿿]{2,3})(?:省|市|区|县)")
_BRACKETED = re.compile(r"（([一-鿿]{2,4})）")
_NOT_A_PLACE = frozenset("超城都股上夜门集社小园开校")
_LEAST_COUNT = 3
_LEAST_SHARE = 0.0005


def learn_places(names: Iterable[str], districts: Iterable[str] = ()) -> frozenset[str]:
    """Return the place stems used in names (无锡, 江阴, ...).

    Parameters
    ----------
    names : iterable of str
        Normalised company names.
    districts : iterable of str
        Values of a district column, when there is one.

    Examples
    --------
    >>> sorted(learn_places(["涟水县恒鑫机械有限公司"] * 3) - PROVINCES - CITIES)
    ['涟水']
    """
    counts: Counter[str] = Counter()
    total = 0
    for name in names:
        total += 1
        led = _LED.match(name)
        if led and led[1][-1] not in _NOT_A_PLACE:
            counts[led[1]] += 1
        for stem in _BRACKETED.findall(name):
            if not stem.endswith("合伙"):
                counts[_stem(stem)] += 1
    least = max(_LEAST_COUNT, _LEAST_SHARE * total)
    frequent = {stem for stem, count in counts.items() if count >= least and len(stem) > 1}
    given = {_stem(district) for district in districts if district}
    return PROVINCES | CITIES | frequent | {stem for stem in given if len(stem) > 1}


def _stem(place: str) -> str:
    return re.sub(r"(?:省|市|区|县|新区)$", "", place) if len(place) > 2 else place
