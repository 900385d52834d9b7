"""Forms of policies: rules written on screen go the same way as those of the workbook."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from daliang.engine.policy import BENEFIT_COLUMNS, CONDITION_COLUMNS, Policy, policies_to_sheets
from daliang.programmes.policy.choices import Reading
from daliang.programmes.policy.models import PolicyText

_OPERATORS = [("", ""), *((s, s) for s in ("≥", "≤", ">", "<", "=", "属于", "为是", "为否"))]
_KINDS = [(k, k) for k in ("定额", "按比例", "分档", "分档比例")]


class TextForm(forms.ModelForm):
    """What the paper says."""

    class Meta:
        model = PolicyText
        fields = (
            "title",
            "level",
            "issuer",
            "document_number",
            "topic",
            "way",
            "office",
            "documents",
            "phone",
            "conditions_text",
            "amount_text",
            "source",
            "budget_wan",
        )
        widgets = {
            "documents": forms.Textarea(attrs={"rows": 2}),
            "conditions_text": forms.Textarea(attrs={"rows": 3}),
        }

    def _post_clean(self) -> None:
        """Keep Django from writing the values into the instance: actions write."""


class ConditionForm(forms.Form):
    """One row of the condition sheet."""

    clause = forms.CharField(label=_("条款原文"), required=False, max_length=300)
    group = forms.CharField(label=_("条件组"), required=False, max_length=20)
    field = forms.CharField(label=_("事实字段"), required=False, max_length=60)
    op = forms.ChoiceField(label=_("比较"), required=False, choices=_OPERATORS)
    value = forms.CharField(label=_("值"), required=False, max_length=200)

    def row(self, head: dict[str, object]) -> dict[str, object] | None:
        """Return it as a row of the sheet; None when blank."""
        given = self.cleaned_data
        if not any(given.values()):
            return None
        row = dict.fromkeys(CONDITION_COLUMNS) | head
        return row | {
            "条款原文": given["clause"] or None,
            "条件组": given["group"] or None,
            "事实字段": given["field"] or None,
            "比较": given["op"] or None,
            "值": _number(given["value"]),
        }


class BenefitForm(forms.Form):
    """The row of the benefit sheet, with the window and whose reading it is."""

    kind = forms.ChoiceField(label=_("方式"), choices=_KINDS)
    amount = forms.CharField(label=_("金额（万元）"), required=False)
    base = forms.CharField(label=_("基数"), required=False)
    rate = forms.CharField(label=_("比例"), required=False)
    cap = forms.CharField(label=_("封顶（万元）"), required=False)
    tiers = forms.CharField(
        label=_("分档"), required=False, help_text=_("下限:金额，用分号隔开，如 1000:50；3000:100")
    )
    group = forms.CharField(label=_("互斥组"), required=False)
    pool = forms.CharField(label=_("资金池"), required=False)
    from_on = forms.DateField(
        label=_("生效起"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until_on = forms.DateField(
        label=_("生效止"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reading = forms.ChoiceField(label=_("解读"), choices=Reading.choices)

    def row(self, code: str) -> dict[str, object]:
        """Return it as a row of the sheet."""
        given = self.cleaned_data
        names = {
            "方式": "kind",
            "基数": "base",
            "分档": "tiers",
            "互斥组": "group",
            "资金池": "pool",
        }
        row: dict[str, object] = dict.fromkeys(BENEFIT_COLUMNS) | {"政策编号": code}
        row |= {column: given[name] or None for column, name in names.items()}
        numbers = {"金额": "amount", "比例": "rate", "封顶": "cap"}
        return row | {column: _number(given[name]) for column, name in numbers.items()}


Conditions = forms.formset_factory(ConditionForm, extra=4, max_num=60)


def initial_of(policy: Policy) -> tuple[list[dict[str, object]], dict[str, object]]:
    """Return the forms' first values from rules in force."""
    sheets = policies_to_sheets([policy])
    rows = [
        {
            "clause": r["条款原文"],
            "group": r["条件组"],
            "field": r["事实字段"],
            "op": r["比较"],
            "value": _plain(r["值"]),
        }
        for r in sheets.conditions
    ]
    b = sheets.benefits[0]
    benefit = {
        "kind": b["方式"],
        "amount": b["金额"],
        "base": b["基数"],
        "rate": b["比例"],
        "cap": b["封顶"],
        "tiers": b["分档"],
        "group": b["互斥组"],
        "pool": b["资金池"],
        "from_on": policy.effective[0],
        "until_on": policy.effective[1],
    }
    return rows, benefit


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number(text: str) -> object:
    try:
        return float(text) if text else None
    except ValueError:
        return text
