"""What does this room declare: its figures, scheme, acts, jobs and pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.files import holders
from yiwang.kernel.workbench import menu
from yiwang.subsystems.supervision.board import access, indicators, rooms, scheme
from yiwang.subsystems.supervision.board.actions import papers, scoring, tallying
from yiwang.subsystems.supervision.watching import rules as watching


def declare() -> None:
    indicators.register()
    scheme.declare()
    rooms.declare()
    events.declare(
        supervision__paper_draft="起草监察文书",
        supervision__paper_edit="修改监察文书",
        supervision__paper_discard="删除监察文书草稿",
        supervision__paper_issue="印发监察文书",
        supervision__paper_draw="生成监察文书文件",
        supervision__paper_send="发送监察文书",
    )
    holders.register("supervision.paper", access.shows_file, access.held_files)
    if settings.ZONE != "outer":
        ticking.every("supervision.count_board", seconds=60, call=tallying.count, lease=300)
        ticking.every("supervision.take_scores", seconds=3600, call=scoring.take_due, lease=3600)
        ticking.every("supervision.count_scores", seconds=3600, call=scoring.count_running, lease=3600)
        ticking.every("supervision.draw_bulletins", seconds=60, call=papers.draw_waiting)
    menu.register("监察看板", "supervision_board:live", "监督", watching.READ)
    menu.register("监察考核", "supervision_board:scores", "监督", watching.READ)
    menu.register("本单位监察考核", "supervision_board:own", "监督", watching.RESPOND)
