"""The back office: rows for operators. History is read-only; nobody raises themselves."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from annotation import models

if TYPE_CHECKING:  # generic for mypy only
    ModelAdmin = admin.ModelAdmin[Any]
    People = UserAdmin[models.User]
else:
    ModelAdmin, People = admin.ModelAdmin, UserAdmin

# What would make somebody more powerful: superusers alone may change it (CVE-2026-23526).
POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class ReadOnly(ModelAdmin):
    """Rows to look at; the database refuses changes to most of them anyway."""

    list_per_page = 50
    show_full_result_count = False  # a count over a million rows for every page

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Never."""
        return False


class PersonAdmin(People):
    """People: deactivated here, never deleted."""

    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "name", "password", "is_active")}),
        ("Powers", {"fields": POWERS}),
        ("Dates", {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:  # noqa: ARG002
        """Powers are for superusers."""
        if _is_superuser(request):
            return self.readonly_fields
        return (*self.readonly_fields, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: models.User | None = None) -> bool:
        """Staff may not touch anybody who is as powerful as they are or more."""
        powerful = obj is not None and (obj.is_superuser or obj.is_staff)
        if powerful and not _is_superuser(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Never: judgments point at people."""
        return False


class ProjectAdmin(ModelAdmin):
    """Projects; questions and guidelines are made in the product."""

    list_display = ("slug", "name", "state", "overlap", "simulated")
    search_fields = ("slug", "name")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Never: history hangs on it."""
        return False


class JobAdmin(ReadOnly):
    """Background work and how it ended."""

    list_display = ("kind", "key", "state", "attempts", "created_at", "finished_at")
    list_filter = ("kind", "state")


class AuditAdmin(ReadOnly):
    """Who did what."""

    list_display = ("at", "kind", "subject", "actor", "project")
    list_filter = ("kind",)
    list_select_related = ("actor", "project")


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


admin.site.site_header = "Tiebreak back office"
admin.site.unregister(Group)
admin.site.register(models.User, PersonAdmin)
admin.site.register(models.Project, ProjectAdmin)
admin.site.register(models.Job, JobAdmin)
admin.site.register(models.AuditEvent, AuditAdmin)
for model in (models.Guideline, models.QuestionSet, models.Judgment, models.Label):
    admin.site.register(model, ReadOnly)
