"""The kit's own sample page; the site includes it only when DEBUG is on."""

from __future__ import annotations

from django.urls import path

from daliang.ui.views import kit

app_name = "ui"
urlpatterns = [path("kit/", kit, name="kit")]
