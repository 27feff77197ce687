"""Print the API's contract, or check that the committed one is what is served."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cleanbee.entrypoints.cli.outcome import FINDINGS, Cannot, finish, json_option

COMMITTED = Path("docs/openapi.json")


@click.command()
@click.option("--check", is_flag=True, help="End with 1 when the committed contract differs from the served one.")
@click.option("--out", type=click.Path(path_type=Path), help="Write it there instead of printing it.")
@json_option
def command(check: bool, out: Path | None, as_json: bool) -> None:
    """OpenAPI 3.1, as the server serves it."""
    from cleanbee.adapters.http.openapi import openapi_document

    served = openapi_document()
    count = sum(len(methods) for methods in json.loads(served)["paths"].values())
    facts = {"operations": count}
    if check:
        path = out or COMMITTED
        if not path.is_file():
            raise Cannot(f"There is no {path}", next_step=f"cleanbee openapi --out {path}")
        if path.read_bytes() != served:
            finish(f"{path} is not what is served.", code=FINDINGS, as_json=as_json, facts=facts)
        finish(f"{path} is what is served: {count} operations.", as_json=as_json, facts=facts)
    if out is not None:
        try:
            out.write_bytes(served)
        except OSError as no:
            raise Cannot(f"{out} cannot be written", why=no.strerror or str(no), next_step="cleanbee openapi") from no
        finish(f"Wrote {count} operations to {out}.", as_json=as_json, facts=facts)
    if as_json:
        click.echo(json.dumps(json.loads(served), ensure_ascii=False))
    else:
        click.echo(served.decode(), nl=False)
