"""Settings common to every way of running; each variable is described in docs/operations.md."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from config.embedded import paths
from config.settings import env

ROOT = Path(__file__).resolve().parents[2]
# Everything that is written at run time lives here: databases, uploads, exports, keys.
DATA_DIR = Path(env.text("TIEBREAK_DATA_DIR", str(ROOT / "var"))).resolve()

DEBUG = False
SECRET_KEY = env.text("TIEBREAK_SECRET_KEY")
# Encrypts the providers' API keys at rest; on purpose not derived from SECRET_KEY, so that either
# can be rotated alone. Several keys, newest first, separated by commas.
FIELD_KEYS = env.words("TIEBREAK_FIELD_KEYS")
ALLOWED_HOSTS = env.words("TIEBREAK_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TIEBREAK_TRUSTED_ORIGINS")
# The address people reach this installation at; printed in invite links.
PUBLIC_URL = env.text("TIEBREAK_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "config",
    "annotation",
    "routing",
    "interchange",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "annotation.api.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- data -----------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
# With no URL given, `manage.py serve` runs PostgreSQL and Valkey itself, in this folder.
EMBEDDED = not DATABASE_URL
EMBEDDED_BROKER = not REDIS_URL
DATABASES = {"default": env.database(DATABASE_URL or paths.database_url(DATA_DIR))}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# "Acknowledged" means on disk (promise I1), whatever the server's own default says.
DATABASES["default"]["OPTIONS"].setdefault(
    "options",
    "-c synchronous_commit=on -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s",
)
# Statements of annotation.statements that come again keep their plan; None where a pooler in
# transaction mode stands between (?prepare_threshold=0 in DATABASE_URL).
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = (
    int(DATABASES["default"]["OPTIONS"].get("prepare_threshold", 5)) or None
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "annotation.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Sessions in the database: a dead Redis must not sign anybody out (promise I1, H13).
SESSION_ENGINE = "config.sessions"
AUTHENTICATION_BACKENDS = ["config.sessions.Backend"]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# How many proxies of ours stand in front: that many entries of X-Forwarded-For are believed.
TRUSTED_PROXIES = env.integer("TIEBREAK_TRUSTED_PROXIES", 0)
TOKEN_REQUESTS_PER_MINUTE = env.integer("TIEBREAK_TOKEN_REQUESTS", 1200)
SIGN_IN_FAILURES_PER_QUARTER_HOUR = env.integer("TIEBREAK_SIGN_IN_FAILURES", 10)

# --- the web --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "annotation.api.authentication.TokenAuthentication",
        "annotation.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["annotation.api.requests.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["annotation.api.requests.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "annotation.api.errors.as_problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tiebreak",
    "VERSION": "1",
    "DESCRIPTION": "Preference data: who judged it, why they were asked, how far to trust it.",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": False,
    # Enums stay where they are used: hoisted, two fields of one name get names from a hash.
    "POSTPROCESSING_HOOKS": [],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        # KaTeX and the charts set style attributes; scripts have no such exception.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # one JSON body; uploads stream to disk
MEDIA_MAX_BYTES = env.integer("TIEBREAK_MEDIA_MAX_BYTES", 64 * 1024**2)
UPLOAD_MAX_BYTES = env.integer("TIEBREAK_UPLOAD_MAX_BYTES", 2 * 1024**3)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static"
FRONTEND_DIST = ROOT / "frontend" / "dist"
STATICFILES_DIRS = [("app", FRONTEND_DIST)] if FRONTEND_DIST.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

# --- the worker -----------------------------------------------------------------------------------
# A job row in PostgreSQL is the truth; the message only wakes a worker up (promise I6).
JOB_TASKS = {
    "route": "routing.tasks.run_route",
    "judge": "routing.tasks.run_judge",
    "try_judge": "routing.tasks.run_try_judge",
    "attack_judge": "routing.tasks.run_attack_judge",
    "calibrate": "routing.tasks.run_calibrate",
    "tag_prompts": "routing.tasks.run_tag_prompts",
    "train_judge": "routing.tasks.run_train_judge",
    "explain": "routing.tasks.run_explain",
    "frontier": "routing.tasks.run_frontier",
    "frontier_of_file": "interchange.tasks.run_replay",
    "label": "annotation.tasks.run_label",
    "relabel": "annotation.tasks.run_relabel",
    "import": "interchange.tasks.run_import",
    "export": "interchange.tasks.run_export",
    "list_erasure": "interchange.tasks.run_erasing",
    "erase": "interchange.tasks.run_erasing",
}
CELERY_BROKER_URL = env.broker(REDIS_URL or paths.redis_url(DATA_DIR))
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "socket_timeout": 30,
    "socket_connect_timeout": 2,
}
# The sweeps find what a lost message or a killed worker left behind; each is safe to run twice.
SWEEP_SECONDS = env.integer("TIEBREAK_SWEEP_SECONDS", 10)
CELERY_BEAT_SCHEDULE = {
    "wake due jobs": {"task": "annotation.tasks.wake_due_jobs", "schedule": SWEEP_SECONDS},
    "end leases": {"task": "annotation.tasks.end_leases", "schedule": SWEEP_SECONDS},
    "refresh figures": {"task": "annotation.tasks.refresh_figures", "schedule": SWEEP_SECONDS},
    "refit raters": {"task": "annotation.tasks.refit_raters", "schedule": 6 * SWEEP_SECONDS},
    "route leftovers": {"task": "routing.tasks.route_leftovers", "schedule": 3 * SWEEP_SECONDS},
    "refresh routing figures": {
        "task": "routing.tasks.refresh_figures",
        "schedule": 3 * SWEEP_SECONDS,
    },
    "calibrate": {"task": "routing.tasks.calibrate_leftovers", "schedule": 6 * SWEEP_SECONDS},
    "judge leftovers": {"task": "routing.tasks.judge_leftovers", "schedule": 3 * SWEEP_SECONDS},
    "forget files": {"task": "interchange.tasks.forget_files", "schedule": 60 * SWEEP_SECONDS},
}

# --- judges ---------------------------------------------------------------------------------------
JUDGE_DEADLINE_SECONDS = env.integer("TIEBREAK_JUDGE_DEADLINE_SECONDS", 120)
# host:port of judges on private addresses, e.g. a vLLM server in the same network (promise I14).
JUDGE_PRIVATE_HOSTS = env.words("TIEBREAK_JUDGE_PRIVATE_HOSTS")
MODELS_DIR = Path(env.text("TIEBREAK_MODELS_DIR", str(DATA_DIR / "models")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("TIEBREAK_LOG_LEVEL", "INFO")},
    # A line for each call of a judge says nothing that the ledger does not.
    "loggers": {"httpcore2": {"level": "WARNING"}},
}
