"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
application = get_wsgi_application()

# Django reads the routes, and with them every view, at the first request; whoever came first waited
# a second or two for it, once per process.
from django.urls import get_resolver  # noqa: E402  (needs the settings)

get_resolver().url_patterns  # noqa: B018
