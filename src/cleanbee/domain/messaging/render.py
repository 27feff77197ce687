"""Templates and words become the text that somebody reads."""

from __future__ import annotations

import re

from cleanbee.domain.kernel import Value
from cleanbee.domain.messaging.notice import Notice

_GAP = re.compile(r"\{([a-z_0-9]+)\}")


class Wording(Value, frozen=True, kw_only=True):
    """A template in one language: the subject (a mail's, a push's title) and the message, with gaps like ``{date}``."""

    subject: str
    text: str

    @property
    def gaps(self) -> frozenset[str]:
        """The gaps to be filled."""
        return frozenset(_GAP.findall(self.subject + self.text))


def text_of(notice: Notice, wording: Wording) -> str:
    """The finished text; a mail begins with its subject and an empty line. Words are never read as gaps again."""
    body = _filled(wording.text, notice.words)
    if notice.to.channel != "mail":
        return body
    subject = " ".join(_filled(wording.subject, notice.words).split())
    return f"{subject}\n\n{body}\n"


def _filled(text: str, words: dict[str, str]) -> str:
    missing = frozenset(_GAP.findall(text)) - words.keys()
    assert not missing, f"nobody filled {', '.join(sorted(missing))}"
    return _GAP.sub(lambda gap: words[gap[1]], text)
