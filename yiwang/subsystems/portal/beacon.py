"""Do pages tell of themselves that they were opened, or does the server see them all?"""

from yiwang import environment

SERVER, BEACON = "server", "beacon"
ADDRESS = "/visits/"


def is_lit() -> bool:
    """``YIWANG_VISITS``: server, or beacon where a web server before this one gives away files itself."""
    return environment.text("YIWANG_VISITS", SERVER) == BEACON
