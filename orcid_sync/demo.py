"""The demo: the whole way of a thesis, played against a rehearsal, and told as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests

from crosswalks import SourceRecord, crosswalk
from crosswalks.records import parse
from orcid_sync.config import FILE_NAME, load_config
from orcid_sync.consent import claim, grant
from orcid_sync.crosswalk_files import Works
from orcid_sync.demo_circle import Library, tell_circle
from orcid_sync.demo_folder import fresh_folder
from orcid_sync.errors import Stopped
from orcid_sync.harvest import harvest
from orcid_sync.outcomes import Outcome
from orcid_sync.push import push_due, unlink
from orcid_sync.report import Report, Shown
from orcid_sync.secret import Secret
from orcid_sync.site import Site, create_site
from orcid_sync.store import KnownThesis, Source, Store

_CALLBACK = "http://127.0.0.1:9/callback"  # nobody listens there: the demo reads the address itself
_TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Student:
    """An invented person of the rehearsal, and the thesis that is hers."""

    name: str
    orcid_id: str
    thesis: str
    stated: str


STUDENTS = (
    Student("Josiah Carberry", "0000-0002-1825-0097", "20.500.14999/1", "Carberry, Josiah"),
    Student("Amélie Lindqvist", "0009-9999-0007-9193", "20.500.14999/2", "Lindqvist, Amélie"),
)
_NEW_TITLE = "Tidal mixing in the fictional Brant estuary : salt, silt and eight winters"


def play(rehearsal_url: str, out: Path, say: Callable[[str], None], library: Library | None = None) -> Report:
    """Play the whole story against the rehearsal at `rehearsal_url`, telling each step to `say`; with `library`
    also how an iD comes back into a repository.

    In `out` lie afterwards the site (with its database), one XML file per work, and report.html.
    """
    site = _fresh_site(out, rehearsal_url)
    report = Report("A thesis travels to ORCID: the rehearsal", datetime.now(UTC))
    report.lead = (
        "Everything here is invented: the people, the theses, the repository and the ORCID they are sent to. "
        "The programs are the real ones."
    )
    with site.store() as store:
        _Story(site, store, report, say, rehearsal_url).tell(library)
        _add_records(store, site, report, Works(out / "works"))
    report.write(out / "report.html")
    return report


def _fresh_site(out: Path, rehearsal_url: str) -> Site:
    folder = fresh_folder(out) / "site"
    create_site(folder, institution="Rehearsal University", environment="rehearsal")
    config = folder / FILE_NAME
    text = config.read_text(encoding="utf-8")
    text = text.replace("[orcid]\n", f'[orcid]\nrehearsal_url = "{rehearsal_url}"\n')
    config.write_text(text, encoding="utf-8")
    return Site(load_config(config))


class _Story:
    """The steps, in the order in which they happen in a university."""

    def __init__(
        self, site: Site, store: Store, report: Report, say: Callable[[str], None], url: str
    ) -> None:
        self._site, self._store, self._report, self._say, self._url = site, store, report, say, url

    def tell(self, library: Library | None) -> None:
        """Harvest, consent, push; change a thesis and run again; delete one and run again; remove its work; and,
        where there is a library, the circle."""
        source = self._store.sources.add("rehearsal", f"{self._url}/oai", "oai_etdms")
        self._step(
            "Harvest",
            "All theses of the repository are fetched and made into ORCID works.",
            self._harvest(source),
        )
        self._step("Sign in", self._sign_in(), ())
        self._step("Push", "What is due is sent to ORCID.", self._push())
        self._step(
            "Run again",
            "Nothing has changed, so nothing is harvested anew and nothing is sent.",
            self._again(source),
        )

        changed, deleted = STUDENTS[1], STUDENTS[0]
        self._at_repository("retitle", identifier=self._identifier(changed), title=_NEW_TITLE)
        self._step(
            "A title is corrected at the repository",
            f"The next run brings one update; the other {self._store.status().theses - 1} theses are unchanged.",
            self._again(source),
        )
        self._at_repository("delete-thesis", identifier=self._identifier(deleted))
        self._step(
            "A thesis is withdrawn at the repository",
            "Its work is kept at ORCID and reported: whether it should go is for a person to say.",
            self._again(source),
        )
        self._step(
            "A person says so",
            f"orcid-sync unlink {deleted.thesis} {deleted.orcid_id}",
            [self._unlink(deleted)],
        )
        if library:
            who = {"name": changed.name, "stated": changed.stated, "orcid_id": changed.orcid_id}
            tell_circle(self._site, self._store, library, self._step, **who)

    def _step(self, title: str, sentence: str, outcomes: Iterable[Outcome]) -> None:
        step = self._report.add(title, sentence, outcomes)
        self._say(f"{len(self._report.steps)}. {title}. {sentence}")
        for line in step.lines():
            self._say(line)

    def _harvest(self, source: Source) -> Iterator[Outcome]:
        profile, today = self._site.profile(source.profile), self._report.made_at.date()
        with self._site.oai_client(source) as client:
            for page in harvest(self._store, source, client=client, profile=profile, today=today):
                yield from page.outcomes

    def _push(self) -> Iterator[Outcome]:
        return push_due(self._store, self._site.clients(self._store), profile_of=self._site.profile)

    def _again(self, source: Source) -> Iterator[Outcome]:
        yield from self._harvest(source)
        yield from self._push()

    def _sign_in(self) -> str:
        """Both students sign in and say yes; what happened, in a sentence."""
        for student in STUDENTS:
            code = self._browser(student)
            grant(self._store, self._site.oauth(), code, _CALLBACK, expected=student.orcid_id)
            thesis = self._thesis(student)
            author = next(person for person in thesis.contributors if person.role == "author")
            claim(self._store, author.id, student.orcid_id, proof="rehearsal")
        names = " and ".join(f"{student.name} ({student.orcid_id})" for student in STUDENTS)
        return f"{names} sign in with ORCID, say yes, and confirm that their theses are theirs."

    def _browser(self, student: Student) -> Secret:
        """What the student's browser does: ORCID's sign-in page, the consent page, and back with a code."""
        asked = self._site.oauth().authorize_url(_CALLBACK, "demo")
        form = dict(parse_qsl(urlsplit(asked).query)) | {"person": student.orcid_id, "decision": "authorize"}
        with requests.Session() as browser:
            browser.get(asked, timeout=_TIMEOUT).raise_for_status()
            answer = browser.post(
                f"{self._url}/oauth/authorize", form, timeout=_TIMEOUT, allow_redirects=False
            )
        return Secret(parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0])

    def _at_repository(self, act: str, **wishes: str) -> None:
        requests.post(f"{self._url}/__rehearsal__/{act}", json=wishes, timeout=_TIMEOUT).raise_for_status()

    def _identifier(self, student: Student) -> str:
        return f"oai:repository.example:{student.thesis}"

    def _unlink(self, student: Student) -> Outcome:
        clients, profile_of = self._site.clients(self._store), self._site.profile
        return unlink(self._store, clients, self._thesis(student).id, student.orcid_id, profile_of=profile_of)

    def _thesis(self, student: Student) -> KnownThesis:
        thesis = self._store.theses.find(student.thesis)
        if thesis is None:
            raise Stopped(
                f"The thesis {student.thesis} was not harvested.", self._url, "Is it our rehearsal?"
            )
        return thesis


def _add_records(store: Store, site: Site, report: Report, works: Works) -> None:
    """Every harvested record beside what was made of it, from the metadata as stored."""
    for content in store.theses.records():
        if not content.raw:
            continue
        record = SourceRecord(
            content.identifier, content.datestamp, content.set_specs, False, parse(content.raw)
        )
        crosswalked = crosswalk(record, profile=site.profile("default"), today=report.made_at.date())
        works.write(crosswalked)
        report.records.append(Shown(crosswalked, content.raw.decode()))
