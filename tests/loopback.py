"""How the tests' clients wait for a site of this machine: without end, or for a moment where it never answers."""

from __future__ import annotations

from workers.settings import Fetch

#: No answer takes so long, however starved the machine is: where half a second was enough nearly always, a test failed
#: now and then. Whoever tests what comes of silence says so with `SOON`.
LOOPBACK = Fetch(connect_timeout=20.0, read_timeout=20.0, total_timeout=60.0, allow_networks=("127.0.0.0/8",))
#: seconds, in place of one of these limits, for what is slow for ever.
SOON = 0.3
