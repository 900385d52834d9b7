"""Addresses of the delegations pack."""

from django.urls import path

from daliang.programmes.delegations import views

app_name = "delegations"
urlpatterns = [
    path("", views.events, name="events"),
    path("deals/", views.deals, name="deals"),
    path("deals/import/", views.take_deals, name="import"),
    path("deals/<str:code>/", views.deal, name="deal"),
    path("deals/<str:code>/<slug:name>/", views.deal_verb, name="deal-verb"),
    path("of/<str:number>/", views.of_commitment, name="of-commitment"),
    path("<slug:code>/", views.event, name="event"),
    path("<slug:code>/report/", views.promise, name="promise"),
    path("<slug:code>/plan/", views.trip_plan, name="plan"),
    path("<slug:code>/itinerary.docx", views.itinerary_file, name="docx"),
    path("<slug:code>/itinerary.ics", views.calendar_file, name="ics"),
    path("<slug:code>/visits/<int:pk>/", views.visit, name="visit"),
]
