"""`orcid-sync sources`: what we harvest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from orcid_sync.cli.showing import echo_json

if TYPE_CHECKING:
    from orcid_sync.store import Source, Store

_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object per source.")


@click.group("sources", invoke_without_command=True)
@_JSON
@click.pass_context
def sources_group(context: click.Context, as_json: bool) -> None:
    """List, add, probe and remove the repositories that are harvested; alone, list them.

    \b
    Examples:
      orcid-sync sources
      orcid-sync sources add https://repository.example/oai/request
    """
    if context.invoked_subcommand is None:
        context.invoke(list_command, as_json=as_json)


@sources_group.command("list")
@_JSON
@click.pass_context
def list_command(context: click.Context, as_json: bool) -> None:
    """Show the sources in the order in which they supply content.

    \b
    Examples:
      orcid-sync sources list
    """
    from orcid_sync.site import Site

    with Site.open(context.obj).store() as store:
        for source in store.sources.all():
            if as_json:
                echo_json(_as_json(store, source))
            else:
                part = f", set {source.set_spec}" if source.set_spec else ""
                click.echo(
                    f"{source.name}: {source.base_url} ({source.prefix}{part}, profile {source.profile})"
                )
                click.echo(f"    last complete harvest: {_last_harvest(store, source) or 'none yet'}")


def _as_json(store: Store, source: Source) -> dict[str, object]:
    """The shape that docs/commands.md promises."""
    return {
        "name": source.name,
        "url": source.base_url,
        "prefix": source.prefix,
        "set": source.set_spec or None,
        "profile": source.profile,
        "rank": source.rank,
        "last_harvest": _last_harvest(store, source),
    }


def _last_harvest(store: Store, source: Source) -> str | None:
    last = store.harvests.last_complete(source)
    return last.finished_at.isoformat(timespec="seconds") if last and last.finished_at else None


@sources_group.command("probe")
@click.argument("url")
@_JSON
@click.pass_context
def probe_command(context: click.Context, url: str, as_json: bool) -> None:
    """Ask a repository what it offers: formats, sets, and which of them are best for theses. Nothing is stored.

    \b
    Examples:
      orcid-sync sources probe https://repository.example/oai/request
    """
    from orcid_sync.oai.probe import probe

    found = probe(url)
    if as_json:
        echo_json(found.as_json())
    else:
        for line in found.sentences():
            click.echo(line)


@sources_group.command("add")
@click.argument("url")
@click.option("--name", help="What to call it; default: the host's name.")
@click.option("--prefix", help="metadataPrefix; default: the best format that the repository serves.")
@click.option("--set", "set_spec", default="", help="Harvest only this setSpec.")
@click.option(
    "--profile", default="default", show_default=True, help="The profile for its records (docs/profiles.md)."
)
@click.option(
    "--rank",
    type=click.IntRange(1),
    help="1 supplies the content where sources share a thesis; default: last.",
)
@_JSON
@click.pass_context
def add_command(
    context: click.Context,
    url: str,
    name: str | None,
    prefix: str | None,
    set_spec: str,
    profile: str,
    rank: int | None,
    as_json: bool,
) -> None:
    """Add the repository at URL (its OAI-PMH base URL), or change the source of that name.

    \b
    Examples:
      orcid-sync sources add https://repository.example/oai/request
      orcid-sync sources add https://repository.example/oai/request --prefix dim --set col_123_4
    """
    from urllib.parse import urlsplit

    from orcid_sync.oai.client import clean_base_url
    from orcid_sync.oai.probe import probe
    from orcid_sync.site import Site

    site = Site.open(context.obj)
    site.profile(profile)
    base_url = clean_base_url(url)
    if not prefix:
        found = probe(base_url, contact=site.config.institution.contact, site_formats=site.config.formats)
        for line in () if as_json else found.sentences():
            click.echo(line)
        prefix = found.best.prefix if found.best else None
        if prefix is None:
            raise click.UsageError("The repository serves no format that we read; see docs/add-a-format.md.")
    with site.store() as store:
        source = store.sources.add(
            name or urlsplit(base_url).hostname or base_url,
            base_url,
            prefix,
            set_spec=set_spec,
            profile=profile,
            rank=rank,
        )
        added = _as_json(store, source)
    if as_json:
        echo_json(added)
    else:
        click.echo(f"Added {source.name} ({source.prefix}). Next: orcid-sync harvest {source.name}")


@sources_group.command("remove")
@click.argument("name")
@_JSON
@click.pass_context
def remove_command(context: click.Context, name: str, as_json: bool) -> None:
    """Stop harvesting the source NAME. What was sent to ORCID stays there.

    \b
    Examples:
      orcid-sync sources remove repository.example
    """
    from orcid_sync.site import Site

    with Site.open(context.obj).store() as store:
        if not store.sources.remove(name):
            raise click.UsageError(f"There is no source “{name}”; `orcid-sync sources list` shows them.")
    if as_json:
        echo_json({"removed": name})
    else:
        click.echo(f"Removed {name}; its records stay in the database.")
