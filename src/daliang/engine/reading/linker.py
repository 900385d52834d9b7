"""Links what a document calls a body to the deployment's register of bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from daliang.engine.reading.body_words import DEPARTMENT
from daliang.engine.reading.drafts import (
    Measure,
    Organisation,
    Register,
    RegisteredBody,
    Responsible,
)
from daliang.engine.reading.normal import canonical

_LEVEL = re.compile(r"(?P<level>省|市|县|区|州|旗)")
_US = re.compile(r"^(?:我|本)(?P<level>省|市|县|区)")
# 发展改革委 and 发改委 are the same office whatever the document prints.
_SHORTER = (
    ("发展和改革", "发改"),
    ("发展改革", "发改"),
    ("工业和信息化", "工信"),
    ("经济和信息化", "经信"),
    ("人力资源和社会保障", "人社"),
    ("人力资源社会保障", "人社"),
    ("自然资源和规划", "资规"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("农业农村", "农业农村"),
    ("文化广电和旅游", "文广旅"),
    ("文化和旅游", "文旅"),
    ("卫生健康", "卫健"),
    ("市场监督管理", "市场监管"),
    ("应急管理", "应急"),
    ("交通运输", "交通"),
    ("科学技术", "科技"),
    ("国有资产监督管理", "国资"),
    ("医疗保障", "医保"),
    ("退役军人事务", "退役军人"),
    ("委员会", "委"),
    ("人民政府", "政府"),
    ("有限责任公司", "公司"),
    ("股份有限公司", "公司"),
    ("有限公司", "公司"),
)


@dataclass(frozen=True, slots=True)
class Linker:
    """Finds registered bodies by name.

    Parameters
    ----------
    register : Register
        The bodies that exist and the city whose register it is.

    Examples
    --------
    >>> body = RegisteredBody("b7", "临江市发展和改革委员会", ("市发改委",), "市")
    >>> linker = Linker(Register("临江市", (body,)))
    >>> linker.find("市发展改革委"), linker.find("发改委", level="市"), linker.find("县发改局")
    ('b7', 'b7', '')
    """

    register: Register

    def find(self, name: str, level: str = "") -> str:
        """Return the key of a body, "" when none or more than one fits.

        Parameters
        ----------
        name : str
            As printed: 市发改委, 我市发改委, 发改委.
        level : str
            The level that a list leaves out from its second body on.
        """
        if not self.register.bodies:
            return ""
        for form in self._forms(name, level):
            keys = {body.body_id for body in self.register.bodies if form in self._known(body)}
            if len(keys) == 1:
                return keys.pop()
        return ""

    def _forms(self, name: str, level: str) -> list[str]:
        plain = _US.sub(lambda m: m["level"], _plain(name))
        place = _plain(self.register.place)
        forms = [plain, shortened(plain)]
        own = _LEVEL.match(plain)
        if own and place.endswith(own["level"]):
            forms += [place + plain[1:], shortened(place + plain[1:])]
        if place and plain.startswith(place):
            forms += [place[-1] + plain[len(place) :], shortened(place[-1] + plain[len(place) :])]
        if not own and level and re.fullmatch(DEPARTMENT, plain):
            forms += self._forms(level + plain, "")
        return forms

    def _known(self, body: RegisteredBody) -> frozenset[str]:
        names = [_plain(name) for name in (body.name, *body.aliases)]
        place = _plain(self.register.place)
        names += [place[-1] + n[len(place) :] for n in names if place and n.startswith(place)]
        return frozenset([*names, *(shortened(name) for name in names)])

    def link_measures(self, measures: Iterable[Measure]) -> list[Measure]:
        """Return the measures with the keys of their bodies; the level runs on within a list."""
        return [replace(m, bodies=self._link_list(m.bodies)) for m in measures]

    def _link_list(self, bodies: tuple[Responsible, ...]) -> tuple[Responsible, ...]:
        level = ""
        linked = []
        for body in bodies:
            own = _LEVEL.match(_plain(body.name))
            level = own["level"] if own else level
            linked.append(replace(body, body_id=self.find(body.name, level)))
        return tuple(linked)

    def link_orgs(self, orgs: Iterable[Organisation]) -> list[Organisation]:
        """Return the organisations with their keys, by name or by an alias."""
        out = []
        for org in orgs:
            keys = {key for name in (org.name, *org.aliases) if (key := self.find(name))}
            out.append(replace(org, body_id=keys.pop() if len(keys) == 1 else ""))
        return out


def _plain(name: str) -> str:
    return "".join(canonical(name).split())


def shortened(name: str) -> str:
    """Return the usual short form of an office's name.

    Examples
    --------
    >>> shortened("市住房和城乡建设局")
    '市住建局'
    """
    for long, short in _SHORTER:
        name = name.replace(long, short)
    return name
