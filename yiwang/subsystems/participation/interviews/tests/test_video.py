"""Is a video cut beside the worker, once, and played to those who may see the interview?"""

import http.server
import shutil
import stat
import subprocess
import threading

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.tests.makers import make_mp4
from yiwang.kernel.intake.tests.makers import make_file
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.participation.interviews import reading, rules
from yiwang.subsystems.participation.interviews.actions import closing, planning
from yiwang.subsystems.participation.interviews.models import Cutting
from yiwang.subsystems.participation.interviews.tests.makers import commits, make_interview, shown
from yiwang.subsystems.participation.interviews.video import cutting, segments, streams

pytestmark = pytest.mark.django_db
CUTS = """#!/bin/sh
for last; do :; done
folder=$(dirname "$last")
printf 'segment' > "$folder/part0.ts"
printf '#EXTM3U\\n#EXTINF:6,\\npart0.ts\\n#EXT-X-ENDLIST\\n' > "$last"
"""
FAILS = "#!/bin/sh\necho 'Invalid data found' >&2\nexit 1\n"


@pytest.fixture
def video():
    return make_file("访谈.mp4", make_mp4())


@pytest.fixture
def ended(studio):
    return make_interview(studio, rules.ENDED)


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """A stand-in for ffmpeg that does what its script says."""

    def made(script):
        path = tmp_path / "ffmpeg"
        path.write_text(script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("YIWANG_FFMPEG", str(path))

    yield made
    for pk in list(cutting._running):
        cutting._stop(pk)


def replay(studio, interview, video, chapters=()):
    with commits():
        closing.show_replay(actor(studio.editor), interview.pk, video, chapters)


def cut():
    """Until nothing runs any more."""
    cutting.cut_due()
    for running in list(cutting._running.values()):
        running.process.wait(10)
    return cutting.cut_due()


def test_a_video_is_cut_once_and_its_segments_are_played(client, studio, ended, video, tool):
    tool(CUTS)
    replay(studio, ended, video, [(0, "开场"), (750, "怎样申请")])
    address = shown(ended).address
    assert client.get(f"{address}video/index.m3u8").status_code == 404
    assert cut() == 1
    assert Cutting.objects.get().state == Cutting.State.DONE
    playlist = client.get(f"{address}video/index.m3u8")
    assert playlist["Content-Type"] == "application/vnd.apple.mpegurl"
    assert b"part0.ts" in b"".join(playlist.streaming_content)
    segment = client.get(f"{address}video/part0.ts")
    assert b"".join(segment.streaming_content) == b"segment"
    page = client.get(address)
    text = page.content.decode()
    assert f'data-hls="{address}video/index.m3u8"' in text
    assert "12:30" in text
    assert "media-src 'self' blob:" in page["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["part1.ts", "..%2findex.m3u8", "index.m3u8.bak", "part.ts"])
def test_nothing_but_segments_can_be_asked_for(client, studio, ended, video, tool, name):
    tool(CUTS)
    replay(studio, ended, video)
    cut()
    assert client.get(f"{shown(ended).address}video/{name}").status_code == 404
    with pytest.raises(ValueError, match="no segment"):
        segments.name_of("a" * 64, "../x")


def test_without_ffmpeg_the_file_itself_is_played(client, studio, ended, video, monkeypatch):
    monkeypatch.setenv("YIWANG_FFMPEG", "/no/such/ffmpeg")
    replay(studio, ended, video)
    assert cut() == 0
    held = Cutting.objects.get()
    assert (held.state, held.fault) == (Cutting.State.UNABLE, cutting.MISSING)
    text = client.get(shown(ended).address).content.decode()
    assert f'<source src="{video.address()}" type="video/mp4">' in text
    assert "data-hls" not in text


def test_a_video_that_cannot_be_cut_is_tried_again_and_then_left(studio, ended, video, tool):
    tool(FAILS)
    replay(studio, ended, video)
    for _ in range(cutting.MOST_TRIES):
        cut()
    held = Cutting.objects.get()
    assert (held.state, "Invalid data" in held.fault) == (Cutting.State.FAILED, True)
    assert not cutting._running
    assert not segments.has(video.digest)


def test_what_a_dead_worker_left_is_begun_again(studio, ended, video, tool):
    tool(CUTS)
    replay(studio, ended, video)
    Cutting.objects.update(
        state=Cutting.State.RUNNING, claim="dead", claimed_until="2026-01-01T00:00:00Z", tries=1
    )
    assert cut() == 1
    assert Cutting.objects.get().state == Cutting.State.DONE


def test_a_claim_that_holds_is_left_alone(studio, ended, video, tool):
    tool(CUTS)
    replay(studio, ended, video)
    Cutting.objects.update(
        state=Cutting.State.RUNNING, claim="other", claimed_until="2999-01-01T00:00:00Z", tries=1
    )
    assert cut() == 0
    assert Cutting.objects.get().claim == "other"


def test_a_worker_that_lost_its_claim_keeps_nothing(studio, ended, video, tool):
    tool("#!/bin/sh\nsleep 30\n")
    replay(studio, ended, video)
    cutting.cut_due()
    Cutting.objects.update(claim="other")
    cutting.cut_due()
    assert not cutting._running


def test_the_command_opens_nothing_but_the_file(tmp_path):
    called = cutting.command("ffmpeg", tmp_path / "a.mp4", tmp_path)
    assert called[called.index("-protocol_whitelist") + 1] == "file"
    assert called[called.index("-f") + 1] == "mov"
    assert called.index("-f") < called.index("-i")
    assert "-nostdin" in called


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed: nothing is cut")
def test_ffmpeg_cuts_a_real_video(tmp_path, monkeypatch):
    source = tmp_path / "a.mp4"
    picture = ["-f", "lavfi", "-i", "color=blue:size=64x48:rate=5:duration=1"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *picture, str(source)], check=True)
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(cutting.command("ffmpeg", source, out), check=True)
    assert "part0.ts" in (out / segments.PLAYLIST).read_text()


def test_a_withdrawn_interview_shows_neither_file_nor_segment(client, studio, ended, video, tool):
    tool(CUTS)
    replay(studio, ended, video)
    cut()
    address = shown(ended).address
    assert client.get(video.address()).status_code == 200
    with commits():
        planning.withdraw(actor(studio.planner), ended.pk, "内容有误")
    assert client.get(f"{address}video/index.m3u8").status_code == 404
    assert client.get(video.address()).status_code == 404


@pytest.mark.parametrize("chapters", [[(0, "开场")]])
def test_chapters_need_a_video_and_a_video_is_mp4(studio, ended, chapters):
    with pytest.raises(Refused, match="没有视频"):
        replay(studio, ended, None, chapters)
    with pytest.raises(Refused, match="MP4"):
        replay(studio, ended, make_file())


def test_the_video_goes_outside_once_however_often_the_card_changes(studio, ended, video):
    replay(studio, ended, video)
    ended.refresh_from_db()
    assert ended.told_video == video.digest
    replay(studio, ended, video, [(5, "开场")])
    assert shown(ended).video_file.digest == video.digest
    replay(studio, ended, None)
    assert shown(ended).video_file is None


class Encoder(http.server.BaseHTTPRequestHandler):
    """What nginx-rtmp serves of a stream that an encoder sends."""

    def do_GET(self):
        is_there = self.path == "/hls/live1.m3u8"
        self.send_response(200 if is_there else 404)
        self.end_headers()
        if is_there:
            self.wfile.write(b"#EXTM3U\n#EXTINF:3.0,\nlive1-7.ts\n")

    def log_message(self, *_):
        pass


@pytest.fixture
def encoder(monkeypatch):
    server = http.server.HTTPServer(("127.0.0.1", 0), Encoder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("YIWANG_STREAM_INGEST", "rtmp://10.0.0.9/live")
    monkeypatch.setenv("YIWANG_STREAM_PLAYBACK", "/hls")
    monkeypatch.setenv("YIWANG_STREAM_PROBE", f"http://127.0.0.1:{server.server_port}/hls/")
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_signal_of_an_encoder_is_seen_and_its_absence_too(encoder):
    driver = streams.driver()
    assert driver.is_sending("live1")
    assert not driver.is_sending("live2")
    assert (driver.ingest("live1"), driver.playlist("live1")) == (
        "rtmp://10.0.0.9/live/live1",
        "/hls/live1.m3u8",
    )


def test_a_carrier_that_does_not_answer_sends_nothing(monkeypatch):
    monkeypatch.setenv("YIWANG_STREAM_INGEST", "rtmp://10.0.0.9/live")
    monkeypatch.setenv("YIWANG_STREAM_PROBE", "http://127.0.0.1:1/hls")
    assert not streams.driver().is_sending("live1")
    monkeypatch.delenv("YIWANG_STREAM_INGEST")
    assert not streams.driver().is_set_up


def test_a_live_picture_is_played_while_live_and_not_afterwards(client, studio, encoder):
    interview = make_interview(studio, rules.LIVE, has_stream=True)
    broadcast = shown(interview)
    assert reading.video_of(broadcast) == reading.Video(
        playlist=f"/hls/{interview.stream_key}.m3u8", is_live=True
    )
    assert "视频直播" in client.get(broadcast.address).content.decode()
    with commits():
        planning.end(actor(studio.editor), interview.pk)
    assert reading.video_of(shown(interview)) is None


def test_pictures_from_elsewhere_are_allowed_by_the_policy_of_that_page_alone(client, studio, monkeypatch):
    monkeypatch.setenv("YIWANG_STREAM_INGEST", "rtmp://10.0.0.9/live")
    monkeypatch.setenv("YIWANG_STREAM_PLAYBACK", "https://live.example.cn/hls")
    interview = make_interview(studio, rules.LIVE, has_stream=True)
    policy = client.get(shown(interview).address)["Content-Security-Policy"]
    assert "https://live.example.cn" in policy
    assert "https://live.example.cn" not in client.get("/interviews/")["Content-Security-Policy"]
