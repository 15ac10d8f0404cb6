"""Who acts, and on which locked row?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.sites import Site


def post_of(by: Actor) -> Post:
    """The post behind an actor; Refused for the system and the public, who hold none."""
    if by.post_id is None:
        raise Refused("请先以有权限的岗位登录再办理。")
    return Post.objects.in_full().get(pk=by.post_id)


def require_right(by: Actor, permission: str, unit: Unit | None = None) -> Post:
    post = post_of(by)
    require(post, permission, unit)
    return post


def require_site_right(by: Actor, permission: str, site: Site) -> Post:
    """For a site without a unit of its own only the city's own posts answer."""
    return require_right(by, permission, site.unit or Unit.objects.filter(parent=None).first())


def locked(article_id: int) -> Article:
    """The article, ours until the transaction ends; Refused where it lies in the recycle bin."""
    article = Article.objects.select_for_update().get(pk=article_id)
    if article.deleted_at is not None:
        raise Refused("这篇稿件在回收站里，请先恢复。")
    return article
