"""How does what was said become a text to be published?"""

from collections.abc import Iterable

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from yiwang.kernel.deadlines.moments import local
from yiwang.subsystems.participation.interviews.models import Broadcast, BroadcastLine


def html_of(broadcast: Broadcast, lines: Iterable[BroadcastLine]) -> str:
    """Time, unit, guests, then each line under who said it; publications clean it once more."""
    started = local(broadcast.started_at or broadcast.starts_at)
    facts = [("时间", f"{started:%Y年%m月%d日 %H:%M}"), ("访谈单位", broadcast.unit_name)]
    facts += [("嘉宾", f"{guest['title']} {guest['name']}".strip()) for guest in broadcast.guests]
    if broadcast.host:
        facts.append(("主持人", broadcast.host))
    head = format_html_join("", "<p><strong>{}：</strong>{}</p>", facts)
    summary = format_html("<p>{}</p>", broadcast.summary) if broadcast.summary else ""
    replay = format_html('<p><a href="{}">观看访谈页面和视频回放</a></p>', broadcast.address)
    said = mark_safe("".join(_paragraphs(line) for line in lines))  # each made by format_html
    return f"{head}{summary}{replay}<hr>{said}"


def _paragraphs(line: BroadcastLine) -> str:
    words = mark_safe("<br>".join(escape(each) for each in line.text.split("\n")))  # each escaped
    text = format_html("<p><strong>［{}］</strong>{}</p>", line.who, words)
    if line.picture and line.picture.is_clean:
        alt = line.text[:80] or "访谈现场图片"
        return text + format_html('<figure><img src="{}" alt="{}"></figure>', line.picture.address(), alt)
    return text
