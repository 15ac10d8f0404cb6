"""What may stand in the text of a publication, and what are its words?"""

import html
import re
from collections.abc import Mapping

import nh3

HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}
RENAMED = {**HEADINGS, "b": "strong", "i": "em", "center": "div", "strike": "s"}
TAGS = frozenset({
    "a", "blockquote", "br", "caption", "col", "colgroup", "div", "em", "figcaption", "figure", "h2", "h3",
    "h4", "hr", "img", "li", "ol", "p", "s", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
})  # fmt: skip
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "title"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "ol": frozenset({"start"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
}
CLASSES = frozenset({"text-start", "text-center", "text-end", "indent", "signature"})
ALIGNABLE = frozenset({
    "blockquote", "caption", "div", "figcaption", "figure", "h2", "h3", "h4", "li", "p", "table", "td",
    "th", "tr",
})  # fmt: skip
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

_ALIGNED = re.compile(r"(?:^|;)\s*text-align\s*:\s*(left|start|center|right|end)", re.IGNORECASE)
_INDENTED = re.compile(r"(?:^|;)\s*text-indent\s*:\s*(?!0)[\d.]+", re.IGNORECASE)
_SIDES = {
    "left": "text-start",
    "start": "text-start",
    "center": "text-center",
    "right": "text-end",
    "end": "text-end",
}
_WHOLE_NUMBER = re.compile(r"\d{1,4}")
_NUMBERS = frozenset({"width", "height", "span", "start", "colspan", "rowspan"})
# Another site in full, or a page of ours; browsers read more into an address than its first letters show.
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\])|#)[^\s\x00-\x20<>\"'`]*", re.IGNORECASE)
_OWN_FILE = re.compile(r"/files/([A-Za-z0-9_-]{1,64})/[^\s<>\"'\\]+")
_LINKED_FILE = re.compile(r'(?:src|href)="/files/([A-Za-z0-9_-]{1,64})/')
# nh3 writes every tag in this one form and no other "<": what it wrote can be read with an expression.
_TAG = re.compile(r'<(?P<end>/?)(?P<name>[a-z0-9]+)(?P<attributes>(?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_LINE_ENDS = re.compile(r"</(?:p|div|h[1-6]|li|tr|caption|figcaption|blockquote|table)>|<(?:br|hr)[^>]*>")
_CELL_ENDS = re.compile(r"</t[dh]>")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r" ?\n\s*")


def clean(source: str) -> str:
    """The HTML with everything but the text's own structure removed: nothing in it runs, loads or styles.

    Headings begin at h2 (the title of the page is the h1), alignment becomes a class, pictures are our
    own files only. Cleaning twice changes nothing.
    """
    layout = {tag: {"align", "style"} for tag in (*ALIGNABLE, *HEADINGS)}
    attributes = {
        tag: set(ATTRIBUTES.get(tag, ())) | layout.get(tag, set()) for tag in {*ATTRIBUTES, *layout}
    }
    kept = _cleaned(source, tags=TAGS | RENAMED.keys(), attributes=attributes)
    return _cleaned(
        _TAG.sub(_restyled, kept),
        tags=TAGS,
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    )


def _cleaned(source: str, tags: frozenset[str], attributes: dict[str, set[str]]) -> str:
    return nh3.clean(
        source,
        tags=set(tags),
        attributes={**attributes, "*": set()},
        attribute_filter=_filtered,
        allowed_classes={tag: set(CLASSES) for tag in tags & (ALIGNABLE | HEADINGS.keys())},
        url_schemes=set(SCHEMES),
        link_rel="noopener",
    )


def _filtered(tag: str, name: str, value: str) -> str | None:
    if name in _NUMBERS:
        return value if _WHOLE_NUMBER.fullmatch(value) else None
    if name == "href":
        address = value.strip().replace(" ", "%20")
        return address if _ADDRESS.fullmatch(address) else None
    if name == "src":
        return value if _OWN_FILE.fullmatch(value) else None
    if name == "scope":
        return value if value in {"row", "col", "rowgroup", "colgroup"} else None
    return value


def _restyled(found: re.Match[str]) -> str:
    """One tag under its plain name, its layout told by classes; a picture from elsewhere is dropped."""
    name = RENAMED.get(found["name"], found["name"])
    if found["end"]:
        return f"</{name}>"
    attributes = dict(_ATTRIBUTE.findall(found["attributes"]))
    if name == "img":
        if "src" not in attributes:
            return ""
        attributes.setdefault("alt", "")
    classes = [*attributes.pop("class", "").split(), *_layout(attributes, found["name"])]
    if classes and name in ALIGNABLE:
        attributes["class"] = " ".join(dict.fromkeys(classes))
    return f"<{name}" + "".join(f' {key}="{value}"' for key, value in attributes.items()) + ">"


def _layout(attributes: dict[str, str], name: str) -> list[str]:
    style, align = attributes.pop("style", ""), attributes.pop("align", "").lower()
    side = aligned[1].lower() if (aligned := _ALIGNED.search(style)) else align
    classes = [_SIDES[side]] if side in _SIDES else ["text-center"] if name == "center" else []
    if _INDENTED.search(style):
        classes.append("indent")
    return classes


def plain_text(source: str) -> str:
    """The words of clean HTML, one line a paragraph or table row."""
    text = _CELL_ENDS.sub(" ", _LINE_ENDS.sub("\n", source))
    words = html.unescape(nh3.clean(text, tags=set(), link_rel=None))
    return _EMPTY_LINES.sub("\n", _BLANKS.sub(" ", words)).strip()


def file_keys(source: str) -> list[str]:
    """Keys of our own files that clean HTML shows or links to, each once, in order."""
    return list(dict.fromkeys(_LINKED_FILE.findall(source)))
