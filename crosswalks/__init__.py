"""Source metadata in, valid ORCID XML out: no network, no database, no clock, no hidden settings.

from crosswalks import Profile, crosswalk
made = crosswalk(record_xml, profile=Profile(), today=date.today())
made.outcome, made.work_xml, made.findings
"""

from crosswalks.crosswalk import Crosswalked, crosswalk, crosswalk_page
from crosswalks.errors import CrosswalkError
from crosswalks.profile import Profile
from crosswalks.records import SourceRecord
from crosswalks.thesis import Thesis
from crosswalks.work import Work

__all__ = [
    "CrosswalkError",
    "Crosswalked",
    "Profile",
    "SourceRecord",
    "Thesis",
    "Work",
    "crosswalk",
    "crosswalk_page",
]
