#!/usr/bin/env python
"""The same as the ``yiwang`` command, under the name that Django people look for."""

from yiwang.__main__ import main

if __name__ == "__main__":
    main()
