"""Dispatch: cockpit, documents in, bulletins out."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """The application `dispatch`."""

    name = "daliang.dispatch"
    label = "dispatch"
    verbose_name = "督办调度"
