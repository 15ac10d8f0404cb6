from yiwang.subsystems.portal.pages.tests.conftest import files, open_connection, strict, watched

__all__ = ["files", "open_connection", "strict", "watched"]
