"""The register and the warehouse of facts, put together by the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
from django.conf import settings

from daliang.engine.identity import FirmTable
from daliang.parties.choices import AliasKind
from daliang.parties.models import Alias, Enterprise
from daliang.warehouse.engines import engine_for
from daliang.warehouse.loading import Register, keep_firms
from daliang.warehouse.reduction import Reducer

# Columns of the firms table and what they are called on screen.
DIMENSIONS: Mapping[str, str] = MappingProxyType(
    {
        "district": "板块",
        "street": "镇街",
        "industry": "行业",
        "chain": "产业链",
        "size": "规模",
        "enterprise": "企业",
    }
)


def folder() -> Path:
    """Return where the facts live."""
    return Path(settings.VAR) / "facts"


def reducer() -> Reducer:
    """Return what answers questions of facts, on the engine of the settings."""
    place = folder()
    engine = engine_for(settings.FACTS_ENGINE, place / "spill", settings.FACTS_MEMORY)
    return Reducer(place, engine)


def register() -> Register:
    """Return the register as facts are resolved against it."""
    former: dict[int, list[str]] = {}
    rows = Alias.objects.exclude(kind=AliasKind.SHORT).values_list("enterprise_id", "name")
    for key, name in rows:
        former.setdefault(key, []).append(name)
    firms = list(Enterprise.objects.order_by("pk").values_list("pk", "name", "uscc"))
    table = FirmTable(
        [name for _pk, name, _uscc in firms],
        uscc=[uscc or "" for _pk, _name, uscc in firms],
        former_names=[tuple(former.get(pk, ())) for pk, _name, _uscc in firms],
    )
    return Register([pk for pk, _name, _uscc in firms], table)


def keep_register() -> str:
    """Write the firms' attributes as they are today; return their digest."""
    fields = ("pk", "district__short_name", "street", "industry__name", "chain__name", "size")
    rows = list(Enterprise.objects.order_by("pk").values_list(*fields, "name", "uscc"))
    labels = _labels([(name, uscc) for *_rest, name, uscc in rows])
    sizes = dict(Enterprise._meta.get_field("size").choices)
    columns = {
        "firm": np.array([row[0] for row in rows], np.int64),
        "district": _texts(row[1] for row in rows),
        "street": _texts(row[2] for row in rows),
        "industry": _texts(row[3] for row in rows),
        "chain": _texts(row[4] for row in rows),
        "size": _texts(sizes.get(row[5], "") for row in rows),
        "enterprise": _texts(labels),
    }
    return keep_firms(folder(), columns)


def _labels(firms: list[tuple[str, str | None]]) -> list[str]:
    """Name each firm; two of one name are told apart by the end of their codes."""
    count: dict[str, int] = {}
    for name, _uscc in firms:
        count[name] = count.get(name, 0) + 1
    return [
        name if count[name] == 1 else f"{name}（{(uscc or '无代码')[-4:]}）" for name, uscc in firms
    ]


def _texts(values: object) -> np.ndarray:
    # A blank would be lost in a join's label; statistics call it 未分.
    return np.array([str(v) if v else "未分" for v in values], object)  # type: ignore[attr-defined]
