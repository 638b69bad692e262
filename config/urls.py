"""Routes: the API of each app, the back office, and the front end's page for everything else."""

from django.contrib import admin
from django.urls import include, path, re_path

from annotation.api import errors
from config import pages

urlpatterns = [
    path("api/", include("annotation.api.urls")),
    path("api/", include("routing.api.urls")),
    path("api/", include("interchange.api.urls")),
    re_path(r"^api(/|$)", errors.not_found),
    path("back-office/", admin.site.urls),
    path("healthz", pages.health),
    # A missing file is missing; it must not come back as the page.
    re_path(r"^(?!static/)(?P<path>.*)$", pages.app),
]
handler400 = errors.bad_request
handler500 = errors.failed
