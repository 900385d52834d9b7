"""Forms of the projects pack."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base.calendar import today
from daliang.base.choices import OrganisationKind
from daliang.base.models import Organisation
from daliang.programmes.projects.choices import (
    STAGES,
    BlockerKind,
    Book,
    GapCause,
    Line,
    Nature,
    ProofKind,
    Size,
    Stage,
)


def _day(label: object, **options: object) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


def _units() -> object:
    return Organisation.objects.filter(is_active=True).exclude(kind=OrganisationKind.TOWN)


class ProjectForm(forms.Form):
    """A project's own values."""

    code = forms.CharField(label=_("项目代码"), max_length=40)
    name = forms.CharField(label=_("项目名称"), max_length=120)
    line = forms.ChoiceField(label=_("级别"), choices=Line.choices, initial=Line.INDUSTRY)
    size = forms.ChoiceField(label=_("体量"), choices=Size.choices, initial=Size.PLAIN)
    nature = forms.ChoiceField(label=_("性质"), choices=Nature.choices, initial=Nature.NEW)
    district = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.DISTRICT), required=False, label=_("板块")
    )
    lead = forms.ModelChoiceField(Organisation.objects.all(), required=False, label=_("责任部门"))
    owner_name = forms.CharField(label=_("建设单位"), max_length=120, required=False)
    industry = forms.CharField(label=_("行业"), max_length=60, required=False)
    content = forms.CharField(label=_("内容规模"), max_length=300, required=False)
    total_wan = forms.DecimalField(
        label=_("总投资（万元）"), min_value=0, max_digits=18, decimal_places=4, required=False
    )
    image_progress = forms.CharField(label=_("形象进度"), max_length=300, required=False)
    source = forms.CharField(label=_("资料来源"), max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = _units()


class PassForm(forms.Form):
    """A gate passed, with one document."""

    stage = forms.ChoiceField(label=_("关口"))
    done_on = _day(_("通过日期"))

    def __init__(self, *args: object, passed: object = (), **kwargs: object) -> None:
        super().__init__(*args, auto_id="pass_%s", **kwargs)
        self.fields["stage"].choices = [(s, s.label) for s in STAGES if s not in passed]
        self.fields["done_on"].initial = today


class ProofForm(forms.Form):
    """A document for a gate."""

    stage = forms.ChoiceField(label=_("用于关口"))
    kind = forms.ChoiceField(label=_("材料"), choices=ProofKind.choices)
    number = forms.CharField(label=_("文号或合同号"), max_length=60, required=False)
    file = forms.FileField(
        label=_("文件"),
        required=False,
        help_text=_("现场照片请传相机原图：系统核对拍摄时间、地点和是否重复使用。"),
    )

    def __init__(self, *args: object, passed: object = (), **kwargs: object) -> None:
        super().__init__(*args, auto_id="proof_%s", **kwargs)
        self.fields["stage"].choices = [(s, s.label) for s in STAGES if s not in passed]


class PlanGateForm(forms.Form):
    """A gate's date."""

    stage = forms.ChoiceField(label=_("关口"), choices=Stage.choices)
    planned_on = _day(_("计划日期"))
    reason = forms.CharField(label=_("改期原因"), max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="plan_%s", **kwargs)


class FigureForm(forms.Form):
    """A figure of the month."""

    book = forms.ChoiceField(label=_("口径"), choices=Book.choices)
    month_on = _day(_("月份"), help_text=_("选当月任一天"))
    month_wan = forms.DecimalField(label=_("本月完成（万元）"), required=False)
    total_wan = forms.DecimalField(label=_("年初累计（万元）"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="figure_%s", **kwargs)


class BlockerForm(forms.Form):
    """A missing factor for a unit."""

    kind = forms.ChoiceField(label=_("要素"), choices=BlockerKind.choices)
    text = forms.CharField(label=_("缺什么、缺多少"), max_length=200)
    unit = forms.ModelChoiceField(Organisation.objects.all(), label=_("交办单位"))
    due_on = _day(_("解决时限"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="blocker_%s", **kwargs)
        self.fields["unit"].queryset = _units()


class VolumeForm(forms.Form):
    """A physical quantity with a photograph."""

    name = forms.CharField(label=_("实物量"), max_length=60)
    unit = forms.CharField(label=_("单位"), max_length=20)
    planned = forms.DecimalField(label=_("计划量"))
    done = forms.DecimalField(label=_("完成量"))
    photo = forms.FileField(label=_("现场照片"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="volume_%s", **kwargs)


class SplitForm(forms.Form):
    """One part of a package."""

    name = forms.CharField(label=_("子项目名称"), max_length=120)
    district = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.DISTRICT), required=False, label=_("板块")
    )
    total_wan = forms.DecimalField(label=_("总投资（万元）"), min_value=0)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="split_%s", **kwargs)


class GapForm(forms.Form):
    """Why the books differ."""

    cause = forms.ChoiceField(label=_("原因"), choices=GapCause.choices)
    missing = forms.CharField(label=_("所缺材料"), max_length=120, required=False)
    text = forms.CharField(label=_("说明"), max_length=200, required=False)
