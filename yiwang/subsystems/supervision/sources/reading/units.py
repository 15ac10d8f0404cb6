"""Which unit does a record mean by a code, a name, a short name or an alias, and may it be reported?"""

import unicodedata
from collections import defaultdict

from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Alias, Unit
from yiwang.subsystems.supervision.sources.fields import UnreadableError
from yiwang.subsystems.supervision.sources.models import Connection


class Book:
    """Every name of every open unit, read once for an import of ``reporter``: three queries.

    A unit reports of itself and of those below; the unit that answers for the source, of all.
    """

    def __init__(self, source: str, reporter: Unit) -> None:
        self.strong: dict[str, set[int]] = defaultdict(set)
        self.weak: dict[str, set[int]] = defaultdict(set)
        self.names: dict[int, str] = {}
        self.codes: dict[int, str] = {}
        self.paths: dict[int, str] = {}
        answers = Connection.objects.filter(source=source, unit=reporter).exists()
        self.reach = paths.ROOT if answers else reporter.path
        units = Unit.objects.open().values_list("pk", "code", "name", "short_name", "path")
        for pk, code, name, short_name, path in units:
            self.names[pk], self.codes[pk], self.paths[pk] = name, code, path
            self.strong[_key(code)].add(pk)
            self.strong[_key(name)].add(pk)
            if short_name:
                self.weak[_key(short_name)].add(pk)
        for pk, alias in Alias.objects.filter(unit__closed_on=None).values_list("unit", "name"):
            self.weak[_key(alias)].add(pk)

    def unit(self, text: str) -> int:
        """Its id. Raises UnreadableError where no unit, several or one out of reach are called so."""
        key = _key(text)
        found = self.strong.get(key) or self.weak.get(key) or set()
        if len(found) > 1:
            raise UnreadableError(f"有{len(found)}个单位叫“{text}”，请填写机构代码。")
        if not found:
            raise UnreadableError(f"机构库里没有“{text[:60]}”，请核对名称或机构代码，或请系统管理员登记。")
        pk = next(iter(found))
        if not paths.lies_within(self.paths[pk], self.reach):
            raise UnreadableError(f"“{self.names[pk]}”不在报送单位的范围内，只有数据源的负责单位可以报送。")
        return pk


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
