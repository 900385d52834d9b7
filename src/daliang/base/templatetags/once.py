"""Every form carries a key, so that sending it twice counts once: `{% csrf_token %}` adds it."""

from __future__ import annotations

import secrets

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from daliang.base.once import FIELD

register = template.Library()


class _GuardedForm(CsrfTokenNode):
    """Django's token, and beside it the key of this form."""

    def render(self, context: template.Context) -> SafeString | str:
        token = super().render(context)
        if not token:
            return token
        key = format_html(
            '<input type="hidden" name="{}" value="{}">', FIELD, secrets.token_hex(12)
        )
        return token + key


@register.tag("csrf_token")
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> _GuardedForm:
    """Replace Django's tag of the same name (a builtin of the settings)."""
    return _GuardedForm()
