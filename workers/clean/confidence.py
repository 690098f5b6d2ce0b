"""How sure one may be of an article's text: how far two independent readings of its page agree. Pure."""

from __future__ import annotations

#: below it a text is doubtful. Of 510 labelled pages 45 were, and of these 13 % had a token F1 under 0.8; above it
#: 0.9 % had. So it finds 6 of the 10 such pages; 0.90 would find 6 among 69, 0.80 would find 4 among 35. Of pages that
#: were flattened to text it finds 41 of 80 among 143 of 1,021; 0.90 46 among 221, 0.80 33 among 97
#: (benchmarks/doubt.py).
DOUBTFUL = 0.85


def doubt_of(confidence: float | None) -> list[str]:
    """What a person is told of a doubtful text; empty where two readings agree, or where there is only one."""
    if confidence is None or confidence >= DOUBTFUL:
        return []
    return [f"doubtful: two readings of the page agree on {confidence:.0%} only"]
