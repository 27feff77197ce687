"""The client's files over HTTP: for ever under their hash, asked about without; nothing else is there."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256

import httpx
import pytest

from cleanbee.adapters.web.serve import WebClient
from cleanbee.adapters.web.site import FOLDER, read_site
from cleanbee.entrypoints.api import Fork, with_client
from cleanbee.entrypoints.settings import Settings

CLIENT = WebClient()


async def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=CLIENT)  # pyright: ignore[reportArgumentType] -- an ASGI app
    async with httpx.AsyncClient(transport=transport, base_url="http://cleanbee.test") as http:
        return await http.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize("path", ["/", "/visits/bkg_01kj", "/ops", "/home"])
async def test_every_screen_is_the_same_page(path: str) -> None:
    told = await ask(path)
    assert told.status_code == 200
    assert told.headers["content-type"].startswith("text/html")
    assert told.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/core/nothing.js", "/app.css.map", "/visits//x", "/../serve.py", "/core/schema.d.ts", "/a" * 300]
)
async def test_what_is_no_file_and_no_screen_is_not_there(path: str) -> None:
    assert (await ask(path)).status_code == 404


async def test_what_the_page_names_never_changes_and_is_there() -> None:
    page = (await ask("/")).text
    named = {*re.findall(r'(?:href|src)="(/[^"]+)"', page), *imports(page).values()}
    assert len(named) > 15
    for address in sorted(named):
        told = await ask(address)
        assert told.status_code == 200, address
        assert told.headers["cache-control"].endswith("immutable"), address


async def test_a_file_without_its_hash_or_with_another_is_asked_about_each_time() -> None:
    for address in ("/app.css", "/app.css?v=0123456789"):
        told = await ask(address)
        assert told.headers["cache-control"] == "no-cache"
        again = await ask(address, if_none_match=told.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")


async def test_the_only_script_in_the_page_is_the_import_map_whose_hash_the_guard_names() -> None:
    told = await ask("/")
    scripts = re.findall(r"<script[^>]*>([^<]+)</script>", told.text)
    assert len(scripts) == 1
    digest = b64encode(sha256(scripts[0].encode()).digest()).decode()
    guard = told.headers["content-security-policy"]
    assert f"script-src 'self' 'sha256-{digest}'" in guard
    assert "unsafe" not in guard
    assert "http" not in guard


async def test_the_worker_keeps_files_ahead_that_are_there() -> None:
    worker = await ask("/sw.js")
    assert worker.headers["cache-control"] == "no-cache"
    ahead = json.loads(re.search(r"AHEAD = (\[.*?\]);", worker.text)[1])  # type: ignore[index]
    assert "/" in ahead
    for address in ahead:
        assert (await ask(address)).status_code == 200, address
    assert "the version" not in worker.text.split("\n")[1]


async def test_head_says_what_get_says_without_the_body() -> None:
    told, head = await ask("/app.css"), await ask("/app.css", "HEAD")
    assert head.content == b""
    assert head.headers["content-length"] == told.headers["content-length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_nothing_here_can_be_changed(method: str) -> None:
    told = await ask("/", method)
    assert (told.status_code, told.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/v1/me", "/docs", "/problems/bug", "/dev/x", "/livez", "/readyz", "/metrics", "/"])
async def test_the_api_keeps_its_paths(path: str) -> None:
    async def api(scope: dict[str, object], receive: object, send: object) -> None:
        reached.append("api")

    async def web(scope: dict[str, object], receive: object, send: object) -> None:
        reached.append("web")

    reached: list[str] = []
    await Fork(api, web)({"type": "http", "path": path}, None, None)  # type: ignore[arg-type]
    assert reached == ["web" if path == "/" else "api"]


def test_the_client_can_be_left_out() -> None:
    async def api(scope: object, receive: object, send: object) -> None: ...

    assert with_client(api, Settings(web="off")) is api
    assert isinstance(with_client(api, Settings()), Fork)


def imports(page: str) -> dict[str, str]:
    found = re.search(r'<script type="importmap">(.*?)</script>', page)
    assert found is not None
    return json.loads(found[1])["imports"]


async def test_the_office_brings_no_more_than_150_kilobytes_on_top() -> None:
    sizes = [len((await ask(path, accept_encoding="br")).content) for path in ("/ops/role.js", "/ops/ops.css")]
    assert 0 < sum(sizes) <= 150_000, sizes


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_catalogue_in_two_parts_loses_no_word_and_the_first_part_is_the_smaller(language: str) -> None:
    files = read_site().files
    first, rest = (json.loads(files[f"/words/{language}{part}.json"].body) for part in ("", ".more"))
    assert {**first, **rest} == json.loads((FOLDER / "words" / f"{language}.json").read_text("utf-8"))
    assert not first.keys() & rest.keys()
    assert len(first) < len(rest)
    assert {"book.title", "line.base", "sign_in.phone", "gone.title"} <= first.keys()
