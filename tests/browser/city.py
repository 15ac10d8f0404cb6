"""A small city for the browser: enough of everything that each page has something to show."""

from dataclasses import dataclass

from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit
from yiwang.subsystems.portal.actions import workflow
from yiwang.subsystems.portal.models import Article, Column
from yiwang.subsystems.portal.tests import makers as portal

BODY = (
    "<p>为方便群众就近办事，市政务服务中心自本月起在六个街道开设延伸窗口，可以受理社会保障、医疗保障、不动产登记等事项。</p>"
    "<h2>一、开放时间</h2><p>工作日上午九时至下午五时，中午不休息。</p>"
    "<table><caption>延伸窗口</caption><thead><tr><th>街道</th><th>地址</th></tr></thead>"
    "<tbody><tr><td>云门街道</td><td>云门路12号</td></tr></tbody></table>"
)


@dataclass(frozen=True)
class City:
    author: Post
    reviewer: Post
    publisher: Post
    keeper: Post
    system: Post
    security: Post
    audit: Post
    column: Column
    draft: Article
    published: Article


def found_city() -> City:
    """Units, people for every role, columns, and an article in each state."""
    root = make_root()
    for name in ("市发展和改革委员会", "市教育局", "市财政局"):
        make_unit(name=name, short_name=name[1:4], document_mark=name[1])
    site = portal.make_site()
    news = portal.make_column(slug="news", title="政务动态", site=site)
    column = portal.make_column(slug="city-news", title="云泽要闻", parent=news, site=site)
    portal.make_column(slug="open", title="政府信息公开", site=site)
    author = portal.make_officer(portal.AUTHOR, title="编辑")
    published = portal.make_published(title="市政务服务中心开设六个延伸窗口", body=BODY, column_id=column.pk)
    for number in range(1, 6):
        portal.make_published(title=f"全市第{number}季度经济运行平稳向好", body=BODY, column_id=column.pk)
    portal.make_submitted(title="关于调整公交线路的通告", body=BODY, column_id=column.pk)
    returned = portal.make_submitted(title="夏季防汛提示", body=BODY, column_id=column.pk)
    workflow.send_back(actor(portal.make_officer(portal.REVIEWER)), returned.pk, reason="请补充联系电话。")
    draft = portal.make_article(author, title="云泽市图书馆延长开放时间", body=BODY, column_id=column.pk)
    officer = portal.make_officer
    return City(
        author=author,
        reviewer=officer(portal.REVIEWER, title="审核"),
        publisher=officer(portal.PUBLISHER, title="签发"),
        keeper=officer(portal.KEEPER, "calendar_keeper", title="栏目管理"),
        system=make_post(unit=root, roles=["system_administrator"], title="系统管理员"),
        security=make_post(unit=root, roles=["security_administrator"], title="安全管理员"),
        audit=make_post(unit=root, roles=["audit_administrator"], title="安全审计员"),
        column=column,
        draft=draft,
        published=published,
    )
