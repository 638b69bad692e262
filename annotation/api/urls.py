"""Routes of people and data, below /api/."""

from django.urls import URLPattern, path

from annotation.api import schema  # noqa: F401  (registers its extension)
from annotation.api.views import (
    gold,
    invites,
    items,
    members,
    overview,
    projects,
    quality,
    queue,
    session,
    templates,
)

urlpatterns: list[URLPattern] = [
    path("session", session.SessionView.as_view()),
    path("invites/<str:token>", invites.InviteView.as_view()),
    path("question-templates", templates.TemplatesView.as_view()),
    path("projects", projects.ProjectsView.as_view()),
    path("projects/<int:project_id>", projects.ProjectDetailView.as_view()),
    path("projects/<int:project_id>/guidelines", projects.GuidelinesView.as_view()),
    path(
        "projects/<int:project_id>/guidelines/<int:version>/acknowledge",
        projects.AcknowledgeView.as_view(),
    ),
    path("projects/<int:project_id>/questions", projects.QuestionsView.as_view()),
    path("projects/<int:project_id>/members", members.MembersView.as_view()),
    path("projects/<int:project_id>/members/<int:member_id>", members.MemberView.as_view()),
    path("projects/<int:project_id>/invites", invites.ProjectInvitesView.as_view()),
    path("projects/<int:project_id>/invites/<int:invite_id>", invites.ProjectInviteView.as_view()),
    path("projects/<int:project_id>/rules", gold.RulesView.as_view()),
    path("projects/<int:project_id>/gold", gold.GoldListView.as_view()),
    path("projects/<int:project_id>/gold/proposals", gold.ProposalsView.as_view()),
    path("items/<int:item_id>/gold", gold.ItemGoldView.as_view()),
    path("projects/<int:project_id>/overview", overview.OverviewView.as_view()),
    path("projects/<int:project_id>/quality", quality.QualityView.as_view()),
    path("projects/<int:project_id>/drivers", quality.DriversView.as_view()),
    path("projects/<int:project_id>/raters/<int:rater_id>", quality.RaterView.as_view()),
    path("projects/<int:project_id>/items", items.ItemsView.as_view()),
    path("items/<int:item_id>", items.ItemView.as_view()),
    path("items/<int:item_id>/discard", items.DiscardView.as_view()),
    path("items/<int:item_id>/flags/settle", items.SettleFlagsView.as_view()),
    path("projects/<int:project_id>/queue", queue.QueueView.as_view()),
    path("projects/<int:project_id>/queue/claim", queue.ClaimView.as_view()),
    path("assignments/<int:assignment_id>/judgment", queue.JudgmentSubmitView.as_view()),
    path("assignments/<int:assignment_id>/reveal", queue.RevealView.as_view()),
    path("assignments/<int:assignment_id>/skip", queue.SkipView.as_view()),
    path("assignments/<int:assignment_id>/return", queue.ReturnView.as_view()),
    path("assignments/<int:assignment_id>/flag", queue.FlagView.as_view()),
    path("assignments/<int:assignment_id>/extend", queue.ExtendView.as_view()),
    path("assignments/<int:assignment_id>/draft", queue.DraftView.as_view()),
    path("assignments/<int:assignment_id>/reopen", queue.ReopenView.as_view()),
]
