"""Diagnosis: findings from gap to cause."""

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    """The application `diagnosis`."""

    name = "daliang.diagnosis"
    label = "diagnosis"
    verbose_name = "穿透诊断"
