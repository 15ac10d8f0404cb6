"""Loaded by pytest before Django's settings: tests run in test mode and in a data directory of their own."""

import os
import tempfile

os.environ.setdefault("YIWANG_MODE", "test")
os.environ.setdefault("YIWANG_DATA", tempfile.mkdtemp(prefix="yiwang-test-"))
