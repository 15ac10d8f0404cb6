"""Killed in the middle of publishing, an article is wholly published or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.kernel.publications import actions as publications
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.search.models import Entry as Found
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.tests.makers import PUBLISHER, make_officer, make_reviewed

ROOT = Path(__file__).resolve().parents[4]


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("module", "name"),
    [(publications, "_place"), (publications, "_enter"), (publications, "record"), (workflow, "record")],
)
def test_whatever_is_cut_off_leaves_nothing(monkeypatch, module, name):
    article = make_reviewed()
    publisher = actor(make_officer(PUBLISHER))
    entries = Entry.objects.count()

    def cut(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(module, name, cut)
        with pytest.raises(Killed):
            workflow.publish(publisher, article.pk)
    assert Article.objects.get(pk=article.pk).state == "reviewed"
    assert not Publication.objects.exists()
    assert not Found.objects.filter(kind="publication").exists()
    assert Entry.objects.count() == entries
    assert workflow.publish(publisher, article.pk).state == "published"


@pytest.mark.migrations
def test_a_few_real_kills_leave_nothing_half_done():
    """The rehearsal itself, small; ``python -m faults.publish_killed`` is the large one."""
    command = [sys.executable, "-m", "faults.publish_killed", "--json", "--kills", "4", "--articles", "12"]
    told = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout.splitlines()[-1])["half_done"] == 0
