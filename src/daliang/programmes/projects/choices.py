"""Closed lists of the projects pack; the Chinese words are the ones offices use."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """A gate of the pipeline, in the order of practice; a framework agreement is no contract."""

    LEAD = "lead", _("线索")
    TALKS = "talks", _("在谈")
    SIGNED = "signed", _("签约")
    REGISTERED = "registered", _("注册")
    LAND = "land", _("供地备案")
    STARTED = "started", _("开工")
    ENTERED = "entered", _("入库")
    BUILDING = "building", _("在建")
    COMPLETED = "completed", _("竣工")
    PRODUCTION = "production", _("投产")
    SCALE = "scale", _("上规")
    FULL = "full", _("达产")


STAGES = tuple(Stage)


class Line(TextChoices):
    """Which of the city's three programmes a project stands in."""

    PROVINCIAL = "provincial", _("省重大")
    GROWTH = "growth", _("新增增长点")
    INDUSTRY = "industry", _("市重大产业")
    FOREIGN = "foreign", _("外资")
    OTHER = "other", _("其他")


class Size(TextChoices):
    """大块头, 小而美, or neither."""

    BIG = "big", _("大块头")
    SMALL = "small", _("小而美")
    PLAIN = "plain", _("一般")


class Nature(TextChoices):
    """What a year's list says of a project."""

    RUNNING = "running", _("续建")
    NEW = "new", _("新建")
    FINISHING = "finishing", _("计划建成")
    RESERVE = "reserve", _("预备")


class Confidence(TextChoices):
    """How sure a stated fact is."""

    A = "A", _("A 官方或主管部门口径")
    B = "B", _("B 二手整理")
    C = "C", _("C 未核实")


class ProofKind(TextChoices):
    """A document that proves a gate."""

    FRAMEWORK = "framework", _("框架协议")
    CONTRACT = "contract", _("正式合同")
    LICENCE = "licence", _("营业执照")
    FILING = "filing", _("备案证或批复")
    LAND = "land", _("供地合同或用地批复")
    PERMIT = "permit", _("施工许可证")
    WORKS = "works", _("施工合同")
    PHOTO = "photo", _("现场照片")
    INVOICE = "invoice", _("当年大额发票")
    ACCEPTANCE = "acceptance", _("竣工验收报告")
    PRODUCT = "product", _("首批产品发票")
    NOTICE = "notice", _("统计入库通知")
    OUTPUT = "output", _("产值或税收凭证")


# Evidence of each gate: every inner tuple needs one of its kinds. The list of
# 入库 follows the notices of statistics offices (handbook 1.6).
GATE_PROOFS: Mapping[str, tuple[tuple[ProofKind, ...], ...]] = {
    Stage.SIGNED: ((ProofKind.CONTRACT,),),
    Stage.REGISTERED: ((ProofKind.LICENCE,),),
    Stage.LAND: ((ProofKind.FILING,), (ProofKind.LAND,)),
    Stage.STARTED: ((ProofKind.PERMIT, ProofKind.WORKS), (ProofKind.PHOTO,)),
    Stage.ENTERED: (
        (ProofKind.LICENCE,),
        (ProofKind.FILING,),
        (ProofKind.WORKS, ProofKind.CONTRACT),
        (ProofKind.PHOTO, ProofKind.INVOICE),
    ),
    Stage.COMPLETED: ((ProofKind.ACCEPTANCE,),),
    Stage.PRODUCTION: ((ProofKind.PRODUCT,), (ProofKind.PHOTO,)),
    Stage.SCALE: ((ProofKind.NOTICE,),),
    Stage.FULL: ((ProofKind.OUTPUT,),),
}

# What must have been passed before; 入库 runs beside construction.
BEFORE: Mapping[str, tuple[Stage, ...]] = {
    Stage.TALKS: (Stage.LEAD,),
    Stage.SIGNED: (Stage.TALKS,),
    Stage.REGISTERED: (Stage.SIGNED,),
    Stage.LAND: (Stage.REGISTERED,),
    Stage.STARTED: (Stage.LAND,),
    Stage.ENTERED: (Stage.STARTED,),
    Stage.BUILDING: (Stage.STARTED,),
    Stage.COMPLETED: (Stage.BUILDING, Stage.ENTERED),
    Stage.PRODUCTION: (Stage.COMPLETED,),
    Stage.SCALE: (Stage.PRODUCTION,),
    Stage.FULL: (Stage.SCALE,),
}


class Book(TextChoices):
    """Whose figure: the three never agree and are kept apart."""

    DISPATCH = "dispatch", _("调度数")
    STATISTICS = "statistics", _("统计数")
    FINANCE = "finance", _("财务数")


class BlockerKind(TextChoices):
    """The factor that is missing."""

    LAND = "land", _("用地")
    ENERGY = "energy", _("能耗")
    PERMITS = "permits", _("审批")
    MONEY = "money", _("资金")
    POWER = "power", _("供电供水")
    LABOUR = "labour", _("用工")
    OTHER = "other", _("其他")


class GapCause(TextChoices):
    """Why the books differ."""

    NOT_ENTERED = "not_entered", _("尚未入库")
    NO_INVOICE = "no_invoice", _("缺发票或付款凭证")
    NO_CONTRACT = "no_contract", _("缺施工合同")
    SCOPE = "scope", _("口径不同")
    TIMING = "timing", _("报送时间差")
    ERROR = "error", _("填报差错")
    UNKNOWN = "unknown", _("原因待查")
