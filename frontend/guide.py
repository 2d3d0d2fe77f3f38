"""Makes the served guide of the written one: `docs/guide` becomes pieces of HTML that pages put their frame round.

Runs at set-up, after every change of the guide. Only what Markdown itself makes is let through: HTML in the text stays
text, and what comes out is cleaned once more.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = ROOT / "docs" / "guide"
SERVED = ROOT / "src" / "tilstede" / "web" / "guide_pages"
PICTURES = ROOT / "src" / "tilstede" / "web" / "static" / "guide"
LANGUAGES = ("nb", "nn", "en")

_TAGS = {
    "p",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "a",
    "strong",
    "em",
    "code",
    "pre",
    "img",
    "blockquote",
    "br",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading"},
    "h2": {"id"},
    "h3": {"id"},
    "ol": {"start"},
    "table": {"class"},
    "code": {"translate"},
    "pre": {"translate", "tabindex"},
    "th": {"scope"},
}
#: An address of ours in a code span, such as `/search`: on the served page it leads there.
_PLACE = re.compile(r"/(?:[a-z0-9.-]+/?)*")


def main() -> None:
    """All pages of all languages, written anew."""
    for folder in (SERVED, PICTURES):
        shutil.rmtree(folder, ignore_errors=True)
    for language in LANGUAGES:
        _write(language)
    sys.stdout.write(
        f"guide: {len(list(SERVED.rglob('*.html')))} pages in {SERVED.relative_to(ROOT)}\n"
    )


def _write(language: str) -> None:
    """The pages of a language, and what is in them, in the order of its first page's links."""
    source, target = WRITTEN / language, SERVED / language
    target.mkdir(parents=True)
    contents = []
    for name in ordered(source):
        title, headings, body = rendered((source / f"{name}.md").read_text(), language)
        (target / f"{name}.html").write_text(body)
        contents.append({"name": name, "title": title, "headings": headings})
    (target / "contents.json").write_text(json.dumps(contents, ensure_ascii=False, indent=1))
    if (source / "pictures").is_dir():
        shutil.copytree(source / "pictures", PICTURES / language)


def ordered(source: Path) -> list[str]:
    """The names of a language's pages: the first one, then those it leads to, in its order."""
    linked = re.findall(r"\]\(([a-z-]+)\.md", (source / "index.md").read_text())
    return ["index", *dict.fromkeys(linked)]


def rendered(text: str, language: str) -> tuple[str, list[dict[str, Any]], str]:
    """The title, the headings of the second level, and the HTML without its title."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    title = tokens[1].content
    tokens = tokens[3:]
    headings = [
        _named(tokens, place) for place, token in enumerate(tokens) if token.type == "heading_open"
    ]
    for token in _all(tokens):
        _fit(token, language)
    made = parser.renderer.render(tokens, parser.options, {})
    cleaned = nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"https", "http", "mailto"},
    )
    return title, [heading for heading in headings if heading["level"] == 2], _linked(cleaned)


def anchor(heading: str) -> str:
    """As the places that show Markdown make it, so that the same links lead there."""
    kept = re.sub(r"[^\w\s-]", "", heading.lower())
    return re.sub(r"\s", "-", kept.strip())


def _named(tokens: list[Token], place: int) -> dict[str, Any]:
    heading = re.sub(r"[*`]", "", tokens[place + 1].content)
    tokens[place].attrSet("id", anchor(heading))
    return {"level": int(tokens[place].tag[1]), "id": anchor(heading), "title": heading}


def _all(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *(token.children or ()))]


def _fit(token: Token, language: str) -> None:
    """What reads otherwise on a page than in a file: links to other files, pictures, tables, code."""
    if token.type == "link_open":
        told = str(token.attrGet("href"))
        token.attrSet(
            "href",
            re.sub(r"^([a-z-]+)\.md", lambda name: "./" if name[1] == "index" else name[1], told),
        )
    elif token.type == "image":
        token.attrSet(
            "src", str(token.attrGet("src")).replace("pictures/", f"/static/guide/{language}/")
        )
        token.attrSet("loading", "lazy")
    elif token.type == "table_open":
        token.attrSet("class", "ds-table stacked")
    elif token.type == "th_open":
        token.attrSet("scope", "col")
    elif token.type in ("code_inline", "fence"):
        token.attrSet("translate", "no")


def _linked(html: str) -> str:
    """Addresses of our own pages, made to lead there in the reader's language."""
    return re.sub(
        r"<code translate=\"no\">([^<]+)</code>",
        lambda found: (
            f'<a href="..{found[1]}">{found[0]}</a>' if _PLACE.fullmatch(found[1]) else found[0]
        ),
        html,
    )


if __name__ == "__main__":
    main()
