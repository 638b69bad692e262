"""Routes of people and data, below /api/."""

from django.urls import URLPattern, path

from annotation.api.views import queue

urlpatterns: list[URLPattern] = [
    path("projects/<int:project_id>/queue", queue.QueueView.as_view()),
    path("projects/<int:project_id>/queue/claim", queue.ClaimView.as_view()),
    path("assignments/<int:assignment_id>/judgment", queue.JudgmentSubmitView.as_view()),
    path("assignments/<int:assignment_id>/skip", queue.SkipView.as_view()),
    path("assignments/<int:assignment_id>/return", queue.ReturnView.as_view()),
    path("assignments/<int:assignment_id>/flag", queue.FlagView.as_view()),
    path("assignments/<int:assignment_id>/extend", queue.ExtendView.as_view()),
    path("assignments/<int:assignment_id>/draft", queue.DraftView.as_view()),
    path("assignments/<int:assignment_id>/reopen", queue.ReopenView.as_view()),
]
