"""When a feed has moved for good. Pure.

301 and 308 ask that the new address be used from then on (RFC 9110, 15.4.2, 15.4.9). Readers that obey the first one
(feedparser's manual advises it) lose their feed to each captive portal and each site that sends everything to its front
page for an hour; the old address is then forgotten. To follow once more costs one request. So the address is changed
when the same redirect was seen at POLLS polls in a row that ended in a feed which could be read. It is what permanent
redirects lead to, up to the first temporary one: what stands behind that one moves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

POLLS = 3


@dataclass(frozen=True, slots=True)
class Move:
    """Where permanent redirects lead, and at how many polls in a row they did."""

    to: str | None = None
    polls: int = 0

    @property
    def due(self) -> bool:
        return self.to is not None and self.polls >= POLLS

    def told(self) -> str:
        """For a person; empty where it moves nowhere."""
        if self.to is None:
            return ""
        return (
            f"has moved: {self.to} is its url now"
            if self.due
            else (f"moves to {self.to} (seen at {self.polls} of {POLLS} polls)")
        )


def seen(before: Move, url: str, permanent: str | None) -> Move:
    """url: the feed's. permanent: where permanent redirects led at this poll; None: nowhere."""
    if permanent is None or permanent == url:
        return Move()
    return Move(permanent, before.polls + 1 if before.to == permanent else 1)
