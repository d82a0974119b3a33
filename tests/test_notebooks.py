"""The notebooks, each run in a kernel of its own without a network: what they compute, and what they draw."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib
import nbformat
import pytest
from conftest import ROOT
from PIL import Image

from graph.knowledge_graph import KnowledgeGraph

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
PESCO, MEMBERS, LITERATURE, NETWORK = (
    "non-eu-allies-in-pesco",
    "asymmetric-membership",
    "what-the-literature-gets-wrong",
    "network-between-the-two-sides",
)

# Python runs this before anything else: whoever reaches out fails.
NO_NETWORK = """
import sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo") and not (event == "socket.connect" and isinstance(args[1], (str, bytes))):
        raise RuntimeError(f"a notebook reaches out: {event} {args[1:]}")
sys.addaudithook(refuse)
"""

# What is looked at in each notebook beside its outputs.
LOOKED_AT = {
    PESCO: """{
        "july": july_2022.to_frame()[["state", "stage", "certainty"]].to_dict("records"),
        "by_stage": {day: row.to_dict() for day, row in by_stage.iterrows()},
        "counts": {str(day.date()): row.to_dict() for day, row in counts.iterrows()},
        "ways": [list(pair) for pair, _ in ways],
        "shades": shade_of,
    }""",
    MEMBERS: """{
        "lists": dict(zip(lists["where"], lists["states"])),
        "both": dict(zip(changes["from"], changes["both_count"].astype(int))),
        "periods": twenty_two[["from", "to"]].values.tolist(),
        "moved": [sorted(first - second), sorted(second - first)],
        "shut_out": {day: dict(zip(frame["subject"], frame["verdict"])) for day, frame in shut_out.items()},
        "excluded": members[["day", "state", "excluded"]].values.tolist(),
        "drawn_from": str(compared["day"].min().date()),
        "pair": pair[["holder", "stance", "matter", "towards", "forum"]].fillna("").values.tolist(),
    }""",
    LITERATURE: """{
        "results": claims["result"].value_counts().to_dict(),
        "drawn": int(counts.to_numpy().sum()),
        "differs": differs["claim"].tolist(),
        "unexplained": int(differs["explanation"].isna().sum()),
        "computed": computed[["claim", "result"]].values.tolist(),
        "numbers": {claim.source: [str(claim.day.date()), claim.n] for claim in numbers.itertuples()},
        "base": int(len(settled)),
    }""",
    NETWORK: """{
        "later": later.to_frame()[["from_thing", "relation", "to_thing"]].values.tolist(),
        "then": [len(then.rows), *then.notes],
        "before": before.to_frame()[["path", "from_thing", "to_thing"]].values.tolist(),
        "without": without.to_frame()[["from_thing", "to_thing"]].values.tolist(),
        "first": {day: answer.to_frame()["thing"].head(10).tolist() for day, answer in shares.items()},
        "cuts": {day: dict(zip(answer.to_frame()["thing"], answer.to_frame()["cut_off_count"].astype(int))) for day, answer in cuts.items()},
    }""",
}

PROBE = """
import json as _json
from matplotlib.backends.backend_agg import FigureCanvasAgg as _Canvas
from matplotlib.figure import Figure as _Figure
from matplotlib.text import Text as _Text

def _look(figure):
    canvas, drawn, draw = _Canvas(figure), [], _Text.draw
    canvas.draw()  # first settles where everything goes
    _Text.draw = lambda text, renderer: (drawn.append(text), draw(text, renderer))
    canvas.draw()
    _Text.draw = draw
    renderer, box = canvas.get_renderer(), figure.bbox
    texts = [t for t in dict.fromkeys(drawn) if t.get_visible() and t.get_text().strip()]
    extents = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
    point = figure.dpi / 72
    return {
        "inches": list(figure.get_size_inches()),
        "axes": [[a.get_xlabel(), a.get_ylabel(), a.axison] for a in figure.axes],
        "caption": next((t.get_text() for t in texts if t.get_gid() == "caption"), ""),
        "smallest": min(t.get_fontsize() for t in texts),
        "outside": [text for text, e in extents if e.x0 < box.x0 - 1 or e.y0 < box.y0 - 1 or e.x1 > box.x1 + 1 or e.y1 > box.y1 + 1],
        "overlapping": [
            [one, other]
            for place, (one, a) in enumerate(extents)
            for other, b in extents[place + 1 :]
            if min(a.x1, b.x1) - max(a.x0, b.x0) > point and min(a.y1, b.y1) - max(a.y0, b.y0) > point
        ],
    }

print(_json.dumps({
    "figures": {name: _look(value) for name, value in list(globals().items()) if isinstance(value, _Figure) and name.endswith("_figure")},
    "values": %s,
}))
"""


class Ran:
    """A notebook that was run: the values it came to, its figures, its outputs, and the folder of its files."""

    def __init__(self, notebook: Any, folder: Path) -> None:
        found = json.loads(notebook.cells[-1].outputs[0].text)
        self.values, self.figures = found["values"], found["figures"]
        self.outputs = [output for cell in notebook.cells[:-1] for output in cell.get("outputs", [])]
        self.folder = folder

    def pictures(self) -> list[Any]:
        import base64

        data = [output.data["image/png"] for output in self.outputs if "image/png" in output.get("data", {})]
        return [Image.open(io.BytesIO(base64.b64decode(one))).convert("RGB") for one in data]


@pytest.fixture(scope="module")
def ran(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Ran]]:
    """Runs a notebook once, from a clean kernel of this Python that knows no settings of the user."""
    done: dict[str, Ran | Exception] = {}

    def run(name: str) -> Ran:
        if name not in done:
            try:
                done[name] = _run(name, tmp_path_factory.mktemp(name))
            except Exception as error:  # noqa: BLE001 - a notebook that fails is not run again for every test
                done[name] = error
        found = done[name]
        if isinstance(found, Exception):
            raise found
        return found

    yield run


def _run(name: str, folder: Path) -> Ran:
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from traitlets.config import Config

    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(PROBE % LOOKED_AT[name]))
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "EUNATO_FIGURES": str(folder / "figures"),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
    }
    with tempfile.TemporaryDirectory() as short:  # the name of a socket has a greatest length
        # The kernel of this very Python, whatever else is installed on the machine; it listens to files, not to ports.
        class ThisPython(AsyncKernelManager):
            kernel_spec_manager = KernelSpecManager(kernel_dirs=[])

        settings = Config({"ThisPython": {"transport": "ipc", "ip": f"{short}/kernel"}})
        client = NotebookClient(
            notebook,
            kernel_manager_class=ThisPython,
            config=settings,
            timeout=120,
            resources={"metadata": {"path": str(FOLDER)}},
        )
        client.execute(env=environment)
    return Ran(notebook, folder / "figures")


@pytest.fixture(scope="module")
def paper() -> ModuleType:
    """The module of the notebooks that draws."""
    spec = importlib.util.spec_from_file_location("paper", FOLDER / "paper.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# As they are stored


def test_there_are_the_notebooks_that_are_looked_at() -> None:
    assert set(NOTEBOOKS) == set(LOOKED_AT)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_stored_notebook_holds_no_output_and_nothing_of_the_machine(name: str) -> None:
    path = FOLDER / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert path.read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z][a-z-]+", cell.id)
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None


# As they run


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebook_runs_and_warns_of_nothing(ran: Callable[[str], Ran], name: str) -> None:
    outputs = ran(name).outputs
    assert outputs
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_figure_is_drawn_and_kept_in_three_forms_without_a_clock(ran: Callable[[str], Ran], name: str) -> None:
    done = ran(name)
    assert len(done.figures) >= 2
    pictures = done.pictures()
    assert len(pictures) == len(done.figures)
    for picture in pictures:
        pixels = picture.width * picture.height
        colours = picture.getcolors(pixels)
        assert len(colours) >= 8
        assert max(count for count, _ in colours) < 0.97 * pixels
    kept = sorted(path.name for path in done.folder.iterdir())
    assert len(kept) == 3 * len(done.figures)
    for path in done.folder.glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "<dc:date>" not in text and ">eunato data " in text  # letters are letters
    for path in done.folder.glob("*.pdf"):
        assert b"CreationDate" not in path.read_bytes()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_each_figure_can_be_printed_in_one_column(ran: Callable[[str], Ran], name: str) -> None:
    for title, figure in ran(name).figures.items():
        assert figure["inches"][0] == 3.5 and figure["inches"][1] < 8, title
        assert figure["smallest"] >= 6, title
        assert figure["outside"] == [], title
        assert figure["overlapping"] == [], title
        assert all(across or not shown for across, _, shown in figure["axes"][-1:]), title
        assert all(up or not shown for _, up, shown in figure["axes"]), title


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_caption_of_each_figure_has_day_data_version_and_sources(
    ran: Callable[[str], Ran], kg: KnowledgeGraph, name: str
) -> None:
    for title, figure in ran(name).figures.items():
        caption = " ".join(figure["caption"].split())
        assert kg.about.stamp() in caption, title
        assert re.search(r"as of \d{4}-\d{2}-\d{2}", caption), title
        assert re.search(r"Sources: (@|\d+, listed in the notebook)", caption), title


def test_notebook_writes_nothing_where_it_lies(ran: Callable[[str], Ran]) -> None:
    for name in NOTEBOOKS:
        ran(name)
    assert {path.suffix for path in FOLDER.iterdir() if path.is_file()} == {".ipynb", ".py"}


# What they come to, against the answers that are checked by hand


def test_authorised_is_not_participating_in_the_series(ran: Callable[[str], Ran]) -> None:
    values = ran(PESCO).values
    stages = values["by_stage"]
    assert (stages["2021-05-06"]["authorised"], stages["2021-05-06"]["participating"]) == (3, 0)
    assert (stages["2021-12-14"]["invited"], stages["2021-12-14"]["participating"]) == (0, 3)
    last = stages["2025-12-31"]
    assert (last["authorised"], last["invited"], last["participating"], last["requested"]) == (1, 1, 3, 0)
    assert {(row["state"], row["stage"]) for row in values["july"] if row["stage"] == "participating"} == {
        ("Canada", "participating"),
        ("Norway", "participating"),
        ("United States", "participating"),
    }
    assert {row["certainty"] for row in values["july"]} == {"probable"}


def test_days_within_which_a_step_was_taken_are_counted_as_not_known(ran: Callable[[str], Ran]) -> None:
    counts = ran(PESCO).values["counts"]
    between = counts["2021-08-25"]
    assert (between["participatesIn_certainly"], between["participatesIn_possibly"]) == (0, 3)
    assert counts["2021-12-14"]["participatesIn_certainly"] == 3
    assert counts["2021-05-06"]["participatesIn_possibly"] == 0
    acts = [counts[day]["authorisedToJoin_certainly"] for day in ("2021-05-06", "2022-11-14", "2023-02-20")]
    assert acts == [3, 4, 5]


def test_ways_are_those_of_allies_and_turkiye_is_among_them(ran: Callable[[str], Ran]) -> None:
    values = ran(PESCO).values
    ways = values["ways"]
    assert ["Türkiye", "Military Mobility"] in ways and len(ways) == 6
    assert not {"Switzerland", "Ukraine"} & {state for state, _ in ways}
    assert values["shades"][2] != values["shades"][5] != values["shades"][3]


def test_shared_members_are_those_of_history(ran: Callable[[str], Ran]) -> None:
    values = ran(MEMBERS).values
    assert len(values["lists"]["both"].split(", ")) == 22
    assert values["lists"]["only_a"] == "Austria, Cyprus, Finland, Ireland, Malta, Sweden"
    assert values["lists"]["only_b"] == "Albania, Canada, Iceland, Norway, Türkiye, United States"
    assert [values["both"][day] for day in ("1958-01-01", "2004-05-01", "2020-02-01", "2024-03-07")] == [6, 19, 21, 23]
    assert values["moved"] == [["United Kingdom"], ["Finland"]]
    assert values["periods"] == [["2013-07-01", "2020-02-01"], ["2023-04-04", "2024-03-07"]]
    # Before there were Communities, nought would be a false count.
    assert values["drawn_from"] == "1958-01-01"


def test_who_is_shut_out_is_told_for_the_day_and_not_known_stays_not_known(ran: Callable[[str], Ran]) -> None:
    values = ran(MEMBERS).values
    assert values["shut_out"]["2005-05-15"] == {"Cyprus": "yes", "Malta": "yes"}
    assert values["shut_out"]["2008-06-01"] == {"Cyprus": "yes", "Malta": "unknown"}
    assert values["shut_out"]["2017-05-15"] == {"Cyprus": "yes"}
    excluded = {(day, state): verdict for day, state, verdict in values["excluded"]}
    assert excluded["2008-04-03", "Malta"] == "unknown" and excluded["2009-03-31", "Malta"] == "no"
    assert {verdict for (_, state), verdict in excluded.items() if state == "Cyprus"} == {"yes"}
    assert {verdict for (_, state), verdict in excluded.items() if state in ("Austria", "Finland", "Ireland")} == {"no"}
    assert not {day for day, state in excluded if state == "Cyprus" and day < "2004-05-01"}


def test_positions_of_turkiye_and_cyprus_stand_with_their_forum(ran: Callable[[str], Ran]) -> None:
    pair = ran(MEMBERS).values["pair"]
    assert ["Türkiye", "blocks", "Formal NAC–PSC meeting", "Cyprus", "North Atlantic Council"] in pair
    assert {holder for holder, *_ in pair} == {"Türkiye", "Cyprus"}
    assert all(forum for _, stance, *_, forum in pair if stance == "blocks")


def test_results_of_the_literature_are_those_of_the_audit(ran: Callable[[str], Ran], kg: KnowledgeGraph) -> None:
    values, audit = ran(LITERATURE).values, kg.audit()
    assert sum(values["results"].values()) == len(audit.rows) == values["drawn"]
    assert values["results"]["differs"] == len(audit.only("result", "differs").rows) == len(values["differs"])
    assert values["unexplained"] == 0
    assert "ceps-2022-trilateral-memorandum-parties" in values["differs"]
    # What nobody checked, and what facts cannot settle, is in no share.
    assert values["base"] == sum(values["results"][result] for result in ("holds", "since-changed", "differs"))
    assert ["eln-2017-shared-members", "holds"] in values["computed"]


def test_each_paper_names_the_number_of_its_own_day(ran: Callable[[str], Ran], kg: KnowledgeGraph) -> None:
    numbers = ran(LITERATURE).values["numbers"]
    assert {source: n for source, (_, n) in numbers.items()} == {
        "eln-2017": 22,
        "eu-nato-background-2021": 21,
        "europeum-2025": 23,
    }
    for day, n in numbers.values():
        assert sum(row.cells["where"] == "both" for row in kg.compare("EU", "NATO", day).rows) == n


def test_ways_from_shape_run_through_althea_then_and_the_military_staff_later(ran: Callable[[str], Ran]) -> None:
    values = ran(NETWORK).values
    assert values["later"] == [
        ["Supreme Headquarters Allied Powers Europe", "has agreement with", "European Union Military Staff"],
        ["European Union Military Staff", "part of", "European External Action Service"],
    ]
    assert values["then"][0] == 0 and "No path" in values["then"][1]
    paths: dict[int, set[str]] = {}
    for path, *things in values["before"]:
        paths.setdefault(path, set()).update(things)
    assert paths and all("EUFOR Althea" in things for things in paths.values())
    assert any("EUFOR Althea" in hop for hop in values["without"])
    assert not any("European Union Military Staff" in hop for hop in values["without"])


def test_network_has_nothing_before_it_existed(ran: Callable[[str], Ran]) -> None:
    values = ran(NETWORK).values
    late = {"European External Action Service", "EU Hybrid Fusion Cell"}
    assert not late & set(values["first"]["2005-05-15"])
    assert late <= set(values["first"]["2017-05-15"])
    assert values["cuts"]["2005-05-15"]["Partnership for Peace"] > 0


# How they draw


def test_shades_are_told_apart_on_a_grey_print(paper: ModuleType) -> None:
    def lightness(shade: str) -> float:
        red, green, blue = matplotlib.colors.to_rgb(shade)
        return 0.299 * red + 0.587 * green + 0.114 * blue

    found = [1.0, *(lightness(shade) for shade in (paper.PALE, paper.LIGHT, paper.MIDDLE, paper.DARK))]
    steps = [lighter - darker for lighter, darker in pairwise(found)]
    assert steps[0] > 0.08 and min(steps[1:]) > 0.15


def test_figure_is_kept_only_where_a_folder_is_named(
    paper: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matplotlib.figure import Figure

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EUNATO_FIGURES", raising=False)
    paper.keep(Figure(), "none")
    assert list(tmp_path.iterdir()) == []


def test_caption_is_text_whatever_stands_in_it(
    paper: ModuleType, kg: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EUNATO_FIGURES", str(tmp_path))
    with matplotlib.rc_context():
        paper.style()
        for name in ("one", "two"):
            figure = matplotlib.figure.Figure(figsize=(3.5, 1))
            hostile = "</svg><script>x</script> $\\frac{ & שלום " + "long" * 40
            keys = paper.caption(figure, hostile, kg.compare(as_of="2017-05-15"), sources=["b-1", "a-1", "a-1"])
            paper.keep(figure, name)
    assert keys == ["a-1", "b-1"]
    text = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert "<script" not in text and "&lt;script&gt;" in text and "$\\frac{" in text
    assert "Sources: @a-1, @b-1." in text
    for suffix in ("svg", "pdf", "png"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


# Answers in a notebook


def test_answer_in_a_notebook_is_escaped_and_says_where_it_comes_from(kg: KnowledgeGraph) -> None:
    from dataclasses import replace

    answer = kg.ask("non-eu-allies-in-pesco", "2022-07-01")
    shown = answer._repr_html_()
    assert "eunato data" in shown and "as of 2022-07-01" in shown
    assert f"{len(answer.sources)} sources</summary>" in shown and "@dec-2021-749: " in shown
    assert all(f"<li>{note}" in shown or "“" in note or "'" in note for note in answer.notes)
    hostile = replace(answer, title="</table><script>x</script>", notes=('<img src="x" onerror="y">',))
    shown = hostile._repr_html_()
    assert "<script" not in shown and "<img" not in shown and "&lt;script&gt;" in shown


def test_answer_without_rows_says_so_in_a_notebook_and_keeps_its_notes(kg: KnowledgeGraph) -> None:
    answer = kg.paths("SHAPE", "EEAS", "2005-05-15")
    shown = answer._repr_html_()
    assert "No rows." in shown and "<table" not in shown and "does not show that there was none" in shown
    assert repr(answer).startswith("<Answer eunato data") and repr(answer).endswith("rows: 0>")


def test_frames_carry_certainty_and_the_bounds_of_dates(kg: KnowledgeGraph) -> None:
    answer = kg.ask("third-state-steps")
    frame, evidence = answer.to_frame(), answer.evidence_frame()
    assert frame["certainty"].tolist() == [row.certainty for row in answer.rows]
    step = evidence.set_index("statement").loc["canada--participatesIn--military-mobility"]
    assert (step["possibly_from"], step["valid_from"], step["from"]) == (
        "2021-08-25",
        "2021-12-14",
        "2021-08-25..2021-12-14",
    )
    asked = evidence.set_index("statement").loc["turkiye--requestedToJoin--military-mobility"]
    assert asked["valid_until"] == "2021-07-26" and not isinstance(asked["possibly_until"], str)
    assert frame.loc[step["row"], "state"] == "Canada" and step["part"] == "rests on"
