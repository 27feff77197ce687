"""Who was shown what and who stepped in, as rows that are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cleanbee.adapters.postgres.codec import from_doc, to_doc
from cleanbee.adapters.postgres.unit import Unit, Write
from cleanbee.domain.kernel import Value
from cleanbee.domain.people.actor import principal
from cleanbee.domain.people.audit import DEEDS, AuditLine, Deed, Disclosure
from cleanbee.ports.outbound.people import Noted

TABLE = "audit_entry"
_NOTE = """INSERT INTO audit_entry (subject, who, at, doc)
    SELECT subject, who, at, doc::jsonb FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[])
    WITH ORDINALITY AS shown (subject, who, at, doc, nth) ORDER BY nth"""
_NEWEST = "SELECT place, doc FROM audit_entry WHERE place < $2 ORDER BY place DESC LIMIT $1"
_NEWEST_OF = "SELECT place, doc FROM audit_entry WHERE place < $2 AND subject = $3 ORDER BY place DESC LIMIT $1"
_BEYOND = 2**63 - 1


class _Kind(Value, frozen=True, kw_only=True):
    what: str


class AuditRows:
    """Only ever added to; a trigger and the application's role say so too."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def note(self, *shown: AuditLine) -> None:
        """Keep what somebody is being shown, or does, in this unit."""
        if not shown:
            return
        subjects, who = [one.subject for one in shown], [principal(one.who) for one in shown]
        at, docs = [one.at for one in shown], [to_doc(one) for one in shown]
        await self._unit.write(Write(TABLE, object(), _NOTE, (subjects, who, at, docs)))

    async def newest(self, most: int, subject: UUID | None = None, before: int | None = None) -> Sequence[Noted]:
        """The last of them, newest first; of one subject, or of all; those after a place in that order."""
        place = _BEYOND if before is None else before
        if subject is None:
            rows = await self._unit.read_of(TABLE, _NEWEST, most, place)
        else:
            rows = await self._unit.read_of(TABLE, _NEWEST_OF, most, place, subject)
        return tuple(Noted(place=row["place"], shown=_line(row["doc"])) for row in rows)


def _line(doc: str) -> AuditLine:
    return from_doc(doc, Deed) if from_doc(doc, _Kind).what in DEEDS else from_doc(doc, Disclosure)
