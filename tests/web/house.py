"""A university for tests: its site folder, its pages as a browser without JavaScript sees them, and ORCID."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import html
from push.office import JOSIAH, thesis_xml
from werkzeug.test import Client, TestResponse

from crosswalks.crosswalk import crosswalk
from crosswalks.profile import Profile
from crosswalks.records import SourceRecord, parse
from orcid_sync.asking.inviting import Asked, Invited, invite
from orcid_sync.asking.settling import follow_harvest
from orcid_sync.config import FILE_NAME, load_config
from orcid_sync.orcid.works import canonical_digest
from orcid_sync.outcomes import Outcome
from orcid_sync.push import push_due
from orcid_sync.rehearsal import Rehearsal
from orcid_sync.rehearsal.people import MEMBERS
from orcid_sync.site import Site, create_site
from orcid_sync.store import Checkpoint, HarvestedRecord, KnownThesis, Store
from orcid_sync.web.app import application
from orcid_sync.web.desk import Desk, open_desk

ADDRESS = "http://127.0.0.1:8080"
ETD = "https://etd.example"
API_KEY = "a key of the ETD system"


@dataclass
class University:
    """One institution with its desk, and the rehearsal as its ORCID."""

    folder: Path
    rehearsal: Rehearsal
    name: str = "Rehearsal University"
    root: str = ""
    settings: str = ""
    client_id: str = ""
    database: Path | str = ""
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        create_site(self.folder, institution=self.name, environment="rehearsal", client_id=self.client_id)
        if self.client_id:
            (self.folder / "client-secret").write_text(MEMBERS[self.client_id].secret, encoding="ascii")
        config = self.folder / FILE_NAME
        text = config.read_text(encoding="utf-8")
        text = text.replace('redirect_uri = ""', f'redirect_uri = "{ADDRESS}{self.root}/orcid/callback"')
        text = text.replace("[orcid]\n", f'[orcid]\nrehearsal_url = "{self.rehearsal.url}"\n')
        if self.database:
            url = self.database if isinstance(self.database, str) else f"sqlite:///{self.database}"
            text = text.replace("sqlite:///orcid-sync.db", url)
        config.write_text(f"{text}\n[web]\n{self.settings}\n", encoding="utf-8")
        self.desk = open_desk(Site(load_config(config)))
        self.store.switches.turn("live", True, who="test")

    @property
    def store(self) -> Store:
        return self.desk.store

    # the repository

    def arrives(self, number: int = 1, **thesis: str) -> KnownThesis:
        """Harvest one thesis."""
        raw = thesis_xml(number, **thesis)
        identifier = f"oai:repository.example:20.500.14999/{number}"
        stamp = f"{self.desk.clock():%Y-%m-%dT%H:%M:%SZ}"
        record = SourceRecord(identifier, stamp, (), False, parse(raw))
        made = crosswalk(record, profile=Profile(), today=self.desk.clock().date())
        assert made.work_xml, made.findings
        source = self.store.sources.find("repository") or self.store.sources.add(
            "repository", "https://repository.example/oai", "oai_etdms"
        )
        harvest = self.store.harvests.begin(source)
        harvested = HarvestedRecord(
            identifier, stamp, (), False, raw, made.format, made.outcome, made.findings, made.thesis,
            canonical_digest(made.work_xml),
        )  # fmt: skip
        self.store.records.save_page(harvest, [harvested], Checkpoint(response_date=stamp))
        self.store.harvests.finish(harvest)
        follow_harvest(self.store)
        found = self.store.theses.find(identifier)
        assert found
        return found

    # the office

    def invites(
        self, thesis: KnownThesis | None = None, *, name: str = "Carberry, Josiah", **more: Any
    ) -> Invited:
        """Invite the first contributor of a thesis."""
        thesis = thesis or self.arrives()
        first = thesis.contributors[0]
        days, again = more.pop("days", 90), more.pop("again", False)
        asked = Asked(name, first.role, contributors=(first.id,), **{"email": "josiah@mail.example", **more})
        return invite(self.store, self.desk.links, asked, days, again=again)

    def push(self) -> list[Outcome]:
        """One run of the push."""
        return list(
            push_due(
                self.store,
                self.desk.site.clients(self.store),
                profile_of=self.desk.site.profile,
                policies=self.desk.site.policies,
            )
        )

    def at_orcid(self, orcid_id: str = JOSIAH) -> list[Any]:
        """Our works on a record."""
        works = self.rehearsal.world.records[orcid_id].of_kind("work")
        return [one for one in works if one.client_id == self.desk.config.orcid.client_id]


@dataclass
class Page:
    """An answer as a person sees it."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    @property
    def tree(self) -> html.HtmlElement:
        return html.fromstring(self.response.get_data(as_text=True) or "<html></html>")

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def heading(self) -> str:
        return " ".join(str(self.tree.xpath("string(//h1)")).split())

    @property
    def csrf(self) -> str:
        return str(self.tree.xpath("string(//input[@name='csrf_token']/@value)"))


class Browser:
    """A browser without JavaScript, on the pages of one or several universities."""

    def __init__(self, *universities: University, address: str = ADDRESS) -> None:
        self.rehearsal = universities[0].rehearsal
        self.address = address
        self.client = Client(application([one.desk for one in universities]))
        self.csrf = ""

    def get(self, path: str, **options: Any) -> Page:
        """The page at a path, or at a whole address of ours."""
        page = Page(self.client.get(self._path(path), base_url=self.address, **options))
        self.csrf = page.csrf or self.csrf
        return page

    def post(self, path: str, form: Mapping[str, Any] | None = None, **options: Any) -> Page:
        """Post a form, with the token of the page that was looked at last."""
        fields = {"csrf_token": self.csrf, **(form or {})}
        page = Page(self.client.post(self._path(path), base_url=self.address, data=fields, **options))
        self.csrf = page.csrf or self.csrf
        return page

    def follow(self, page: Page) -> Page:
        """On to where a page of ours leads."""
        assert page.location, page.text
        return self.get(page.location)

    def at_orcid(self, page: Page, orcid_id: str = JOSIAH, *, deny: bool = False) -> Page:
        """Sign in where `page` leads and say yes (or no); the page behind ORCID's answer, redirects followed."""
        assert page.location, (page.status, page.text)
        back = self.rehearsal.sign_in(page.location, orcid_id, deny=deny)
        answer = self.get(back)
        return self.follow(answer) if answer.location else answer

    def signs_in(self, orcid_id: str = JOSIAH, root: str = "") -> Page:
        """Sign in on the front page; my page."""
        self.get(f"{root}/")
        return self.at_orcid(self.post(f"{root}/sign-in"), orcid_id)

    def cookie(self) -> str:
        """The key of the session, as the browser holds it."""
        cookie = self.client.get_cookie("orcid-sync", "127.0.0.1", "/")
        return cookie.value if cookie else ""

    def _path(self, url: str) -> str:
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")
