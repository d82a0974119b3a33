"""A process that holds the graph in memory and makes copies of itself, each a worker (see `worker.serve`).

Its standard input is a socket. For each byte that comes, with an open socket beside it, it makes a copy that answers
requests on that socket: `q` one whose memory is bounded, `p` one for pages. On its standard output it says, in a line
of JSON each, that it is ready, that a copy has started, and with which code one has ended.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from datetime import date

from graph.server.worker import depend_on_parent, serve
from graph.store import Store, open_store


def main() -> None:
    """The process: its settings are the JSON object of the first argument (see `running`)."""
    settings = json.loads(sys.argv[1])
    depend_on_parent()
    said = os.fdopen(os.dup(1), "w", encoding="ascii", buffering=1)
    os.dup2(2, 1)  # nothing else may get among what it says
    # The engine's own threads, which a copy would not have, end with the graph on disk.
    store = open_store(settings["data"], settings["state"]).view(date.fromisoformat(settings["day"])).in_memory()
    control = socket.socket(fileno=0)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    # Copies share what they do not write to; counting references would write to every object.
    gc.collect()
    gc.freeze()
    said.write(json.dumps({"ready": True}) + "\n")
    while True:
        ready, _, _ = select.select([control.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
        while ended := _ended():
            said.write(json.dumps({"ended": ended[0], "code": ended[1]}) + "\n")
        if control.fileno() not in ready:
            continue
        kind, sockets, _, _ = socket.recv_fds(control, 1, 1)
        if not kind:
            return
        pid = os.fork()
        if pid == 0:
            for number in (control.fileno(), woken, wake, said.fileno()):
                os.close(number)
            _work(store, sockets[0], settings["memory"] if kind == b"q" else 0, settings["data"])
        os.close(sockets[0])
        said.write(json.dumps({"started": pid}) + "\n")


def _ended() -> tuple[int, int] | None:
    """Number and exit code of a copy that has ended, if there is one."""
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, os.waitstatus_to_exitcode(status)) if pid else None


def _work(store: Store, number: int, memory: int, data: str | None) -> None:
    """What a copy does until it ends."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        depend_on_parent()
        connection = socket.socket(fileno=number)
        with connection.makefile("rb") as requests, connection.makefile("wb") as replies:
            serve(store, requests, replies, memory, data)
        code = 0
    except ConnectionError:
        pass  # the server has ended, or wants no more of this copy
    except BaseException:  # noqa: BLE001 - whatever it is, a copy must not go on as if it were the original
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
