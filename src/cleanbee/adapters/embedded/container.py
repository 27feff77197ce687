"""The same two servers in containers, for tests on machines with a container engine. Needs the extra `dev`."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cleanbee.adapters.embedded.fault import ServerWouldNotStart
from cleanbee.adapters.embedded.guarded import Server

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

POSTGRES, VALKEY = "postgres:{major}-alpine", "valkey/valkey:9-alpine"
NEWEST_POSTGRES = 18
USER = "cleanbee"
PING_S = 0.2
LOOK_EVERY_S, LOOKS = 0.1, 600
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # of the PostgreSQL protocol; answered with one letter by a server only


def engine_sockets(environ: dict[str, str]) -> list[Path]:
    """Where a container engine may listen: the one that DOCKER_HOST names, else the usual places."""
    named = urlsplit(environ.get("DOCKER_HOST", ""))
    if named.scheme:
        return [Path(named.path)] if named.scheme == "unix" else []
    folders = [Path("/var/run"), Path(environ.get("XDG_RUNTIME_DIR") or f"/run/user/{user_id()}")]
    return [folder / "docker.sock" for folder in folders] + [Path.home() / ".docker/run/docker.sock"]


def user_id() -> int:
    """Ours; 0 where users have no numbers."""
    return os.getuid() if hasattr(os, "getuid") else 0


def answering_engine(environ: dict[str, str]) -> Path | None:
    """The socket of the first engine that answers a ping within 0.2 s; the presence of a client proves nothing."""
    for path in engine_sockets(environ):
        if path.exists() and answers_ping(path):
            return path
    return None


def answers_ping(path: Path) -> bool:
    """Whether an engine says that it is well."""
    if not hasattr(socket, "AF_UNIX"):
        return False
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(PING_S)
            line.connect(str(path))
            line.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            first = line.makefile("rb").readline(100)
    except OSError:
        return False
    return first.startswith(b"HTTP/1.") and first.split()[1:2] == [b"200"]


@contextmanager
def postgres_container(fresh_password: Callable[[], str], major: int | None = None) -> Generator[Server]:
    """A PostgreSQL with throwaway data.

    :raises ServerWouldNotStart: the engine cannot run it.
    """
    password = fresh_password()
    image = POSTGRES.format(major=major or NEWEST_POSTGRES)
    forgetful = "postgres -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    container = prepared(image, 5432).with_command(forgetful)
    for name, value in {"USER": USER, "PASSWORD": password, "DB": USER}.items():
        container = container.with_env(f"POSTGRES_{name}", value)
    with running(container, image, 5432, lambda line: says(line, SSL_REQUEST) in {b"N", b"S"}) as (host, port):
        yield Server(url=f"postgresql://{USER}:{password}@{host}:{port}/{USER}", name=f"{image} (container)")


@contextmanager
def valkey_container(fresh_password: Callable[[], str]) -> Generator[Server]:
    """A Valkey that keeps nothing.

    :raises ServerWouldNotStart: the engine cannot run it.
    """
    password = fresh_password()
    container = prepared(VALKEY, 6379).with_command(f"valkey-server --requirepass {password} --save '' --databases 64")
    hello = f"AUTH {password}\r\n".encode()
    with running(container, VALKEY, 6379, lambda line: says(line, hello).startswith(b"+")) as (host, port):
        yield Server(url=f"redis://:{password}@{host}:{port}/0", name=f"{VALKEY} (container)")


def prepared(image: str, port: int) -> DockerContainer:
    """A container that is not started yet."""
    from testcontainers.core.container import DockerContainer

    return DockerContainer(image).with_exposed_ports(port)


@contextmanager
def running(
    container: DockerContainer, image: str, inner: int, answers: Callable[[socket.socket], bool]
) -> Generator[tuple[str, int]]:
    """Start it and wait by connecting; gives host and port."""
    try:
        container.start()
    except Exception as fault:  # the engine's client raises what it likes, its transport too
        raise ServerWouldNotStart(
            f"the container engine could not start {image}: {fault}. "
            "Set DATABASE_URL and REDIS_URL, or stop the engine and the embedded servers are taken"
        ) from fault
    try:
        host, port = container.get_container_host_ip(), int(container.get_exposed_port(inner))
        pause = threading.Event()
        for _ in range(LOOKS):
            if connects(host, port, answers):
                yield host, port
                return
            pause.wait(LOOK_EVERY_S)
        raise ServerWouldNotStart(f"{image} did not answer within a minute")
    finally:
        container.stop()


def connects(host: str, port: int, answers: Callable[[socket.socket], bool]) -> bool:
    """Whether the server itself answers, not only the engine's proxy before it."""
    try:
        with socket.create_connection((host, port), timeout=1) as line:
            return answers(line)
    except OSError:
        return False


def says(line: socket.socket, words: bytes) -> bytes:
    """The first byte of what comes back."""
    line.sendall(words)
    return line.recv(1)
