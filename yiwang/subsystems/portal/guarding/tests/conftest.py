"""What does every test of this room find? The folders of files that the room of pages makes."""

from yiwang.subsystems.portal.pages.tests.conftest import files, open_connection, strict, watched

__all__ = ["files", "open_connection", "strict", "watched"]
