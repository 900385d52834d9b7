"""Forms of the indicators."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.base import clock
from daliang.base.models import Organisation, Post
from daliang.indicators import target_points
from daliang.indicators.choices import (
    Confidence,
    Curve,
    Line,
    Operator,
    Point,
    Scope,
    Status,
)


class OwnerForm(forms.Form):
    """Who answers for an industry, a district or a company."""

    owner = forms.ModelChoiceField(
        Organisation.objects.filter(is_active=True), required=False, label=_("责任单位")
    )
    post = forms.ModelChoiceField(Post.objects.all(), required=False, label=_("牵头领导"))
    person = forms.CharField(
        max_length=60, required=False, label=_("责任岗位"), help_text=_("写岗位，不写姓名")
    )


class UploadForm(forms.Form):
    """A table of figures with what it does not say itself."""

    file = forms.FileField(label=_("数据表（.xlsx 或 .csv）"))
    source = forms.CharField(
        max_length=120,
        label=_("来源"),
        help_text=_("如：市统计局月报。表里有“来源”列时以表为准；同一来源的更正会被认出来。"),
    )
    as_of = forms.DateField(
        label=_("公布日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("从这一天起算“已知”。"),
    )
    scope = forms.ChoiceField(label=_("口径"), choices=Scope.choices)
    status = forms.ChoiceField(label=_("状态"), choices=Status.choices)
    is_synthetic = forms.BooleanField(label=_("是示例数据"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = clock.today()
        self.fields["source"].initial = "市统计局月报"


class MappingForm(forms.Form):
    """One choice for each column of the table."""

    def __init__(
        self,
        columns: list[tuple[int, str, str]],
        choices: list[tuple[str, str]],
        *args: object,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column, head, field in columns:
            self.fields[f"c{column}"] = forms.ChoiceField(
                choices=choices, initial=field, label=head or _("（无表头）")
            )

    def rows(self) -> list[tuple[str, object]]:
        """Return each header with its choice, for the page."""
        return [(head, self[f"c{column}"]) for column, head, _field in self.columns]

    def corrected(self) -> dict[int, str]:
        """Return the mapping as the person left it."""
        return {column: self.cleaned_data[f"c{column}"] for column, *_rest in self.columns}


class TargetForm(forms.Form):
    """One line of a target, with its curve."""

    year = forms.IntegerField(min_value=2000, max_value=2100, label=_("年度"))
    point = forms.ChoiceField(choices=Point.choices, label=_("期限"))
    line = forms.ChoiceField(choices=Line.choices, label=_("目标线"))
    operator = forms.ChoiceField(choices=Operator.choices, label=_("表述"))
    value = forms.DecimalField(max_digits=20, decimal_places=4, label=_("目标值"))
    is_growth = forms.BooleanField(
        required=False, label=_("按增速"), help_text=_("勾选时目标值是增速（%），不是总量")
    )
    curve = forms.ChoiceField(choices=Curve.choices, label=_("进度曲线"))
    points = forms.CharField(
        required=False,
        max_length=300,
        label=_("节点"),
        help_text=_(
            "按节点：月份和累计百分比，如“3:25；6:50；12:100”。"
            "分月计划：月份和当月数。到期全部完成：只写月份，如“9”。其余曲线不填。"
        ),
    )
    text = forms.CharField(required=False, max_length=200, label=_("原文"))
    source = forms.CharField(max_length=120, label=_("来源"))
    confidence = forms.ChoiceField(choices=Confidence.choices, label=_("可信度"))
    as_of = forms.DateField(label=_("下达日期"), widget=forms.DateInput(attrs={"type": "date"}))
    is_synthetic = forms.BooleanField(required=False, label=_("是示例数据"))

    def clean_points(self) -> tuple[tuple[int, object], ...]:
        """Read the points."""
        try:
            return target_points.parse(self.cleaned_data["points"])
        except ValueError as unread:
            raise forms.ValidationError(
                _("读不出“%(words)s”，写成“3:25；6:50；12:100”") % {"words": unread}
            ) from None

    def clean(self) -> dict[str, object]:
        """Check the curve with its points, and that a level is above zero."""
        told = super().clean()
        if {"curve", "point", "points"} <= told.keys():
            wrong = target_points.fault(told["curve"], told["point"], told["points"])
            if wrong:
                self.add_error("points", wrong)
        if told.get("value") is not None and not told["is_growth"] and told["value"] <= 0:
            self.add_error("value", _("目标总量应大于零；没有下达目标就不要填写。"))
        return told
