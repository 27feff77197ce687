"""The client's files made ready to be served: each under the hash of its content, the page and the worker filled in."""

from __future__ import annotations

import json
import mimetypes
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cleanbee.adapters.web.glue import SHELL, glued

FOLDER = Path(__file__).with_name("files")
PAGE, WORKER = "/index.html", "/sw.js"
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".geojson": "application/geo+json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
SQUEEZED = frozenset({".js", ".css", ".html", ".json", ".geojson", ".svg", ".webmanifest"})
UNSERVED = frozenset({".ts", ".md"})
FIRST = (SHELL, "/customer/role.js")
LATER = ("/ops/", "/city/", "/icons/")
"""Not kept ahead by the worker: the office is no telephone, and pictures come when they are looked at."""

_HREF = re.compile(r'((?:href|src)=")(/[^"?]+)(")')
_URL = re.compile(r'(url\(")(/[^"?]+)("\))')
_WORD = re.compile(r'"([a-z_]+(?:\.[a-z_0-9]+)*)"')
_FAMILY = re.compile(r'named\("([a-z_]+)"')
_BEGIN = re.compile(r"`([a-z_]+\.[a-z_]*)\$\{")
_FIRST = "<!-- what is needed first -->"
_MAP = '<script type="importmap"></script>'
_AHEAD = "/* the list of files */ []"


@dataclass
class File:
    """One file as it is sent; ``mark`` is the hash of its content."""

    body: bytes
    kind: str
    mark: str
    squeezable: bool
    squeezed: bytes | None = None


@dataclass(frozen=True)
class Site:
    """All files by their path, and the guard that goes with the page."""

    files: Mapping[str, File]
    guard: str
    folder: Path = field(repr=False)

    def address(self, path: str) -> str:
        """A file's path with the hash of its content: what it leads to never changes."""
        return f"{path}?v={self.files[path].mark}"


def read_site(folder: Path = FOLDER, *, apart: bool = False) -> Site:
    """Read every file once; nothing is looked up on disk for a request. ``apart``: our modules as they were written."""
    files: dict[str, File] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in UNSERVED:
            files[f"/{path.relative_to(folder).as_posix()}"] = _file(path.read_bytes(), path.suffix)
    whole = glued(_ours(files))
    _part_words(files, "".join(whole[one] for one in FIRST))
    if not apart:
        _put_in_place(files, whole)
    for name, one in files.items():
        if name.endswith(".css"):
            files[name] = _again(one, _versioned(_URL, one.body.decode(), files))
    imports = _imports(folder, files)
    map_text = json.dumps({"imports": imports}, separators=(",", ":"))
    first = [one for name, one in imports.items() if not name.startswith("/") or name in FIRST]
    page = files[PAGE].body.decode().replace(_MAP, f'<script type="importmap">{map_text}</script>')
    page = page.replace(_FIRST, "\n    ".join(f'<link rel="modulepreload" href="{one}">' for one in first))
    files[PAGE] = _again(files[PAGE], _versioned(_HREF, page, files))
    ahead = ["/", *(f"{name}?v={one.mark}" for name, one in files.items() if _is_kept_ahead(name))]
    worker = files[WORKER].body.decode().replace(_AHEAD, json.dumps(ahead))
    files[WORKER] = _again(files[WORKER], worker.replace("the version", files[PAGE].mark))
    return Site(files=files, guard=_guard(map_text), folder=folder)


def _ours(files: Mapping[str, File]) -> dict[str, str]:
    """The modules that we wrote, by their paths."""
    names = [name for name in files if name.endswith(".js") and not name.startswith("/vendor/") and name != WORKER]
    return {name: files[name].body.decode() for name in names}


def _put_in_place(files: dict[str, File], whole: Mapping[str, str]) -> None:
    """One file for each part in the place of its modules."""
    for name in _ours(files):
        del files[name]
    files.update({name: _file(text.encode(), ".js") for name, text in whole.items()})


def _part_words(files: dict[str, File], first: str) -> None:
    """Each catalogue in two: what the first screen may say, and the rest, which is read when it is wanted."""
    asked = set(_WORD.findall(first))
    families = (*(f"{one}." for one in _FAMILY.findall(first)), *_BEGIN.findall(first))
    for name in [one for one in files if one.startswith("/words/")]:
        every: dict[str, object] = json.loads(files[name].body)
        now = {key: text for key, text in every.items() if key in asked or key.startswith(families)}
        rest = {key: text for key, text in every.items() if key not in now}
        for path, part in ((name, now), (name.replace(".json", ".more.json"), rest)):
            files[path] = _file(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode(), ".json")


def _file(body: bytes, suffix: str) -> File:
    kind = KINDS.get(suffix) or mimetypes.guess_type(f"a{suffix}")[0] or "application/octet-stream"
    return File(body=body, kind=kind, mark=sha256(body).hexdigest()[:10], squeezable=suffix in SQUEEZED)


def _again(one: File, text: str) -> File:
    body = text.encode()
    return File(body=body, kind=one.kind, mark=sha256(body).hexdigest()[:10], squeezable=one.squeezable)


def _versioned(pattern: re.Pattern[str], text: str, files: Mapping[str, File]) -> str:
    def version(found: re.Match[str]) -> str:
        path = found[2]
        return f"{found[1]}{path}?v={files[path].mark}{found[3]}" if path in files else found[0]

    return pattern.sub(version, text)


def _imports(folder: Path, files: Mapping[str, File]) -> dict[str, str]:
    """The import map: a bare name leads to its vendored file, a path to that path with its hash."""
    vendored = json.loads((folder / "vendor" / "VENDOR.json").read_text("utf-8"))
    imports = {
        f["specifier"]: f"/vendor/{f['file']}?v={files['/vendor/' + f['file']].mark}"
        for f in vendored
        if "specifier" in f
    }
    ours = {
        name: f"{name}?v={one.mark}"
        for name, one in files.items()
        if name.endswith((".js", ".json", ".geojson", ".css")) and not name.startswith("/vendor/") and name != WORKER
    }
    return imports | ours


def _is_kept_ahead(name: str) -> bool:
    return name not in {PAGE, WORKER} and not name.endswith(("VENDOR.json", ".txt")) and not name.startswith(LATER)


def _guard(map_text: str) -> str:
    """The content security policy: nothing from elsewhere, and the one inline script is the import map."""
    digest = b64encode(sha256(map_text.encode()).digest()).decode()
    return "; ".join((
        "default-src 'self'",
        f"script-src 'self' 'sha256-{digest}'",
        "img-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))  # fmt: skip
