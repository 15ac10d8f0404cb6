import json
import subprocess
import sys

from yiwang.settings import ROOT


def test_killed_uploads_lose_nothing_confirmed_and_leave_nothing_half_done():
    """The rehearsal itself, small; ``python -m faults.upload_killed`` is the large one."""
    command = [sys.executable, "-m", "faults.upload_killed", "--json", "--seconds", "2"]
    done = subprocess.run(command, cwd=ROOT.parent, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["wrong"] == 0
    assert figures["removed"] == figures["left_behind"]
