"""The command line: options, one call, one writer. Answers go to stdout, talk to stderr.

Exit codes: 0 = done, 1 = findings of `check`, `audit` or `add`, 2 = could not run.
"""

from __future__ import annotations

import copy
import shlex
import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_group

from graph.errors import EunatoError, QuestionError, Severity

if TYPE_CHECKING:
    from graph.adding import Adding
    from graph.answers import Answer
    from graph.knowledge_graph import KnowledgeGraph

HEADLINE = "non-eu-allies-in-pesco"
_SERVICE_SECONDS = 60.0  # for a query that asks other servers, unless --timeout says otherwise
_WIDTH = 160  # of a table that is asked for where there is no terminal


class Told(TyperGroup):
    """Tells our own errors in one piece and ends with 2; whatever else goes wrong is a defect and shows its trace."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except EunatoError as error:
            _say(str(error))
            suggestions = error.suggestions if isinstance(error, QuestionError) else ()
            if suggestions:
                _say("did you mean " + " or ".join(suggestions) + "?")
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Told,
    name="eunato",
    help="A knowledge graph of EU–NATO relations: dated, sourced, and answering for any day.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """The forms of an answer."""

    table = "table"
    tsv = "tsv"
    csv = "csv"
    json = "json"
    md = "md"


class ResultFormat(StrEnum):
    """The forms of a query result: those of SPARQL 1.1, and of RDF for CONSTRUCT and DESCRIBE."""

    table = "table"
    tsv = "tsv"
    csv = "csv"
    json = "json"
    xml = "xml"
    turtle = "turtle"
    nt = "nt"
    jsonld = "jsonld"
    rdfxml = "rdfxml"


class FindingFormat(StrEnum):
    """The forms of the findings of a check."""

    text = "text"
    json = "json"
    github = "github"


class CitationFormat(StrEnum):
    """The forms of a citation."""

    text = "text"
    bibtex = "bibtex"
    ris = "ris"
    csl = "csl"


class SourceFormat(StrEnum):
    """The forms of the bibliography: those of an answer and those of a citation."""

    table = "table"
    tsv = "tsv"
    csv = "csv"
    json = "json"
    md = "md"
    text = "text"
    bibtex = "bibtex"
    ris = "ris"
    csl = "csl"


class AuditResult(StrEnum):
    """What an audit can find of a claim."""

    holds = "holds"
    differs = "differs"
    since_changed = "since-changed"
    judgement = "judgement"
    open = "open"
    cannot_be_computed = "cannot be computed"


class Board(StrEnum):
    """The boards of coverage."""

    themes = "themes"
    statements = "statements"
    stale = "stale"
    lists = "lists"


class What(StrEnum):
    """What can have changed between two versions of the data."""

    world = "world"
    either = "either"
    knowledge = "knowledge"
    citation = "citation"
    untold = "untold"


class View(StrEnum):
    """The pages that can be drawn."""

    network = "network"
    pesco = "pesco"
    membership = "membership"
    timeline = "timeline"


AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day to answer for, YYYY-MM-DD or today; default: curated until."),
]
Data = Annotated[str | None, typer.Option("--data", metavar="DIR", help="Another folder of tables.")]
Form = Annotated[
    Format | None, typer.Option("--format", help="Default: table on a terminal, tsv in a pipe.", show_default=False)
]
Explain = Annotated[bool, typer.Option("--explain", help="Add the statements behind each row.")]
Cite = Annotated[bool, typer.Option("--cite", help="Add the bibliography.")]
Endpoint = Annotated[
    str | None,
    typer.Option("--endpoint", metavar="URL", help="Ask this SPARQL engine, which holds the graph (see publish)."),
]
Output = Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write to this file instead of stdout.")]


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="Id of a question, or plain words; without either, the catalogue is listed.")
    ] = None,
    parameters: Annotated[list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Its parameters.")] = None,
    as_of: AsOf = None,
    data: Data = None,
    format: Form = None,
    output: Output = None,
    explain: Explain = False,
    sparql: Annotated[bool, typer.Option("--sparql", help="Show the query instead of running it.")] = False,
    cite: Cite = False,
    endpoint: Endpoint = None,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", min=0.001, metavar="SECONDS", help="With --endpoint: wait so long for each query."),
    ] = None,
) -> None:
    """Ask a question of the catalogue, for instance: eunato ask non-eu-allies-in-pesco --as-of 2022-07-01"""
    if question is None:
        _write(_catalogue(_form(format, output)), output)
        return
    if timeout is not None and endpoint is None:
        raise QuestionError("--timeout counts only together with --endpoint")
    graph = _open(data, endpoint, timeout)
    given = _parameters(parameters)
    day = _day(as_of)
    if " " in question.strip():
        meant = graph.understand(question, date.today())
        _say(meant.said)
        question, given, day = meant.question, {**meant.parameters, **given}, day or meant.day
        if question == "why":
            found = graph.why(given["subject"], given["relation"], given["object"], day)
            _write_answer(found, format, output, explain, cite)
            return
    if sparql:
        _write(graph.question_text(question, day, **given), output)
        return
    _write_answer(graph.ask(question, day, **given), format, output, explain, cite)


@app.command()
def compare(
    a: Annotated[str, typer.Argument(help="An organisation or framework.")] = "EU",
    b: Annotated[str, typer.Argument(help="Another.")] = "NATO",
    as_of: AsOf = None,
    history: Annotated[bool, typer.Option("--history", help="Every change of the three sets, with its cause.")] = False,
    between: Annotated[
        tuple[str, str] | None, typer.Option("--between", metavar="D1 D2", help="The changes between two days.")
    ] = None,
    data: Data = None,
    format: Form = None,
    output: Output = None,
    explain: Explain = False,
    cite: Cite = False,
) -> None:
    """Members of both, only of the one, only of the other."""
    graph = _open(data)
    if between is not None:
        found = graph.compare_history(a, b, _day(between[0]), _day(between[1]))
    elif history:
        found = graph.compare_history(a, b, None, _day(as_of))
    else:
        found = graph.compare(a, b, _day(as_of))
    _write_answer(found, format, output, explain, cite)


@app.command()
def why(
    subject: Annotated[str, typer.Argument(help="Who or what, by any name.")],
    relation: Annotated[
        str, typer.Argument(help="A relation, stated or derived, for instance memberOf or excludedFrom.")
    ],
    target: Annotated[str, typer.Argument(metavar="OBJECT", help="To whom or what.")],
    as_of: AsOf = None,
    concerning: Annotated[str, typer.Option("--concerning", metavar="THING", help="In which matter.")] = "",
    data: Data = None,
    format: Form = None,
    output: Output = None,
    cite: Cite = False,
) -> None:
    """Yes, no or unknown, with the statements or the rule behind it, its premises and what is absent."""
    graph = _open(data)
    _write_answer(graph.why(subject, relation, target, _day(as_of), concerning), format, output, False, cite)


@app.command()
def path(
    start: Annotated[str, typer.Argument(help="One thing.")],
    goal: Annotated[str, typer.Argument(help="Another.")],
    as_of: AsOf = None,
    via: Annotated[str | None, typer.Option("--via", metavar="THING", help="Only paths through this thing.")] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="THING", help="Leave this thing out; may be repeated.")
    ] = None,
    relations: Annotated[
        list[str] | None, typer.Option("--relations", metavar="RELATION", help="Walk only this one; may be repeated.")
    ] = None,
    most: Annotated[int, typer.Option("--max", min=1, help="Show at most this many paths.")] = 20,
    data: Data = None,
    format: Form = None,
    output: Output = None,
    cite: Cite = False,
) -> None:
    """Shortest paths of a day, with relation, direction, days and source on every hop."""
    graph = _open(data)
    found = graph.paths(start, goal, _day(as_of), via=via, without=without or (), relations=relations or (), most=most)
    _write_answer(found, format, output, False, cite)


@app.command()
def diff(
    since: Annotated[str, typer.Argument(metavar="D1", help="The earlier day; what happened on it is not counted.")],
    until: Annotated[str, typer.Argument(metavar="D2", help="The later day.")],
    data: Data = None,
    format: Form = None,
    output: Output = None,
    explain: Explain = False,
    cite: Cite = False,
) -> None:
    """What began and what ended in the world between two days, with the acts."""
    graph = _open(data)
    _write_answer(graph.diff(_day(since), _day(until)), format, output, explain, cite)


@app.command()
def audit(
    only: Annotated[AuditResult | None, typer.Option("--only", help="Only the claims of this result.")] = None,
    data: Data = None,
    format: Form = None,
    output: Output = None,
    cite: Cite = False,
) -> None:
    """Every claim of the literature against the graph on its day. Exit 1 if a computed one differs."""
    found = _open(data).audit()
    _write_answer(found.only("result", only.value) if only else found, format, output, False, cite)
    if any(row.cells["result"] == "differs" and row.cells["how"] == "computed" for row in found.rows):
        raise typer.Exit(1)


@app.command()
def sparql(
    query: Annotated[str, typer.Argument(metavar="QUERY|FILE|-", help="The query, a file of it, or - for stdin.")],
    as_of: AsOf = None,
    data: Data = None,
    format: Annotated[
        ResultFormat | None,
        typer.Option("--format", help="Default: table on a terminal, tsv in a pipe; turtle for graphs."),
    ] = None,
    output: Output = None,
    timeout: Annotated[
        float | None, typer.Option("--timeout", min=0.001, metavar="SECONDS", help="Stop the query after this time.")
    ] = None,
    endpoint: Endpoint = None,
    allow_service: Annotated[
        list[str] | None,
        typer.Option("--allow-service", metavar="URL", help="Let SERVICE ask this address; may be repeated."),
    ] = None,
) -> None:
    """Run any SPARQL 1.1 query on the graph and the plain triples of the day. Prefixes need no declaration."""
    text = _query_text(query)
    services = _services(allow_service)
    graph = _open(data, endpoint, timeout)
    day = _day(as_of) or graph.as_of
    wanted = format.value if format else "table" if _on_terminal(output) else "tsv"
    results = "json" if wanted == "table" else wanted if wanted in ("tsv", "csv", "json", "xml") else "json"
    graphs = wanted if wanted in ("turtle", "nt", "jsonld", "rdfxml") else "turtle"
    if services and timeout is None:
        timeout = _SERVICE_SECONDS
    if endpoint is not None or timeout is None:
        content = graph.sparql_serialized(text, results, graphs, day, services)
    else:
        from graph.limits import serialized_within

        content = serialized_within(timeout, data, day, text, results, graphs, services)
    if wanted == "table" and content.startswith(b'{"head"'):
        _write_table(*_result_table(content), output)
    else:
        _write(content.decode("utf-8"), output)
    if graph.view(day).day is None:
        _say(f"without the plain triples of {day}, which are not there; load them with: eunato publish --as-of {day}")
        _say(graph.about.stamp())
    else:
        _say(f"on the view of {day}, {graph.about.stamp()}")


@app.command()
def show(
    entity: Annotated[str, typer.Argument(help="A thing by any name, code or id.")],
    as_of: AsOf = None,
    data: Data = None,
    format: Form = None,
    output: Output = None,
    cite: Cite = False,
) -> None:
    """All that is held about one thing, on a day or over all time."""
    graph = _open(data)
    found = graph.show(entity, _day(as_of))
    form = _form(format, output)
    if form is Format.json:
        _write(found.to_json(), output)
        return
    if form in (Format.csv, Format.tsv):
        _write(found.statements.to_csv() if form is Format.csv else found.statements.to_tsv(), output)
        return
    if form is Format.md:
        _write(found.to_markdown(), output)
        return
    for line in found.heading():
        _write(line + "\n", output)
    for part in (found.statements, found.milestones):
        if part.rows:
            _write_table(*part.table(), output)
    if cite:
        _write(_bibliography(found.statements), output)
    _say(found.statements.stamp())


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="Part of a name or description.")],
    data: Data = None,
    format: Form = None,
    output: Output = None,
) -> None:
    """Search names, aliases and descriptions."""
    hits = _open(data).find(text)
    rows = [[hit.thing.id, hit.thing.label, " ".join(hit.kinds), hit.matched, hit.description] for hit in hits]
    _write_rows(["id", "name", "kinds", "matched", "description"], rows, _form(format, output), output)
    if not hits:
        _say(f"nothing contains '{text}'")


@app.command()
def cite(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            help="Key of a source, id of a statement or other record, id or name of a thing; left out: the data set.",
        ),
    ] = None,
    question: Annotated[str | None, typer.Option("--question", help="Cite the answer to this question.")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", metavar="NAME=VALUE", help="A parameter of the question.")
    ] = None,
    sources: Annotated[bool, typer.Option("--sources", help="Add the sources that these rest on.")] = False,
    as_of: AsOf = None,
    data: Data = None,
    format: Annotated[
        CitationFormat, typer.Option("--format", help="How citations are written.")
    ] = CitationFormat.text,
    output: Output = None,
) -> None:
    """Cite the data set, a source, a statement, a thing or an answer, for instance:
    eunato cite norway--authorisedToJoin--military-mobility --format bibtex"""
    if parameter and question is None:
        raise QuestionError("--parameter counts only together with --question")
    graph = _open(data)
    day = _day(as_of)
    answers = [] if question is None else [graph.ask(question, day, **_parameters(parameter))]
    _write(graph.cite(*(ids or ()), *answers, as_of=day, sources=sources).written(format.value), output)


@app.command()
def sources(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]...", help="Only those that hold all of these words.")
    ] = None,
    grade: Annotated[str, typer.Option("--grade", help="Only those of this grade, for instance official-act.")] = "",
    data: Data = None,
    format: Annotated[
        SourceFormat | None,
        typer.Option("--format", help="Default: table on a terminal, tsv in a pipe.", show_default=False),
    ] = None,
    output: Output = None,
) -> None:
    """The bibliography: every source with its grade, or those of a search."""
    from graph.citations import FORMS

    graph = _open(data)
    found = graph.sources(" ".join(words or ()), grade)
    form = format.value if format else _form(None, output).value
    if form in FORMS:
        _write(found.written(form), output)
    else:
        _write_rows(*found.table(), Format(form), output)
    _say(f"{len(found)} source{'' if len(found) == 1 else 's'}; {graph.about.stamp()}")


@app.command()
def check(
    folder: Annotated[str | None, typer.Argument(metavar="[DIR]", help="The folder of tables.")] = None,
    data: Data = None,
    format: Annotated[FindingFormat, typer.Option("--format", help="How findings are written.")] = FindingFormat.text,
    output: Output = None,
    sort: Annotated[bool, typer.Option("--sort", help="First write each table in its canonical order.")] = False,
) -> None:
    """Find every problem of tables, ontology and shapes at once. Exit 1 if there is an error."""
    from graph.curation import check_folder, sort_tables
    from graph.locations import data_folder, ontology_folder

    place = data_folder(folder or data)
    if sort:
        for path in sort_tables(place):
            _say(f"sorted {path}")
    report = check_folder(place, ontology_folder())
    _write(
        report.as_text()
        if format is FindingFormat.text
        else report.as_json()
        if format is FindingFormat.json
        else report.as_github(Path.cwd()),
        output,
    )
    for line in report.summary():
        _say(line)
    if report.errors:
        raise typer.Exit(1)


@app.command()
def add(
    subject: Annotated[str | None, typer.Option("--subject", help="Who or what, by any name.")] = None,
    relation: Annotated[str | None, typer.Option("--relation", help="For instance memberOf.")] = None,
    object: Annotated[str | None, typer.Option("--object", help="To whom or what, by any name.")] = None,
    concerning: Annotated[str | None, typer.Option("--concerning", help="In which matter.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="In which role.")] = None,
    holds: Annotated[str | None, typer.Option("--holds", metavar="no", help="no, for a denial by a source.")] = None,
    begins: Annotated[str | None, typer.Option("--from", help="First day on which it holds.")] = None,
    ends: Annotated[str | None, typer.Option("--to", help="First day on which it no longer holds, or ?.")] = None,
    seen: Annotated[str | None, typer.Option("--seen", help="Last day on which a source shows it.")] = None,
    contested_by: Annotated[
        list[str] | None, typer.Option("--contested-by", help="Who disputes it; may be repeated.")
    ] = None,
    basis: Annotated[list[str] | None, typer.Option("--basis", help="Act or treaty; may be repeated.")] = None,
    sources: Annotated[
        list[str] | None, typer.Option("--sources", help="'@key, locator'; may be repeated; one is needed.")
    ] = None,
    certainty: Annotated[str | None, typer.Option("--certainty", help="confirmed, probable or unverified.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="What a reader should know.")] = None,
    file: Annotated[
        str | None, typer.Option("--file", help="The table; default: where similar statements stand.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and show the row; write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to write.")] = False,
    data: Data = None,
) -> None:
    """Add a statement: asks for what is not given, checks it, and writes one row. Exit 1 if a check finds an error."""
    from graph.adding import PROMPTS, Adding, Clash
    from graph.locations import data_folder

    texts = {
        "subject": subject, "relation": relation, "object": object, "concerning": concerning, "role": role, "holds": holds,
        "from": begins, "to": ends, "seen": seen, "certainty": certainty, "note": note, "file": file,
    }  # fmt: skip
    given = {column: [text] for column, text in texts.items() if text is not None}
    given |= {
        column: several
        for column, several in (("contested_by", contested_by), ("basis", basis), ("sources", sources))
        if several
    }
    lacking = [prompt for prompt in PROMPTS if prompt.required and prompt.column not in given]
    if lacking and not sys.stdin.isatty():
        _refuse(f"missing: {', '.join(prompt.option for prompt in lacking)}; on a terminal eunato add asks for them")
    adding = Adding(_open(data).store, data_folder(data), date.today())
    try:
        _guide(adding, given, asking=bool(lacking))
        draft = adding.draft()
        _say(f"{adding.says()}\n{draft.id}\n{draft.place}")
        _write(draft.inserted.row + "\n", None)
        if not dry_run and lacking and not yes and not typer.confirm("Write this row?", err=True):
            raise typer.Abort
    except typer.Abort:
        _refuse("nothing was written")
    except Clash as error:
        _say(f"{error}\nnothing was written")
        raise typer.Exit(1) from None
    _say("checking the whole of the tables with this row …")
    found = adding.check(draft)
    for problem in found:
        _say(f"{problem.severity}: {problem}")
    if any(problem.severity is Severity.ERROR for problem in found):
        again = adding.as_command() + (f" --data {shlex.quote(data)}" if data else "")
        _say(f"nothing was written; to try again: {again}")
        raise typer.Exit(1)
    if dry_run:
        _say("nothing was written, as asked")
        return
    adding.keep(draft)
    _say(f"written to {data_folder(data) / draft.file}, line {draft.inserted.line}")


def _guide(adding: Adding, given: dict[str, list[str]], asking: bool) -> None:
    """Hands over what was given and, if `asking`, asks for the rest; what cannot be taken is said and asked again."""
    from graph.adding import PROMPTS, Clash

    columns = [prompt.column for prompt in PROMPTS]
    at = 0
    while at < len(PROMPTS):
        prompt = PROMPTS[at]
        at += 1
        if prompt.column in given or not asking:
            for text in given.get(prompt.column, [""] if prompt.column == "to" else []):
                for line in adding.take(prompt.column, text):
                    _say(f"  {line}")
            continue
        _complete(adding.choices(prompt.column))
        while True:
            text = typer.prompt(f"{prompt.asks} ({prompt.column})", default="", show_default=False, err=True)
            if text == "?" and prompt.column != "to":
                _say(f"  {adding.explanation(prompt.column)}")
                continue
            try:
                for line in adding.take(prompt.column, text):
                    _say(f"  {line}")
            except QuestionError as error:
                _say(f"  {error}")
                for suggestion in error.suggestions:
                    _say(f"    {suggestion}")
                if isinstance(error, Clash) and error.back_to not in given:
                    adding.forget(error.back_to)
                    at = columns.index(error.back_to)
                    break
                continue
            if not (prompt.several and text):
                break


def _complete(choices: Sequence[str]) -> None:
    """Lets the tab key complete what is typed to one of these, where the terminal can."""
    try:
        import readline
    except ImportError:
        return

    def matching(typed: str, number: int) -> str | None:
        found = [choice for choice in choices if choice.casefold().startswith(typed.casefold())]
        return found[number] if number < len(found) else None

    readline.set_completer_delims("")
    readline.set_completer(matching)
    readline.parse_and_bind("tab: complete")


@app.command()
def coverage(
    board: Annotated[
        Board, typer.Argument(help="Figures by theme, the statements behind them, what is stale, complete lists.")
    ] = Board.themes,
    theme: Annotated[str, typer.Option("--theme", help="Only this theme, for instance pesco.")] = "",
    older_than: Annotated[
        int, typer.Option("--older-than", min=0, metavar="DAYS", help="Stale is what was last shown longer ago.")
    ] = 365,
    as_of: AsOf = None,
    data: Data = None,
    format: Form = None,
    output: Output = None,
    explain: Explain = False,
    cite: Cite = False,
) -> None:
    """What is held and how well it is shown, what was not shown for long, and which lists are complete."""
    graph = _open(data)
    found = graph.coverage(board.value, _day(as_of), theme=theme, older_than=older_than)
    _write_answer(found, format, output, explain, cite)


@app.command()
def changes(
    before: Annotated[
        str, typer.Argument(metavar="REV1", help="A git revision of the checkout, a folder of tables, or a zip or tar.")
    ],
    after: Annotated[
        str | None, typer.Argument(metavar="REV2", help="Likewise; default: the tables as they stand.")
    ] = None,
    only: Annotated[What | None, typer.Option("--only", help="Only what changed in this way.")] = None,
    table: Annotated[str, typer.Option("--table", help="Only this table, for instance statements.")] = "",
    data: Data = None,
    format: Form = None,
    output: Output = None,
) -> None:
    """What changed between two versions of the data, fact by fact: the world, or our knowledge of it."""
    from graph.changes import changes as compared
    from graph.locations import data_folder

    found = compared(before, after, data_folder(data)).only(only.value if only else "", table)
    form = _form(format, output)
    if form is Format.json:
        _write(found.to_json(), output)
    elif form is Format.md:
        _write(found.to_markdown(), output)
    else:
        _write_rows(*found.table(), form, output)
    if form is not Format.md:
        for note in found.notes:
            _say(f"- {note}")
        _say(found.summary())


@app.command()
def view(
    kind: Annotated[View, typer.Argument(help="The page to draw.")],
    entity: Annotated[str | None, typer.Argument(help="Begin with this thing, by any name.")] = None,
    question: Annotated[str | None, typer.Option("--question", help="Draw the answer to this question.")] = None,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", metavar="NAME=VALUE", help="A parameter of the question.")
    ] = None,
    as_of: AsOf = None,
    data: Data = None,
    output: Output = None,
) -> None:
    """Draw one self-contained HTML page that opens with the network off."""
    if question is not None and (entity is not None or kind is not View.network):
        raise QuestionError("an answer is drawn as a network, without a thing beside it")
    graph = _open(data)
    if question is not None:
        page = graph.answer_page(question, _day(as_of), **_parameters(parameter))
    else:
        page = graph.page(kind.value, entity, _day(as_of))
    target = output or Path(f"eunato-{kind.value}.html")
    _write(page, target)
    _say(f"wrote {target} ({len(page.encode('utf-8')) / 1_000_000:.1f} MB); it opens in any browser, without a network")


@app.command()
def site(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder, or an earlier site.")],
    as_of: AsOf = None,
    data: Data = None,
) -> None:
    """Write the whole site: views, dossiers, sources, questions with answers; it works from disk and on any server."""
    from rich.console import Console
    from rich.progress import Progress

    from graph.own_folder import SITE, require_own_or_empty, write_folder

    require_own_or_empty(folder, SITE)  # before what takes long
    files = _open(data, in_memory=True).site(_day(as_of))
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("writing", total=len(files))
        written = write_folder(folder, files, SITE, lambda: progress.advance(task))
    _say(f"wrote {written.files} files ({written.size / 1_000_000:.0f} MB) to {folder}; open {folder / 'index.html'}")


@app.command()
def export(
    format: Annotated[str | None, typer.Argument(metavar="FORMAT", help="Left out: the formats, a line each.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Only what holds on this day; default: all days.")
    ] = None,
    data: Data = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE|DIR", help="Default: eunato with the ending of the format.")
    ] = None,
) -> None:
    """Write the graph in the format of another tool: RDF, graphs, tables, archives."""
    from graph.exports import EXPORTS, export_format
    from graph.own_folder import Kind, require_own_or_empty, write_folder

    if format is None:
        _write("".join(f"{one.name:<14}{one.summary}\n" for one in EXPORTS.values()), output)
        return
    chosen = export_format(format)
    target = output or Path(f"eunato-{format}" if chosen.is_folder else f"eunato{chosen.suffix}")
    kind = Kind("export", f"eunato export {format}")
    if chosen.is_folder:
        require_own_or_empty(target, kind)  # before what takes long
    graph = _open(data)
    exported = graph.export(format, _day(as_of))
    if chosen.is_folder:
        written = write_folder(target, exported.files, kind)
        told, size = f"{written.files} files to {target}", written.size
    else:
        content = exported.content()
        _write(content, target)
        told, size = str(target), len(content)
    _say(f"wrote {told} ({size / 1_000_000:.1f} MB); {graph.about.stamp()}")


@app.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; by default only this machine can ask.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes any free one.")] = 8420,
    as_of: AsOf = None,
    data: Data = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that a query may run.")] = 10.0,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Queries that run side by side.")] = 4,
    memory: Annotated[int, typer.Option("--memory", min=64, help="Megabytes that a query may take.")] = 1024,
    rows: Annotated[int, typer.Option("--rows", min=1, help="Rows that a result may have.")] = 1_000_000,
    address: Annotated[str, typer.Option("--address", help="How clients reach it, for instance behind a proxy.")] = "",
) -> None:
    """Serve SPARQL, the questions and the pages over HTTP; read-only."""
    try:
        from graph.server.pool import Limits
        from graph.server.running import serve as run
    except ModuleNotFoundError as error:
        _refuse(f"the server needs {error.name}; install it with: pip install 'eunato[serve]'")
    graph = _open(data)
    limits = Limits(seconds=timeout, workers=workers, memory=memory, rows=rows)
    day = _day(as_of) or graph.as_of
    told = f", on the view of {day}, {graph.about.stamp()}"
    run(
        graph.about,
        data,
        graph.store.state,
        day,
        host,
        port,
        limits,
        address,
        lambda where: _say(f"listening at {where}{told}"),
    )


@app.command()
def publish(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of its Graph Store Protocol.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Load the plain triples of this day too.")
    ] = None,
    data: Data = None,
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", metavar="URL", help="Count there by SPARQL instead of fetching all back."),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.001, metavar="SECONDS", help="Wait so long for each request.")
    ] = 600.0,
    part_size: Annotated[
        float, typer.Option("--part-size", min=0.001, metavar="MB", help="Load a larger graph in parts of this size.")
    ] = 32.0,
) -> None:
    """Load the graph into another SPARQL store, for instance: eunato publish http://localhost:7878/store

    Done twice it changes nothing; broken off, the next run finishes it. Credentials come from EUNATO_ENDPOINT_USER and
    EUNATO_ENDPOINT_PASSWORD, from EUNATO_ENDPOINT_TOKEN or from a netrc file.
    """
    from rich.console import Console
    from rich.progress import Progress

    try:
        from graph.publishing import Part
        from graph.publishing import publish as run
    except ModuleNotFoundError as error:
        _refuse_without(error)
    store = _open(data).store
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("publishing", total=None)

        def told(part: Part) -> None:
            progress.update(task, total=part.of, completed=part.done, description=part.graph)

        size = int(part_size * 1024 * 1024)
        done = run(store, url, day=_day(as_of), endpoint=endpoint, seconds=timeout, part_bytes=size, told=told)
    if done.continued:
        _say(f"went on after {done.continued} parts that were there already")
    for graph, triples in done.triples.items():
        _say(f"{triples:>9,} triples in <{graph}>{' (unchanged)' if graph in done.unchanged else ''}")
    for graph in done.removed:
        _say(f"removed <{graph}>, which came from other data")
    _say(f"published {store.about.stamp()}")


# Opening and reading


def _open(
    data: str | None, endpoint: str | None = None, seconds: float | None = None, in_memory: bool = False
) -> KnowledgeGraph:
    from graph.knowledge_graph import load

    if endpoint is None:
        return load(data=data, in_memory=in_memory)
    if data is not None:
        raise QuestionError("give either --data or --endpoint: an endpoint has its own data")
    try:
        return load(endpoint=endpoint, seconds=seconds)
    except ModuleNotFoundError as error:
        _refuse_without(error)


def _refuse_without(error: ModuleNotFoundError) -> NoReturn:
    _refuse(f"other engines are asked with {error.name}; install it with: pip install 'eunato[remote]'")


def _services(allowed: list[str] | None) -> tuple[str, ...]:
    if not allowed:
        return ()
    from graph.addresses import require_address

    return tuple(require_address(url) for url in allowed)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    if text == "today":
        return date.today()
    from graph.knowledge_graph import read_day

    return read_day(text)


def _parameters(given: list[str] | None) -> dict[str, str]:
    found = {}
    for item in given or ():
        name, sign, value = item.partition("=")
        if not sign or not name:
            raise QuestionError(f"'{item}' is no parameter; write name=value, for instance state=Norway")
        found[name] = value
    return found


def _query_text(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    path = Path(query) if len(query) < 1000 and "\n" not in query else None
    try:
        if path is not None and path.is_file():
            return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{query} cannot be read: {error}") from None
    if "{" not in query and not query.strip().upper().startswith(("DESCRIBE", "ASK")):
        raise QuestionError(f"'{query}' is neither a query nor a file")
    return query


# Writing


def _on_terminal(output: Path | None) -> bool:
    return output is None and sys.stdout.isatty()


def _form(format: Format | None, output: Path | None) -> Format:
    return format or (Format.table if _on_terminal(output) else Format.tsv)


def _say(text: str) -> None:
    typer.echo(text, err=True)


_begun: set[Path] = set()


def _write(content: str | bytes, output: Path | None) -> None:
    """To stdout, which takes text only, or to a file that is begun anew by each command."""
    if output is None:
        sys.stdout.write(content if isinstance(content, str) else content.decode("utf-8"))
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("ab" if output in _begun else "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        _refuse(f"{output} cannot be written: {error.strerror}")
    _begun.add(output)


def _refuse(text: str) -> NoReturn:
    _say(text)
    raise typer.Exit(2)


def _write_answer(found: Answer, format: Format | None, output: Path | None, explain: bool, cite: bool) -> None:
    form = _form(format, output)
    if form is Format.json:
        _write(found.to_json(explain), output)
        return
    if form is Format.md:
        _write(found.to_markdown(), output)
    elif form is Format.csv:
        _write(found.to_csv(), output)
    elif form is Format.tsv:
        _write(found.to_tsv(), output)
    else:
        _write(found.title + "\n", output)
        _write_table(*found.table(), output)
    if form is Format.table:
        if explain:
            _write(found.explanation(), output)
        if cite:
            _write(_bibliography(found), output)
    elif explain or cite:
        _say((found.explanation() if explain else "") + (_bibliography(found) if cite else ""))
    if form is not Format.md:
        for note in found.notes:
            _say(f"- {note}")
        _say(found.stamp())


def _bibliography(found: Answer) -> str:
    return "Sources\n" + "".join(f"  @{source.id}  {source.text}\n" for source in found.sources)


def _write_rows(header: list[str], rows: list[list[str]], form: Format, output: Path | None) -> None:
    if form is Format.table:
        _write_table(header, rows, output)
        return
    from graph.answers import table_text

    _write(table_text(header, rows, form.value), output)


def _write_table(header: list[str], rows: list[list[str]], output: Path | None) -> None:
    """A table for reading: nothing is cut, long cells go on in the next line. Where the terminal is too narrow for
    the longest words side by side, each row stands as a list of its cells."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        _write("no rows\n", output)
        return
    names = [name.replace("_", " ") for name in header]
    console = Console(width=None if _on_terminal(output) else _WIDTH)
    texts = [names, *rows]
    least = [max(len(word) for row in texts for word in [*row[i].split(), ""]) for i in range(len(names))]
    widths = [max(len(line) for row in texts for line in [*row[i].split("\n"), ""]) for i in range(len(names))]
    room = console.width - (3 * len(names) - 1)  # a blank at both ends, three between columns
    if sum(least) > room:
        for row in rows:
            cells = "".join(f"  {name}: {cell}\n" for name, cell in zip(names[1:], row[1:], strict=True) if cell)
            _write(f"{row[0]}\n{cells}", output)
        return
    while sum(widths) > room:
        # The widest column gives way, none below its longest word.
        _, widest = max((width, i) for i, width in enumerate(widths) if width > least[i])
        widths[widest] -= 1
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name, width in zip(names, widths, strict=True):
        table.add_column(name, overflow="fold", width=width)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with console.capture() as captured:
        console.print(table)
    _write("\n".join(line.rstrip() for line in captured.get().strip("\n").split("\n")) + "\n", output)


def _result_table(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a result in SPARQL JSON, our own addresses in their short form."""
    import json

    from graph import iris

    found = json.loads(content)
    if "boolean" in found:
        return ["answer"], [["yes" if found["boolean"] else "no"]]
    short = {iri: prefix for prefix, iri in reversed(iris.PREFIXES.items())}

    def text(term: dict[str, str] | None) -> str:
        value = term["value"] if term else ""
        if term and term["type"] == "uri":
            for iri, prefix in short.items():
                if value.startswith(iri):
                    return f"{prefix}:{value.removeprefix(iri)}"
        return value

    names = found["head"]["vars"]
    return names, [[text(row.get(name)) for name in names] for row in found["results"]["bindings"]]


def _catalogue(form: Format) -> str:
    from graph.questions import question, question_ids

    asked = [question(id) for id in question_ids()]
    if form is not Format.table:
        from graph.answers import table_text

        rows = [[q.id, " ".join(p.name for p in q.parameters), q.summary, "; ".join(q.tags)] for q in asked]
        return table_text(["question", "parameters", "summary", "tags"], rows, form.value)
    lines = []
    width = max(len(q.id) for q in asked)
    for tag in dict.fromkeys(q.tags[0] for q in asked):
        lines.append(f"\n{tag}")
        for q in asked:
            if q.tags[0] == tag:
                given = "".join(f" {p.name}=…" for p in q.parameters)
                lines.append(f"  {q.id:<{width}}  {q.summary}{given}")
    return "\n".join(lines).lstrip("\n") + "\n"


def run() -> None:
    """The program: as calling `app`, but where a command is named, no other is made ready. To make all of them ready
    takes as long as to answer some questions."""
    wanted = next(iter(sys.argv[1:]), None)
    named = [command for command in app.registered_commands if command.callback and command.callback.__name__ == wanted]
    if named:
        only = copy.copy(app)
        only.registered_commands = named
        get_group(only)()
    else:
        app()


if __name__ == "__main__":
    run()
