"""Routes of routing, below /api/."""

from django.urls import URLPattern, path

from routing.api.views import explaining, judges, learning, routing, standing

urlpatterns: list[URLPattern] = [
    path("policies", routing.PoliciesView.as_view()),
    path("projects/<int:project_id>/routing", routing.RoutingView.as_view()),
    path("projects/<int:project_id>/routing/run", routing.RoutingRunView.as_view()),
    path("projects/<int:project_id>/routing/preview", routing.RoutingPreviewView.as_view()),
    path("projects/<int:project_id>/routing/calibration", learning.CalibrationView.as_view()),
    path(
        "projects/<int:project_id>/routing/alarms/<int:alarm_id>/acknowledge",
        learning.AlarmView.as_view(),
    ),
    path("projects/<int:project_id>/routing/frontier", learning.FrontierView.as_view()),
    path("projects/<int:project_id>/routing/suspicious", learning.SuspiciousView.as_view()),
    path("projects/<int:project_id>/routing/ask-people", learning.AskPeopleView.as_view()),
    path("projects/<int:project_id>/explanations", explaining.ExplanationsView.as_view()),
    path("projects/<int:project_id>/spending", routing.SpendingView.as_view()),
    path("projects/<int:project_id>/budgets/<str:unit>", routing.BudgetView.as_view()),
    path("items/<int:item_id>/decisions", routing.ItemDecisionsView.as_view()),
    *judges.judge_urls,
    *standing.standing_urls,
]
