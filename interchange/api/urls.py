"""Routes of interchange, below /api/."""

from django.urls import URLPattern, path

from interchange.api.views import erasing, exports, imports, items, media, uploads

urlpatterns: list[URLPattern] = [
    path("projects/<int:project_id>/uploads", uploads.UploadListView.as_view()),
    path("projects/<int:project_id>/routing/files", uploads.LabelledFileView.as_view()),
    path("projects/<int:project_id>/exports/texts", uploads.TextListView.as_view()),
    path("projects/<int:project_id>/media", media.MediaListView.as_view()),
    path("projects/<int:project_id>/rater-profiles", uploads.RaterProfilesView.as_view()),
    path("projects/<int:project_id>/imports", imports.ImportListView.as_view()),
    path("imports/<int:import_id>", imports.ImportView.as_view()),
    path("imports/<int:import_id>/cancel", imports.ImportCancelView.as_view()),
    path("items/<int:item_id>/files", items.ItemFilesView.as_view()),
    path(
        "projects/<int:project_id>/members/<int:member_id>/erasure",
        erasing.MemberErasureView.as_view(),
    ),
    path(
        "projects/<int:project_id>/raters/<int:rater_id>/erasure",
        erasing.RaterErasureView.as_view(),
    ),
    path("projects/<int:project_id>/erasures/<int:job_id>", erasing.ErasingView.as_view()),
    path("formats", exports.FormatListView.as_view()),
    path("projects/<int:project_id>/exports", exports.ExportListView.as_view()),
    path("projects/<int:project_id>/exports/preview", exports.ExportPreviewView.as_view()),
    path("exports/<int:snapshot_id>", exports.ExportView.as_view()),
    path("exports/<int:snapshot_id>/cancel", exports.ExportCancelView.as_view()),
    path("exports/<int:snapshot_id>/changes/<int:since_id>", exports.ExportChangesView.as_view()),
    path("exports/<int:snapshot_id>/links", exports.ExportLinkView.as_view()),
    path("downloads/<str:link>", exports.DownloadView.as_view()),
    path("exports/<int:snapshot_id>/files/<str:name>", exports.ExportFileView.as_view()),
]
