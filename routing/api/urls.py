"""Routes of routing, below /api/."""

from django.urls import URLPattern, path

from routing.api.views import judges, routing

urlpatterns: list[URLPattern] = [
    path("policies", routing.PoliciesView.as_view()),
    path("projects/<int:project_id>/routing", routing.RoutingView.as_view()),
    path("projects/<int:project_id>/routing/run", routing.RoutingRunView.as_view()),
    path("projects/<int:project_id>/routing/preview", routing.RoutingPreviewView.as_view()),
    path("projects/<int:project_id>/budgets/<str:unit>", routing.BudgetView.as_view()),
    path("items/<int:item_id>/decisions", routing.ItemDecisionsView.as_view()),
    *judges.judge_urls,
]
