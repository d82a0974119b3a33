"use strict";
/* What came back, shown as table, graph or raw text. A result is {kind, names, rows, …}: `rows` of a SELECT, `truth` of
   an ASK, `triples` of a CONSTRUCT, `answer` to a question; `forms` are those in which the server can send it. */
const queryResults = (() => {
  const { element, data } = eunato;
  const MOST_IN_TABLE = 100000, MOST_RAW = 300000, PAGE = 50;
  const OF_SOURCES = new Set(["source", "documents", "document", "cited"]); // columns of a question that hold keys of sources
  const place = document.getElementById("result");
  const tools = document.getElementById("result-tools");
  const take = document.getElementById("take");
  const status = document.getElementById("status");
  const problem = document.getElementById("problem");
  let result = null;

  const isDated = ({ answer: { question } }) => queryQuestions.byId.get(question)?.dated;
  const counted = (many, one) => `${many.toLocaleString("en")} ${one}${many === 1 ? "" : "s"}`;
  const nothing = (heading, ...words) => element("div", { class: "nothing" }, element("h3", {}, heading), ...words.map((text) => element("p", {}, text)));

  function clear(words) {
    queryGraph.clear();
    result = null;
    tools.hidden = true;
    place.replaceChildren();
    problem.replaceChildren();
    status.classList.remove("busy");
    status.textContent = words;
  }
  function busy() {
    clear("Running …");
    status.classList.add("busy");
  }

  /* What the server or the way to it refused, in words, with what to do about it. */
  const HELP = {
    403: "The graph is read-only here. Ask with SELECT, CONSTRUCT, DESCRIBE or ASK.",
    404: "Choose a question of the list.",
    406: "Choose another form.",
    408: "Send it again.",
    413: "Ask for less: add LIMIT at the end, choose fewer variables, or count with COUNT first.",
    503: "Wait a moment and run it again. If it says memory: link each pattern to the others, and leave out ORDER BY and DISTINCT, which hold the whole result.",
    504: "Make it quicker: start from a named thing (id:norway), see that every pattern shares a variable with another, add LIMIT, and leave out ORDER BY.",
  };
  function refuse({ status: code, title, detail, line, column, suggestions = [], wait }) {
    clear("No result: the query was not answered.");
    const box = element("div", { class: "problem", "data-status": code }, element("h3", {}, line ? `The query cannot be read at line ${line}, column ${column}` : title));
    // The sentence of the server comes with the line and a mark below the place.
    box.append(detail.includes("\n") ? element("pre", {}, detail) : element("p", {}, `${detail[0].toUpperCase()}${detail.slice(1)}${/[.!?…]$/.test(detail) ? "" : "."}`));
    if (line) box.append(element("p", {}, element("button", { type: "button", id: "go-there", onclick: () => queryEditor.goTo(line, column) }, `Go to line ${line}, column ${column}`)));
    const unknown = code === 400 && line ? queryWords.unknown(queryEditor.text) : [];
    if (unknown.length) box.append(element("p", { class: "help" }, `Neither declared nor one of ours: ${unknown.map((name) => `${name}:`).join(", ")}`));
    if (suggestions.length) box.append(element("p", {}, `Did you mean: ${suggestions.join(", ")}?`));
    if (HELP[code]) box.append(element("p", { class: "help" }, HELP[code] + (wait ? ` The server asks for ${wait} seconds.` : "")));
    problem.replaceChildren(box);
    if (line) queryEditor.mark(line, column);
  }
  function unreachable(reason) {
    refuse({ status: 0, title: "The server cannot be reached", detail: `Is eunato serve still running? (${reason})` });
  }

  /* What came back, as a result */
  function ofSparql(text, type) {
    if (type.startsWith("application/n-triples")) {
      const rows = queryCells.triples(text);
      return { kind: "triples", names: ["subject", "predicate", "object"], rows, forms: { turtle: "Turtle", nt: "N-Triples", jsonld: "JSON-LD", rdfxml: "RDF/XML" }, texts: { nt: text } };
    }
    const found = JSON.parse(text);
    const forms = { json: "JSON", csv: "CSV", tsv: "TSV", xml: "XML" };
    if (typeof found.boolean === "boolean") return { kind: "truth", names: [], rows: [], truth: found.boolean, forms, texts: { json: text } };
    return { kind: "rows", names: found.head.vars, rows: found.results.bindings, forms, texts: { json: text } };
  }
  function ofAnswer(text) {
    const found = JSON.parse(text);
    return { kind: "answer", answer: found, names: found.columns, rows: found.rows, forms: { json: "JSON", csv: "CSV", tsv: "TSV" }, texts: { json: text } };
  }

  /* Shows a result; `fetched(form)` gives its text in another form. */
  function show(next, fetched) {
    clear("");
    result = { ...next, fetched };
    const many = result.rows.length;
    if (result.kind === "truth") status.textContent = "The query asks whether something is held.";
    else if (result.kind === "triples") status.textContent = `${counted(many, "triple")}.`;
    else if (result.kind === "answer") status.textContent = `${counted(many, "row")}${isDated(result) ? `, as of ${result.answer.as_of}` : ", over all time"}.`;
    else status.textContent = `${counted(many, "row")}, ${counted(result.names.length, "column")}.`;
    take.replaceChildren("Download ", ...Object.entries(result.forms).map(([form, label]) =>
      element("button", { type: "button", "data-take": form, onclick: () => save(form) }, label)), element("span", { id: "taken", role: "status" }));
    tools.hidden = false;
    redraw();
  }

  function redraw() {
    if (!result) return;
    const { show: view, iris } = eunato.state;
    for (const button of document.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === view));
    document.getElementById("iris").checked = Boolean(iris);
    document.getElementById("iris-label").hidden = view !== "table" || result.kind === "answer" || result.kind === "truth";
    queryGraph.clear();
    if (view === "raw") return raw();
    if (view === "graph") return graph();
    if (result.kind === "truth") return truth();
    if (result.kind === "answer") return answer();
    if (!result.rows.length) return place.replaceChildren(empty());
    const box = region("Rows of the result");
    place.replaceChildren(...cutRows(), box);
    const columns = result.names.map((name) => ({
      name, label: name, class: result.rows.length && queryCells.isNumber(result.rows[0][name]) ? "number" : null,
      text: (row) => queryCells.text(row[name]), key: (row) => queryCells.key(row[name]), cell: (row) => queryCells.cell(row[name], Boolean(iris)),
    }));
    eunato.table(box, columns, { page: PAGE }).fill(result.rows.slice(0, MOST_IN_TABLE));
  }
  const region = (name) => element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name });
  function cutRows() {
    if (result.rows.length <= MOST_IN_TABLE) return [];
    return [element("p", { class: "nothing" }, `The table holds the first ${MOST_IN_TABLE.toLocaleString("en")} of ${counted(result.rows.length, "row")}. A download has them all.`)];
  }
  function empty() {
    return nothing(result.kind === "triples" ? "No triples" : "No rows",
      "The query is right, and nothing that the graph holds fits it.",
      "That does not mean no: only lists that are known to be complete allow that. A misspelt word or id finds nothing either; completion offers only what is there.");
  }
  function truth() {
    place.replaceChildren(element("p", { class: "truth" }, result.truth ? "true" : "false"),
      element("p", { class: "more" }, result.truth ? "The graph holds what the query asks for." : "The graph holds nothing of the kind. That does not mean no: only lists that are known to be complete allow that."));
  }

  function graph() {
    if (result.kind === "triples") return queryGraph.draw(place, result.names, result.rows);
    const names = result.kind === "rows" ? queryGraph.columns(result.names, result.rows) : null;
    if (names && result.rows.length) return queryGraph.draw(place, names, result.rows);
    if (names || (result.kind === "rows" && !result.rows.length)) return place.replaceChildren(empty());
    place.replaceChildren(nothing("This result is no graph", "A picture can be drawn of a CONSTRUCT or DESCRIBE, of rows with ?s ?p ?o, and of three columns of which each holds things or relations."));
  }

  /* The answer to a question, with what it says of itself. */
  function answer() {
    const { answer: found } = result;
    const thing = (value) => {
      if (value === null || value === undefined) return "";
      if (typeof value === "boolean") return value ? "yes" : "no";
      if (typeof value === "string") return eunato.words(value);
      if (typeof value !== "object") return String(value);
      if (Array.isArray(value)) return value.map(thing).join("; ");
      return value.label || queryCells.describe(data.prefixes.st + value.statement).text;
    };
    const parts = (value, column) => {
      if (Array.isArray(value)) return value.flatMap((one, index) => (index ? ["; ", ...parts(one, column)] : parts(one, column)));
      if (typeof value === "string" && OF_SOURCES.has(column) && data.things[`@${value}`]) return queryCells.cell({ type: "uri", value: data.prefixes.src + value });
      if (value && typeof value === "object") return queryCells.cell({ type: "uri", value: value.id ? data.prefixes.id + value.id : data.prefixes.st + value.statement });
      return [queryCells.words(thing(value))];
    };
    const days = found.evidence ? new Map(found.evidence.map((one) => [one.statement, one])) : new Map();
    const cited = (row) => [...new Set(row.statements.flatMap((id) => (days.get(id) || { citations: [] }).citations.map(({ source, locator }) => `${source}\n${locator}`)))].map((pair) => pair.split("\n"));
    const meanings = queryQuestions.byId.get(found.question)?.columns || {};
    const columns = found.columns.map((name) => ({
      name, label: name.replaceAll("_", " "), text: (row) => thing(row.cells[name]), cell: (row) => parts(row.cells[name], name),
      key: (row) => (typeof row.cells[name] === "number" ? row.cells[name] : thing(row.cells[name])),
      class: typeof result.rows[0]?.cells[name] === "number" ? "number" : null,
    }));
    if (!found.columns.includes("certainty")) columns.push({ name: "certainty", label: "certainty", text: (row) => row.certainty || "" });
    columns.push({ name: "sources", label: "sources", class: "cited", text: (row) => cited(row).map(([key]) => key).join(" "),
      cell: (row) => cited(row).flatMap(([key, locator], index) => [index ? "; " : "", ...queryCells.cell({ type: "uri", value: data.prefixes.src + key }), `, ${locator}`]) });
    const notes = found.notes.length ? [element("h3", {}, "Notes on this answer"), element("ul", { class: "answer-notes" }, ...found.notes.map((note) => element("li", {}, note)))] : [];
    const given = Object.values(found.parameters).map(thing).join(", ");
    const page = element("p", { class: "more" }, element("a", { href: result.page }, "This answer as a page"));
    const explained = Object.entries(meanings).filter(([name]) => found.columns.includes(name));
    const legend = explained.length ? [element("details", { class: "more" }, element("summary", {}, "What the columns mean"), element("dl", {}, ...explained.flatMap(([name, meaning]) => [element("dt", {}, name.replaceAll("_", " ")), element("dd", {}, meaning)])))] : [];
    const heading = element("h3", {}, given ? `${found.title} – ${given}` : found.title);
    if (!result.rows.length) return place.replaceChildren(heading, nothing("No rows", `Nothing on record fits the question${isDated(result) ? ` on ${found.as_of}` : ""}. ${found.notes.length ? "The notes say what that means." : "That does not mean no: only lists that are known to be complete allow that."}`), ...notes, page);
    const box = region("Rows of the answer");
    place.replaceChildren(heading, box, ...legend, ...notes, page);
    eunato.table(box, columns, { page: PAGE }).fill(result.rows);
  }

  /* The text as the server sends it */
  async function textIn(form) {
    if (result.texts[form] === undefined) {
      const asked = result;
      const text = await asked.fetched(form);
      if (text === null) return null;
      asked.texts[form] = text;
    }
    return result ? result.texts[form] : null;
  }
  function raw() {
    const of = result;
    const menu = element("select", { id: "raw-form", onchange: () => fill() }, ...Object.entries(of.forms).map(([name, label]) => element("option", { value: name }, label)));
    const shown = element("pre", { class: "raw", id: "raw", tabindex: "0", role: "region", "aria-label": "The result as text" });
    const said = element("p", { class: "more", id: "raw-said", role: "status" });
    place.replaceChildren(element("div", { class: "tools" }, element("label", { for: "raw-form" }, "Form"), menu), said, shown);
    async function fill() {
      const form = menu.value;
      said.textContent = "Asking the server …";
      const text = await textIn(form);
      if (result !== of || text === null || menu.value !== form) return;
      shown.textContent = text.slice(0, MOST_RAW);
      said.textContent = text.length > MOST_RAW ? `The first ${MOST_RAW.toLocaleString("en")} of ${text.length.toLocaleString("en")} characters. A download has them all.` : `${text.length.toLocaleString("en")} characters, as the server sends them.`;
    }
    fill();
  }
  const ENDINGS = { turtle: "ttl", jsonld: "jsonld", rdfxml: "rdf" };
  async function save(form) {
    const said = document.getElementById("taken");
    const of = result;
    said.textContent = "Asking the server …";
    const text = await textIn(form);
    if (result !== of || text === null) return;
    said.textContent = "";
    const day = of.kind === "answer" ? of.answer.as_of : data.day;
    const name = of.kind === "answer" ? of.answer.question : "query";
    eunato.save(`eunato-${name}-${day}-data-${data.about.version}.${ENDINGS[form] || form}`, "application/octet-stream", text);
  }

  return { clear, busy, refuse, unreachable, ofSparql, ofAnswer, show, redraw };
})();
