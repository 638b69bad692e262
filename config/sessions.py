"""Who is signed in: session and person by two plain statements, since every request asks."""

import orjson
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import JSONField

from annotation import statements
from annotation.models import User

SESSION = """
SELECT session_key, session_data, expire_date FROM django_session
WHERE session_key = %(key)s AND expire_date > now()
"""
FIELDS = User._meta.concrete_fields
PERSON = f"SELECT {', '.join(str(f.column) for f in FIELDS)} FROM annotation_user WHERE id = %(id)s"


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read without building a query."""

    def _get_session_from_db(self) -> Session | None:
        found = statements.row(SESSION, {"key": self.session_key})
        if found is None:
            self._session_key = None
            return None
        key, data, until = found
        return Session(session_key=key, session_data=data, expire_date=until)


class Backend(ModelBackend):
    """Django's sign-in by password; the person of a session read without building a query."""

    def get_user(self, user_id: int) -> User | None:
        """The person, if they may still sign in."""
        found = statements.row(PERSON, {"id": user_id})
        if found is None:
            return None
        # JSON comes as text, as it does to Django's own fields.
        values = [
            orjson.loads(value) if isinstance(field, JSONField) else value
            for field, value in zip(FIELDS, found, strict=True)
        ]
        user = User.from_db("default", [field.attname for field in FIELDS], values)
        return user if self.user_can_authenticate(user) else None
