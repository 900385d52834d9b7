"""Addresses of `base`."""

from django.urls import path

from daliang.base import views

app_name = "base"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.mark_read, name="mark-read"),
    path("inbox/<int:pk>/", views.open_notification, name="open-notification"),
    path("files/<int:pk>/", views.download, name="download"),
    path("profile/", views.profile, name="profile"),
    path("profile/password/", views.password, name="password"),
    path("views/save/<slug:register>/", views.save_view, name="save-view"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete-view"),
    path("organisations/", views.organisations, name="organisations"),
    path("audit/", views.audit_trail, name="audit"),
]
