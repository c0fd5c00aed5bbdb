"""The demo in a browser: a university with its pages, and a page that leads a visitor through the whole story."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import requests
from flask import Flask, Response, abort, redirect, request
from jinja2 import Environment, StrictUndefined

from orcid_sync.asking.deciding import approve, waiting_claims
from orcid_sync.asking.inviting import Asked, invite
from orcid_sync.asking.settling import follow_harvest
from orcid_sync.config import FILE_NAME, Config, load_config
from orcid_sync.demo_folder import fresh_folder
from orcid_sync.harvest import harvest
from orcid_sync.outcomes import Outcome
from orcid_sync.push import push_due
from orcid_sync.site import Site, create_site
from orcid_sync.store import Source
from orcid_sync.web.app import office_application
from orcid_sync.web.desk import Desk, open_desk
from orcid_sync.web_settings import CALLBACK
from orcid_sync.whole_files import write_whole

ROOT: Final = "/university"
STAFF: Final = ("Ines Ferro", "0009-9999-0063-3529")  # an invented person of the rehearsal
_NEW_TITLE: Final = "Cracked pots and the kinetics of psychoceramics, corrected"
_TIMEOUT: Final = 20
_CSP: Final = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody who was invited, and her personal link."""

    name: str
    url: str


def rehearsal_site(out: Path, rehearsal_url: str, address: str) -> Site:
    """A fresh site in `out` whose ORCID is the rehearsal and whose pages are at `address`."""
    folder = fresh_folder(out) / "site"
    create_site(folder, institution="Rehearsal University", environment="rehearsal")
    settings = f'[orcid]\nrehearsal_url = "{rehearsal_url}"\n'
    return _configured(folder, settings, address, f'[web]\nstaff = ["{STAFF[1]}"]\n')


def sandbox_site(out: Path, member: Config, address: str) -> Site:
    """A fresh site in `out` with the member's own sandbox credentials; the member's own site is not touched."""
    folder = fresh_folder(out) / "site"
    secret = member.client_secret()
    create_site(
        folder,
        institution=member.institution.name,
        environment="sandbox",
        client_id=member.orcid.client_id,
    )
    write_whole(folder / "client-secret", secret.reveal() + "\n", mode=0o600)
    return _configured(folder, "[orcid]\n", address, f'[web]\ncolour = "{member.web.colour}"\n')


def _configured(folder: Path, orcid: str, address: str, web: str) -> Site:
    config = folder / FILE_NAME
    text = config.read_text(encoding="utf-8").replace("[orcid]\n", orcid)
    text = text.replace('redirect_uri = ""', f'redirect_uri = "{address}{CALLBACK}"')
    config.write_text(f"{text}\n{web}", encoding="utf-8")
    return Site(load_config(config))


@dataclass(slots=True)
class Tour:
    """The story of one university: `begin` harvests and invites, `run` brings what is due to ORCID."""

    desk: Desk
    rehearsal_url: str
    links: list[Link] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @classmethod
    def begin(cls, site: Site, rehearsal_url: str) -> Tour:
        """Harvest the rehearsal's repository, and invite three people."""
        tour = cls(open_desk(site), rehearsal_url)
        store = tour.desk.store
        store.switches.turn("live", True, who="demo")
        store.sources.add("rehearsal", f"{rehearsal_url}/oai", "oai_etdms")
        tour.run()
        tour.links = [
            tour._invited("Carberry, Josiah", "josiah@mail.example", "20.500.14999/1"),
            tour._invited("Lindqvist, Amélie", "amelie@mail.example", "20.500.14999/2"),
            tour._handed_in("Newling, Nora", "nora@mail.example", "On lighthouses that nobody has lit"),
        ]
        return tour

    def run(self) -> None:
        """One run, as the nightly one: harvest, then send what is due."""
        store, site = self.desk.store, self.desk.site
        (source,) = store.sources.all()
        for _ in self._harvested(source):
            pass
        follow_harvest(store)
        self.outcomes = list(
            push_due(store, site.clients(store), profile_of=site.profile, policies=site.policies)
        )

    def correct(self) -> None:
        """A librarian corrects a title in the repository; the next run brings it to ORCID."""
        wish = {"identifier": "oai:repository.example:20.500.14999/1", "title": _NEW_TITLE}
        requests.post(
            f"{self.rehearsal_url}/__rehearsal__/retitle", json=wish, timeout=_TIMEOUT
        ).raise_for_status()
        self.run()

    def approve(self) -> None:
        """The staff find that it is the same person, whatever she calls herself at ORCID."""
        for waiting in waiting_claims(self.desk.store):
            approve(self.desk.store, waiting.request.id, "demo")

    @property
    def waiting(self) -> int:
        return len(waiting_claims(self.desk.store))

    def _harvested(self, source: Source) -> Iterator[object]:
        profile, today = self.desk.site.profile(source.profile), self.desk.clock().date()
        with self.desk.site.oai_client(source) as client:
            yield from harvest(self.desk.store, source, client=client, profile=profile, today=today)

    def _invited(self, name: str, email: str, handle: str) -> Link:
        thesis = self.desk.store.theses.find(handle)
        people = thesis.contributors if thesis else ()
        authors = tuple(one.id for one in people if one.role == "author")
        return self._link(Asked(name, "author", email=email, contributors=authors))

    def _handed_in(self, name: str, email: str, title: str) -> Link:
        store = self.desk.store
        submission = store.submissions.keep("TO-2026-17", title=title)
        author = store.submissions.add_person(submission, role="author", name=name)
        return self._link(Asked(name, "author", email=email, submitted=(author.id,)))

    def _link(self, asked: Asked) -> Link:
        made = invite(self.desk.store, self.desk.links, asked, self.desk.settings.invitation_days)
        family, _, given = asked.name.partition(", ")
        return Link(f"{given} {family}", f"{self.desk.root}/i/{made.token.reveal()}")


def tour_application(tour: Tour) -> Any:
    """The leading page at /, and the university's own pages under ROOT, as one WSGI application."""
    leading, office = _leading_page(tour), office_application(tour.desk)

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if path == ROOT or path.startswith(f"{ROOT}/"):
            return office(environ | {"SCRIPT_NAME": ROOT, "PATH_INFO": path[len(ROOT) :]}, start_response)
        return leading(environ, start_response)

    return application


def _leading_page(tour: Tour) -> Flask:
    app = Flask("orcid_sync.tour", static_folder=None)
    key = secrets.token_urlsafe(16)  # another page in the same browser cannot press the buttons
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = page.from_string((files("orcid_sync") / "pages" / "tour.html").read_text(encoding="utf-8"))
    acts = {"run": tour.run, "correct": tour.correct, "approve": tour.approve}

    @app.get("/")
    def lead() -> Response:
        shown = template.render(tour=tour, root=ROOT, key=key, staff=STAFF[0], title=_NEW_TITLE)
        return Response(shown, mimetype="text/html", headers={"Content-Security-Policy": _CSP})

    @app.post("/<act>")
    def act(act: str) -> Any:
        if act not in acts or not secrets.compare_digest(request.form.get("key", ""), key):
            abort(404)
        acts[act]()
        return redirect("/#last-run", 303)

    return app
