"""How does the live server run: one process, one event loop, a stream to every reader?"""

import asyncio
import resource
import signal
from collections.abc import Callable, Mapping

from django.db import close_old_connections, connection

from yiwang.subsystems.participation.interviews.actions.showing import note_readers
from yiwang.subsystems.participation.interviews.live import news
from yiwang.subsystems.participation.interviews.live.connections import Connection, Limits
from yiwang.subsystems.participation.interviews.live.hub import Hub
from yiwang.subsystems.participation.interviews.live.news import Event

BACKLOG = 4_096


def after(known: Mapping[int, int]) -> dict[int, list[Event]]:
    """As news says it; a connection that broke is given up, so that the next tick gets a new one."""
    try:
        return news.after(known)
    except Exception:
        connection.close()
        raise
    finally:
        close_old_connections()


def count(reading: Mapping[int, int]) -> None:
    for broadcast_id, readers in reading.items():
        note_readers(broadcast_id, readers)


async def serve(host: str, port: int, limits: Limits, ready: Callable[[int], None]) -> None:
    """Answer until SIGTERM or SIGINT; ``ready`` hears the port once it is listened to."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    hub = Hub(after, count)
    server = await loop.create_server(lambda: Connection(hub, limits), host, port, backlog=BACKLOG)
    ready(server.sockets[0].getsockname()[1])
    ticking = asyncio.create_task(hub.run())
    await stopping.wait()
    server.close()
    ticking.cancel()
    hub.close()
    await asyncio.sleep(0.1)  # what was written last leaves before the loop ends


def allow_many_files() -> int:
    """As many open connections as the system lets us have; how many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(hard, 65_536) if hard != resource.RLIM_INFINITY else 65_536
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most
