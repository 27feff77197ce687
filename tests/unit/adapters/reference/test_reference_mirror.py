"""The mirror that is asked by the rule itself."""

from __future__ import annotations

from cleanbee.adapters.reference.mirror import ReferenceMirror
from cleanbee.ports.contracts.mirror import PACE, MirrorContract
from cleanbee.ports.outbound.market import Everyone
from cleanbee.ports.outbound.search import Mirror


class TestReferenceMirror(MirrorContract):
    def mirror(self, everyone: Everyone) -> Mirror:
        return ReferenceMirror(everyone, PACE.minutes)
