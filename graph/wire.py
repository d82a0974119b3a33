"""One polite HTTP request to another server: bounded in time and size, tried again where the server asks for it.

A redirect is followed on the same server only, credentials never leave it, and every failure is one line. What another
server says is shown shortened and without control characters.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx

from graph.addresses import shown
from graph.credentials import PASSWORD, USER, Credentials, credentials_for
from graph.errors import RemoteError

USER_AGENT: Final = "eunato (+https://w3id.org/eunato/)"
SECONDS: Final = 60.0
MOST_BYTES: Final = 512 * 1024 * 1024
_CONNECT_SECONDS: Final = 10.0
_TRIES: Final = 4
_REDIRECTS: Final = 3
_LONGEST_SAID: Final = 200
_BUSY: Final = (429, 503)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: status, media type in lower case, headers and the whole body."""

    status: int
    media: str
    headers: httpx.Headers
    body: bytes

    def said(self) -> str:
        """The beginning of a plain text that the server gave as reason, with ": " before it; empty for pages."""
        if not self.media.startswith("text/plain") and "json" not in self.media:
            return ""
        words = " ".join(
            "".join(c if c.isprintable() else " " for c in self.body[:2000].decode("utf-8", "replace")).split()
        )
        return f": {words if len(words) <= _LONGEST_SAID else words[:_LONGEST_SAID] + ' …'}" if words else ""


class Wire:
    """Requests to other servers. `seconds` bounds each request with all its tries, `most_bytes` each reply."""

    def __init__(self, seconds: float = SECONDS, most_bytes: int = MOST_BYTES) -> None:
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._client = httpx.Client(headers={"User-Agent": USER_AGENT}, follow_redirects=False)
        weakref.finalize(self, self._client.close)
        self._logins: dict[tuple[str, str, int | None], _Login] = {}

    def send(
        self,
        method: str,
        url: str,
        accept: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        content: bytes | None = None,
        media: str = "",
    ) -> Reply:
        """The reply to one request, `form` as a posted form or `content` of a media type as its body.

        Replies of 400, 404 and such are for the caller to judge; raises `RemoteError` where there is none, where
        credentials are wanted, and where the server stays too busy.
        """
        headers = {"Accept": accept}
        if form is not None:
            content, media = urlencode(form).encode(), "application/x-www-form-urlencoded"
        if content is not None:
            headers["Content-Type"] = media
        end = time.monotonic() + self._seconds
        redirects = 0
        for attempt in range(_TRIES + _REDIRECTS):
            reply = self._once(method, url, headers, content, end)
            if reply.is_busy and attempt - redirects < _TRIES - 1:
                pause = reply.pause(attempt - redirects)
                if time.monotonic() + pause < end:
                    time.sleep(pause)
                    continue
            if reply.status in (301, 302, 303, 307, 308):
                redirects += 1
                url = self._redirected(method, url, reply, redirects)
                continue
            break
        if reply.is_busy:
            raise RemoteError(f"{shown(url)} is too busy (status {reply.status}); try again later")
        if reply.status in (401, 403):
            raise RemoteError(self._refused(url, reply.status))
        return Reply(reply.status, reply.media, reply.headers, reply.body)

    def _once(self, method: str, url: str, headers: dict[str, str], content: bytes | None, end: float) -> _Received:
        left = max(end - time.monotonic(), 0.001)
        timeout = httpx.Timeout(left, connect=min(left, _CONNECT_SECONDS))
        try:
            request = self._client.build_request(method, url, headers=headers, content=content, timeout=timeout)
            flow = self._login(url).sync_auth_flow(request)
            request = next(flow)
            while True:
                response = self._client.send(request, stream=True, auth=None)
                try:
                    request = flow.send(response)
                except StopIteration:
                    try:
                        return _Received(response, self._body(url, response, end))
                    finally:
                        response.close()
                response.close()
        except httpx.TimeoutException:
            raise self._too_slow(url) from None
        except httpx.RemoteProtocolError as error:
            if "peer closed connection" in str(error) or "incomplete" in str(error):
                raise RemoteError(f"the answer of {shown(url)} broke off before its end") from None
            raise RemoteError(f"{shown(url)} does not speak HTTP as it should") from None
        except httpx.ConnectError as error:
            raise RemoteError(f"{shown(url)} cannot be reached: {_plain(error)}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise RemoteError(f"the connection with {shown(url)} failed: {_plain(error)}") from None

    def _body(self, url: str, response: httpx.Response, end: float) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._most_bytes:
                raise RemoteError(f"the answer of {shown(url)} is larger than {self._most_bytes:,} bytes; ask for less")
            if time.monotonic() > end:
                raise self._too_slow(url)
            parts.append(part)
        return b"".join(parts)

    def _too_slow(self, url: str) -> RemoteError:
        return RemoteError(f"{shown(url)} did not answer within {self._seconds:g} s; narrow it or raise --timeout")

    def _redirected(self, method: str, url: str, reply: _Received, redirects: int) -> str:
        try:
            target = str(httpx.URL(url).join(reply.headers.get("location", "")))
        except httpx.InvalidURL:
            target = ""
        same = target and _server(target) == _server(url) and "@" not in urlsplit(target).netloc
        kept = reply.status in (307, 308) or method in ("GET", "HEAD")
        if not same or not kept or redirects > _REDIRECTS:
            where = f"to {shown(target)[:_LONGEST_SAID]}" if target else "nowhere"
            raise RemoteError(f"{shown(url)} redirects {where}; if that is right, give that address itself")
        return target

    def _login(self, url: str) -> _Login:
        server = _server(url)
        if server not in self._logins:
            self._logins[server] = _Login(credentials_for(server[1]))
        return self._logins[server]

    def _refused(self, url: str, status: int) -> str:
        if status == 403:
            return f"{shown(url)} does not allow this (status 403)"
        if self._login(url).has_credentials:
            return f"{shown(url)} does not accept the credentials given (status 401)"
        return f"{shown(url)} wants credentials (status 401): set {USER} and {PASSWORD}, or use a netrc file"


class _Received:
    def __init__(self, response: httpx.Response, body: bytes) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        self.body = body

    @property
    def is_busy(self) -> bool:
        return self.status in _BUSY

    def pause(self, attempt: int) -> float:
        """Seconds to wait before the next try: as the server says, in seconds or by its own clock, else ever longer."""
        said = self.headers.get("retry-after", "")
        if said.isdecimal():
            return float(said)
        try:
            until, now = parsedate_to_datetime(said), parsedate_to_datetime(self.headers["date"])
            return max((until - now).total_seconds(), 0.0)
        except (KeyError, ValueError, TypeError):
            return float(2**attempt)


class _Login(httpx.Auth):
    """Tells credentials in the way that the server asks for, and goes on telling them so."""

    def __init__(self, credentials: Credentials | None) -> None:
        self._credentials = credentials
        self._way: httpx.Auth | None = None

    @property
    def has_credentials(self) -> bool:
        return self._credentials is not None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        known = self._credentials
        if known is not None and known.token:
            request.headers["Authorization"] = f"Bearer {known.token}"
            yield request
            return
        if self._way is None:
            response = yield request
            if known is None or response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").lower()
            digest = "digest" in asked
            self._way = (httpx.DigestAuth if digest else httpx.BasicAuth)(known.user, known.password)
        yield from self._way.auth_flow(request)


def _server(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _plain(error: Exception) -> str:
    text = str(error).partition("] ")[2] or str(error)
    return "".join(c for c in text if c.isprintable())[:_LONGEST_SAID].lower() or type(error).__name__
