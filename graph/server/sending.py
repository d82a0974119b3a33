"""A reply of a worker on its way to the client: in pieces, so that a large one is in memory once."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph.server.pool import Reply

_PIECE = 65_536


class Sent(Response):
    """The body of a reply as a response. The client is told its length first, so a cut one does not look whole."""

    def __init__(self, reply: Reply, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(reply.body, media_type=media_type, headers=headers)
        self._reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if len(self.body) <= _PIECE:
                await super().__call__(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for begin in range(0, len(self.body), _PIECE):
                piece = self.body[begin : begin + _PIECE]
                await send({"type": "http.response.body", "body": piece, "more_body": begin + _PIECE < len(self.body)})
        finally:
            self._reply.done()
