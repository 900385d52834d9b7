"""Every address of the site: the list of apps, and the front door."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from daliang.site import views

# Prefix and module; a module that is not written yet is left out.
APPS = (
    ("", "daliang.base.urls"),
    ("parties/", "daliang.parties.urls"),
    ("indicators/", "daliang.indicators.urls"),
    ("diagnosis/", "daliang.diagnosis.urls"),
    ("ledger/", "daliang.ledger.urls"),
    ("api/", "daliang.api.urls"),
    ("dispatch/", "daliang.dispatch.urls"),
    ("safety/", "daliang.programmes.safety.urls"),
    ("burden/", "daliang.programmes.burden.urls"),
    ("publicity/", "daliang.programmes.publicity.urls"),
    ("training/", "daliang.programmes.training.urls"),
    ("exams/", "daliang.programmes.exams.urls"),
    ("livelihood/", "daliang.programmes.livelihood.urls"),
    ("assets/", "daliang.programmes.assets.urls"),
    ("projects/", "daliang.programmes.projects.urls"),
    ("delegations/", "daliang.programmes.delegations.urls"),
    ("agreements/", "daliang.programmes.agreements.urls"),
    ("demands/", "daliang.programmes.demands.urls"),
    ("visits/", "daliang.programmes.visits.urls"),
    ("policies/", "daliang.programmes.policy.urls"),
    ("orders/", "daliang.programmes.orders.urls"),
    ("asks/", "daliang.programmes.asks.urls"),
    ("portal/", "daliang.programmes.portal.urls"),
)


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns = [
    path("", views.home, name="home"),
    path("language/", set_language, name="set_language"),
    path("favicon.ico", views.seal),
    path("admin/", admin.site.urls),
    *(path(prefix, include(module)) for prefix, module in APPS if _exists(module)),
]
if settings.DEBUG and _exists("daliang.ui.urls"):
    urlpatterns.append(path("ui/", include("daliang.ui.urls")))  # the kit's sample page

handler403 = "daliang.site.views.refused"
handler404 = "daliang.site.views.not_found"
handler500 = "daliang.site.views.broken"
