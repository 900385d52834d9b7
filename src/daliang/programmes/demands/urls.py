"""Addresses of demands."""

from django.urls import path

from daliang.programmes.demands.views import own, pool

app_name = "demands"
urlpatterns = [
    path("", pool.demand_list, name="list"),
    path("new/", pool.new, name="new"),
    path("board/", pool.board, name="board"),
    path("board/<int:number>/", pool.propose, name="propose"),
    path("limits/", pool.limits, name="limits"),
    path("duties/", pool.duties, name="duties"),
    path("own/new/", own.own_new, name="own-new"),
    path("own/<int:pk>/", own.own, name="own"),
    path("own/<int:pk>/rate/", own.own_rate, name="own-rate"),
    path("<int:pk>/", pool.demand, name="demand"),
    path("<int:pk>/<slug:name>/", pool.verb, name="verb"),
]
