"""What every page shares: the templates, one block of embedded data, and a policy that lets nothing else run.

A page is one file. Its script and style stand in it, and the Content-Security-Policy names them by their hashes:
nothing is loaded, and nothing that a label might smuggle in is run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, *, data: Any, scripts: Sequence[str], styles: Sequence[str], **values: Any) -> str:
    """The page of a template. `data` is embedded once as JSON, `scripts` and `styles` are files beside the
    templates or whole texts of installed libraries; `values` are inserted as text."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(
        data=embedded(data),
        scripts=[Markup(script) for script in scripts],
        styles=[Markup(style) for style in styles],
        policy=_policy(scripts, styles),
        **values,
    )


def beside(name: str) -> str:
    """The text of a file beside the templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def embedded(data: Any) -> Markup:
    """Data as JSON that can stand inside a script element: no label can end the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    allowed_scripts = " ".join(_hash(script) for script in scripts)
    allowed_styles = " ".join(_hash(style) for style in styles)
    return (
        f"default-src 'none'; script-src {allowed_scripts}; style-src-elem {allowed_styles};"
        " style-src-attr 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}'"
