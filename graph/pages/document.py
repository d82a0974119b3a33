"""What every page shares: the templates, one block of embedded data, and a policy that lets nothing else run.

A page is one file. Its script and style stand in it, and the Content-Security-Policy names them by their hashes:
nothing is loaded, and nothing that a label might smuggle in is run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from graph.store import About

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a page stands in a site: `root` is the way from it to the site's start ("" or "../"), `here` the name of
    its file there, and `nav` the pages of the masthead as pairs of file and words."""

    root: str
    here: str
    nav: tuple[tuple[str, str], ...]


def page(
    template: str,
    *,
    data: Any,
    scripts: Sequence[str],
    styles: Sequence[str],
    about: About,
    title: str,
    page_kind: str,
    skip_to: str,
    skip_words: str,
    as_of: str = "",
    standfirst: str = "",
    notes: Sequence[str] = (),
    site: Site | None = None,
    asks_its_server: bool = False,
    **values: Any,
) -> str:
    """The page of a template. `data` is embedded once as JSON (None: no data), `scripts` and `styles` are files beside
    the templates or whole texts of installed libraries; everything else is inserted as text. Only a page that
    `asks_its_server` may send requests, and those to where it comes from alone.

    The stamp at its end names data version, fingerprint and day. The same values give the same bytes.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            data=None if data is None else embedded(data),
            scripts=[Markup(script) for script in scripts],
            styles=[Markup(style) for style in styles],
            policy=_policy(tuple(scripts), tuple(styles), asks_its_server),
            title=title,
            page_kind=page_kind,
            skip_to=skip_to,
            skip_words=skip_words,
            as_of=as_of,
            standfirst=standfirst,
            notes=notes,
            stamp=stamp(about, as_of),
            root=site.root if site else None,
            nav=[{"href": href, "label": label, "current": href == site.here} for href, label in site.nav]
            if site
            else [],
            **values,
        )
    )


def stamp(about: About, as_of: str) -> str:
    """The line by which a page can be cited and made again."""
    day = f", as of {as_of}" if as_of else ""
    return (
        f"{about.title}: eunato data {about.version} ({about.sha256[:12]}){day}; curated up to {about.covered_until}."
    )


@cache
def beside(name: str) -> str:
    """The text of a file beside the templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def embedded(data: Any) -> Markup:
    """Data as JSON that can stand inside a script element: no label can end the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _policy(scripts: tuple[str, ...], styles: tuple[str, ...], asks_its_server: bool) -> str:
    allowed_scripts = " ".join(_hash(script) for script in scripts) or "'none'"
    allowed_styles = " ".join(_hash(style) for style in styles) or "'none'"
    asks = " connect-src 'self';" if asks_its_server else ""
    return (
        f"default-src 'none';{asks} script-src {allowed_scripts}; style-src-elem {allowed_styles};"
        " style-src-attr 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"
