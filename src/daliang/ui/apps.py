"""The screen kit as a Django app: templates, static files, template tags."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Holds no model."""

    name = "daliang.ui"
    label = "ui"
    verbose_name = "界面"
