"""A server with limits that the command line does not offer: `python limited_server.py '{"seconds": 2, "waiting": 3}'`.

Besides those of `Limits`, `head_within` and `taken_within` are the seconds that a client has for the head of a request
and for the next piece of an answer.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.server import running
from graph.server.pool import Limits
from graph.store import open_store


def main() -> None:
    given = json.loads(sys.argv[1])
    running._HEAD_WITHIN = given.pop("head_within", running._HEAD_WITHIN)
    running._TAKEN_WITHIN = given.pop("taken_within", running._TAKEN_WITHIN)
    store = open_store()
    day = date(2022, 7, 1)

    def told(where: str) -> None:
        print(f"listening at {where}", file=sys.stderr, flush=True)

    running.serve(store.about, None, store.state, day, "127.0.0.1", 0, Limits(**given), "", told)


if __name__ == "__main__":
    main()
