"""Bring the database to the shape this version needs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from cleanbee.entrypoints.cli.outcome import Cannot, finish, json_option
from cleanbee.entrypoints.cli.told import of_open_house


@click.command()
@click.option(
    "--data-dir", type=click.Path(path_type=Path), help="The folder of the house that `cleanbee up` keeps open."
)
@click.option("--app-role", help="Let this role, under which the processes connect, work with the tables.")
@json_option
def command(data_dir: Path | None, app_role: str | None, as_json: bool) -> None:
    """Run the migrations that have not run yet; safe to repeat, and from many places at once."""
    from cleanbee.adapters.postgres.app_role import admit_app
    from cleanbee.adapters.postgres.migrate import NotTheOwner, known, migrate
    from cleanbee.ports.outbound.store import Busy

    settings = of_open_house(data_dir, as_owner=True)
    try:
        ran = asyncio.run(migrate(settings.database_url))
        if app_role is not None:
            asyncio.run(admit_app(settings.database_url, app_role))
    except Busy as away:
        raise Cannot("The database does not answer", why=str(away), next_step="set DATABASE_URL") from away
    except NotTheOwner as other:
        step = "connect as the database's owner: DATABASE_URL=… cleanbee migrate"
        raise Cannot("The database keeps its shape", why=str(other), next_step=step) from other
    facts = {"ran": ran, "known": len(known())}
    finish(f"{ran} migrations ran; the database is at {known()[-1]}.", as_json=as_json, facts=facts)
