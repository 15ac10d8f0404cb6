"""What does the environment say?"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    return text(name, str(default)).lower() in TRUE


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_key(mode: str, data: Path) -> str:
    """The signing secret; in production it must be given, elsewhere one is made once and kept.

    Raises ImproperlyConfigured where production has none or one shorter than 50 characters.
    """
    given = text("YIWANG_SECRET_KEY")
    if mode == "production":
        if len(given) < 50:
            raise ImproperlyConfigured(
                "YIWANG_SECRET_KEY is missing or shorter than 50 characters: production does not start."
            )
        return given
    if given:
        return given
    kept = data / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text()


def database(url: str, data: Path) -> dict[str, object]:
    """Django's database settings from ``postgresql://user:password@host:port/name`` or ``sqlite:///path``.

    Without a URL: one SQLite file in the data directory. Raises ImproperlyConfigured for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme in {"", "sqlite"}:
        path = Path(unquote(parts.path)[1:]) if parts.path else data / "yiwang.sqlite3"
        path.parent.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "yiwang.kernel.sqlite",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                    " PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL is sqlite or postgresql, not {parts.scheme!r}.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def file_storage(url: str) -> dict[str, object]:
    """Django's setting of the storage from ``s3://key:secret@bucket/folder?endpoint=https://…&region=…``.

    Without a URL: the local disk. Key and secret may be left to the machine's own credentials.
    Raises ImproperlyConfigured for another scheme and for a missing bucket.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured("YIWANG_FILES_URL is s3://bucket?endpoint=…, or empty for the local disk.")
    query = dict(parse_qsl(parts.query))
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "location": unquote(parts.path).strip("/"),
            "access_key": unquote(parts.username) if parts.username else None,
            "secret_key": unquote(parts.password) if parts.password else None,
            "endpoint_url": query.get("endpoint"),
            "region_name": query.get("region"),
            "default_acl": "private",
            "file_overwrite": True,
            "max_memory_size": 5 << 20,
        },
    }


def largest_files(most: int, **by_kind: int) -> dict[str, int]:
    """The largest file of each kind in MB: YIWANG_MAX_IMAGE_MB and so on, none above ``most``."""
    return {
        kind: min(most, number(f"YIWANG_MAX_{kind.upper()}_MB", default)) for kind, default in by_kind.items()
    }


def cache(url: str) -> dict[str, str]:
    """Django's cache from ``redis://host:port/number``; without a URL the memory of each process."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("YIWANG_CACHE_URL starts with redis://, rediss:// or unix://.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
