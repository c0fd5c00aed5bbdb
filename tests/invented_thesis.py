"""A thesis that nobody wrote, for the tests of all writers."""

from __future__ import annotations

from crosswalks.thesis import Degree, FuzzyDate, Identifier, Person, Text, Thesis, Title

ORCID_ID = "0000-0002-1825-0097"
CARBERRY = Person("Josiah Carberry", "author", "Carberry, Josiah", "Carberry", "Josiah")
TOKLAS = Person("Alice Toklas-Brandt", "advisor", "Toklas-Brandt, Alice", "Toklas-Brandt", "Alice")
FERRO = Person("Ines Ferro", "committee", "Ferro, Ines", "Ferro", "Ines")
ABSTRACT = "Cracks in glazed vessels grow in bursts. This thesis measures the bursts and proposes a rate law."

CRACKED_POTS = Thesis(
    identifier="oai:repository.example:20.500.14999/1",
    format="etdms",
    title=Title("How pots crack", "bursts in the glaze of Brant", "en"),
    translated_title=Title("Comment se fendent les pots", "", "fr"),
    abstract=Text(ABSTRACT, "en"),
    date=FuzzyDate(2024, 6, 12),
    people=(CARBERRY, TOKLAS, FERRO),
    identifiers=(
        Identifier("doi", "10.99999/pots.1", "https://doi.org/10.99999/pots.1"),
        Identifier("handle", "20.500.14999/1", "https://hdl.handle.net/20.500.14999/1"),
    ),
    url="https://repository.example/theses/1",
    languages=("en",),
    degree=Degree("Doctor of Philosophy", "doctoral", "Psychoceramics", "Rehearsal University"),
    publisher="Rehearsal University Press",
    country="CA",
    subjects=("psychoceramics", "fracture"),
    access="open",
)
