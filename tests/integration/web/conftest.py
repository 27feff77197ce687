"""One browser program and one city for all tests here; each person has a browser of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.web.chromium import ARGUMENTS, ROOT, Chromium, find

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright
    from tests.integration.web.hand import Hand
    from tests.integration.web.town import Town

PICTURES = ROOT / ".bee" / "pictures"
SMALL = {"width": 360, "height": 740}
LARGE = {"width": 1280, "height": 800}
PATIENCE_MS = 60_000
"""What does not come within this time does not come, however busy the machine is."""
NONE = "no Chromium: the browser tests did not run (CHROMIUM=/path names one; CI=true ./bee nox -s web fetches one)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.usefixtures("chromium"))


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    """The browser; without one the tests are left out, and where they must run (`CI=true`) they fail."""
    found = find() if find_spec("playwright") is not None else None
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail(NONE)
    pytest.skip(NONE)


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """The seed city behind the real server."""
    from tests.integration.web.town import town as served

    with served() as one:
        yield one


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """The library that speaks to browsers."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)

    with sync_playwright() as one:
        yield one


Someone = Callable[..., "Hand"]


@pytest.fixture
def someone(
    playwright: Playwright, chromium: Chromium, town: Town, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Someone]:
    """Opens a browser of its own for somebody at a path; when the test is over it must have nothing to complain of."""
    from tests.integration.web.hand import Hand

    with ExitStack() as stack:

        def open_at(path: str = "/", **how: Any) -> Hand:
            folder = tmp_path / f"browser-{len(list(tmp_path.iterdir()))}"
            page = stack.enter_context(_browser(playwright, chromium, folder, town.url, how))
            page.goto(path if path.startswith("about:") else town.url + path)
            return Hand(page, town.url)

        yield open_at


@contextmanager
def _browser(playwright: Playwright, chromium: Chromium, folder: Path, url: str, how: dict[str, Any]) -> Iterator[Page]:
    complaints: list[str] = []
    cut = how.pop("cut", False)
    options = {"viewport": SMALL, "locale": "en-GB", "timezone_id": "Europe/Berlin", "has_touch": True} | how
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=chromium.program,
        env={**os.environ, **chromium.environment},
        args=list(ARGUMENTS),
        ignore_default_args=["--headless"],
        **options,
    )
    context.set_default_timeout(PATIENCE_MS)

    def asked(request: Any) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            complaints.append(f"another host was asked: {request.url}")

    def said(message: Any) -> None:
        if message.type in {"error", "warning"} and not _expected(message.text, cut=cut):
            complaints.append(f"the console says: {message.text} {message.location}")

    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", lambda error: complaints.append(f"an error: {error.error}"))
    try:
        yield context.pages[0]
        assert not complaints, complaints
    finally:
        context.close()


def _expected(text: str, *, cut: bool) -> bool:
    """A browser logs each answer that is a no, also those that the page knows what to do with; and each broken line."""
    broken = cut and ("net::ERR_" in text or text.startswith("An unknown error occurred when fetching the script"))
    kept_out = text.startswith("Service Worker registration blocked by Playwright")
    return broken or kept_out or text.startswith("Failed to load resource: the server responded with a status of 4")


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screens are kept to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
