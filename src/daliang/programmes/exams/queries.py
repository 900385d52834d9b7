"""Reads of the exam guarantee, scoped to the user."""

from __future__ import annotations

from django.db.models import QuerySet

from daliang.base.models import User
from daliang.base.pages import visible
from daliang.programmes.exams.models import Complaint, Exam, ExamSite, LogEntry, Task


def exams_for(user: User) -> QuerySet[Exam]:
    """Return the exams in which a user's units have a site or a task."""
    return visible(
        user, Exam.objects.all(), "sites__organisation", "tasks__organisation"
    ).distinct()


def sites_for(user: User, exam: Exam) -> QuerySet[ExamSite]:
    """Return an exam's sites: who has a task in it must know every site."""
    rows = ExamSite.objects.filter(exam=exam).select_related("organisation")
    if visible(user, Task.objects.filter(exam=exam), "organisation").exists():
        return rows
    return visible(user, rows, "organisation")


def tasks_for(user: User, exam: Exam) -> QuerySet[Task]:
    """Return an exam's tasks; a district with a site sees every department's."""
    rows = Task.objects.filter(exam=exam).select_related("organisation", "commitment")
    if visible(user, ExamSite.objects.filter(exam=exam), "organisation").exists():
        return rows
    return visible(user, rows, "organisation")


def log_for(user: User, exam: Exam) -> QuerySet[LogEntry]:
    """Return the duty log of the sites a user sees."""
    rows = visible(user, LogEntry.objects.filter(exam=exam), "site__organisation")
    return rows.select_related("site", "logged_by")


def complaints_for(user: User, exam: Exam) -> QuerySet[Complaint]:
    """Return the complaints that went to a user's unit, or concern its sites."""
    rows = visible(user, Complaint.objects.filter(exam=exam), "site__organisation", "routed_to")
    return rows.select_related("site__organisation", "routed_to", "answered_by")
