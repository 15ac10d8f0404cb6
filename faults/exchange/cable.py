"""What lies between an installation and the port it calls, so that it can be cut? A relay of bytes."""

import argparse
import asyncio
import contextlib

PIECE = 64 << 10


async def relayed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


async def joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """A caller and the port behind the cable; nobody there: the caller is hung up on."""
    try:
        there, back = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        writer.close()
        return
    await asyncio.gather(relayed(reader, back), relayed(there, writer))


async def laid(port: int, to: int) -> None:
    server = await asyncio.start_server(lambda r, w: joined(r, w, to), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("to", type=int)
    asked = parser.parse_args()
    asyncio.run(laid(asked.port, asked.to))


if __name__ == "__main__":
    main()
