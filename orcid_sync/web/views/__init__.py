"""What each page shows, as frozen values. Routes make them, `rendering.render` turns them into HTML.

A view holds values and addresses, never sentences: the sentences stand in the templates and are translated.
Addresses (`…_url`) are ready to use; "" leaves the button or link out.
"""

from __future__ import annotations

from orcid_sync.web.views.asking import Denied, Done, FragmentLanding, Home, Invitation, Note, Notice, Problem
from orcid_sync.web.views.claiming import (
    ClaimConfirm,
    ClaimSearch,
    ClaimWaiting,
    NamedPerson,
    StaffClaims,
    StaffHome,
    ThesisFound,
)
from orcid_sync.web.views.mine import (
    Affiliation,
    DisconnectAsk,
    DisconnectConfirm,
    EraseConfirm,
    MyPage,
    MyThesis,
    Profile,
    Standing,
    StepKind,
    TimelineStep,
    WorkAtOrcid,
)
from orcid_sync.web.views.parts import (
    PURPOSES,
    Badge,
    ConsentText,
    Contributor,
    Frame,
    Identifier,
    PersonShown,
    Purpose,
    Role,
    ThesisShown,
    WorkPreview,
)

View = (
    Invitation
    | Denied
    | Done
    | Notice
    | FragmentLanding
    | Home
    | ClaimSearch
    | ClaimConfirm
    | MyPage
    | DisconnectAsk
    | DisconnectConfirm
    | EraseConfirm
    | StaffClaims
    | StaffHome
    | Badge
)


__all__ = [
    "PURPOSES",
    "Affiliation",
    "Badge",
    "ClaimConfirm",
    "ClaimSearch",
    "ClaimWaiting",
    "ConsentText",
    "Contributor",
    "Denied",
    "DisconnectAsk",
    "DisconnectConfirm",
    "Done",
    "EraseConfirm",
    "FragmentLanding",
    "Frame",
    "Home",
    "Identifier",
    "Invitation",
    "MyPage",
    "MyThesis",
    "NamedPerson",
    "Note",
    "Notice",
    "PersonShown",
    "Problem",
    "Profile",
    "Purpose",
    "Role",
    "StaffClaims",
    "StaffHome",
    "Standing",
    "StepKind",
    "ThesisFound",
    "ThesisShown",
    "TimelineStep",
    "View",
    "WorkAtOrcid",
    "WorkPreview",
]
