"""The tables of people and data."""

from annotation.models.adjudication import Adjudication
from annotation.models.assignment import Assignment
from annotation.models.erasure import Erasure
from annotation.models.event import AuditEvent
from annotation.models.figures import Figures
from annotation.models.fit import Fit
from annotation.models.gold import Gold, Qualification
from annotation.models.item import Item, ItemFlag
from annotation.models.job import Job
from annotation.models.judgment import FirstAnswers, Judgment
from annotation.models.label import Label
from annotation.models.media import Media
from annotation.models.project import (
    Acknowledgement,
    Cohort,
    Guideline,
    Invite,
    Membership,
    Project,
    QuestionSet,
    SignInFailure,
)
from annotation.models.rater import Rater
from annotation.models.survey import AnnotatorProfile, Consent, Survey
from annotation.models.token import ApiToken
from annotation.models.user import User

__all__ = [
    "Acknowledgement",
    "Adjudication",
    "AnnotatorProfile",
    "ApiToken",
    "Assignment",
    "AuditEvent",
    "Cohort",
    "Consent",
    "Erasure",
    "Figures",
    "FirstAnswers",
    "Fit",
    "Gold",
    "Guideline",
    "Invite",
    "Item",
    "ItemFlag",
    "Job",
    "Judgment",
    "Label",
    "Media",
    "Membership",
    "Project",
    "Qualification",
    "QuestionSet",
    "Rater",
    "SignInFailure",
    "Survey",
    "User",
]
