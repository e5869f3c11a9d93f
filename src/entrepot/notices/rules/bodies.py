"""A body's Markdown: paragraphs, lists, quotations, emphasis and links. Markup of any other kind stays text that is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

LONGEST_SUMMARY = 200

_LEADS = ("https://", "http://", "mailto:")
# An address in running text ends where its own letters end: Chinese puts no blank after it. Points and commas that close
# the sentence are not part of it.
_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&'()*+,;=%-]*[\w/#=%-]", re.ASCII)


def html_of(body: str) -> str:
    """Safe to be set into a page. Links say that they leave it."""
    return str(_MARKDOWN.render(body))


def summary_of(body: str) -> str:
    """The beginning as plain text on one line, for lists and cards."""
    words = " ".join(
        _plain(token.children or ()) for token in _MARKDOWN.parse(body) if token.type == "inline"
    )
    text = " ".join(words.split())
    return text if len(text) <= LONGEST_SUMMARY else f"{text[: LONGEST_SUMMARY - 1].rstrip()}…"


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(" " if token.type.endswith("break") else token.content for token in tokens)


def _link_addresses(state: StateCore) -> None:
    """Addresses that stand in the text become links, except inside of one."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_linked(block.children))


def _linked(tokens: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            depth += token.nesting
        if token.type != "text" or depth:
            yield token
            continue
        end = 0
        for found in _ADDRESS.finditer(token.content):
            yield _text(token.content[end : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": found[0]})
            yield _text(found[0])
            yield Token("link_close", "a", -1)
            end = found.end()
        yield _text(token.content[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link_open(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    tokens[index].attrSet("rel", "external noopener")
    return renderer.renderToken(tokens, index, options, env)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return url.lower().startswith(_LEADS)


def _markdown() -> MarkdownIt:
    made = _Markdown("zero", {"html": False, "breaks": True})
    made.enable(["autolink", "blockquote", "emphasis", "entity", "escape", "link", "list", "newline"])
    made.core.ruler.push("addresses", _link_addresses)
    made.add_render_rule("link_open", _link_open)
    return made


_MARKDOWN = _markdown()
