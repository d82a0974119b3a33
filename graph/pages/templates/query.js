"use strict";
/* The page as a whole: what runs, what stands in the address, and the buttons. */
(() => {
  const { data, set, onState } = eunato;
  const run = document.getElementById("run");
  const stop = document.getElementById("stop");
  const ROWS = "application/sparql-results+json, application/n-triples;q=0.9";
  let running = null, shown = "";

  /* Asks the server. Gives {text, type}, or null where it was stopped or refused, which the page then says. */
  async function ask(address, options) {
    if (running) running.abort();
    const own = new AbortController();
    running = own;
    stop.hidden = false;
    try {
      const response = await fetch(address, { ...options, signal: own.signal, cache: "no-store", credentials: "omit" });
      const text = await response.text();
      if (running !== own) return null;
      if (response.ok) return { text, type: response.headers.get("content-type") || "" };
      queryResults.refuse({ ...problemOf(text, response), wait: response.headers.get("retry-after") });
    } catch (error) {
      if (running !== own) return null;
      if (error.name === "AbortError") queryResults.clear("Stopped: the server has ended the query, and there is no result.");
      else queryResults.unreachable(error.message);
    } finally {
      if (running === own) {
        running = null;
        stop.hidden = true;
      }
    }
    return null;
  }
  function problemOf(text, response) {
    try {
      const found = JSON.parse(text);
      if (typeof found.detail === "string" && found.detail) return found;
    } catch {
      // Something between here and the server answered in a form of its own.
    }
    return { status: response.status, title: `The server answers ${response.status}`, detail: text.slice(0, 500) || response.statusText || "without a word" };
  }

  /* SPARQL */
  const sparql = (query, graphs, more) => {
    const body = new URLSearchParams(graphs);
    body.set("query", query);
    if (more.format) body.set("format", more.format);
    return ask("sparql", { method: "POST", body, headers: { Accept: more.accept || "*/*" } });
  };
  async function runQuery(query, graphs) {
    queryResults.busy();
    const found = await sparql(query, graphs, { accept: ROWS });
    if (found === null) return;
    let result;
    try {
      result = queryResults.ofSparql(found.text, found.type);
    } catch (error) {
      return queryResults.refuse({ status: 0, title: "The result cannot be read", detail: error.message });
    }
    queryResults.show(result, async (format) => (await sparql(query, graphs, { format }))?.text ?? null);
  }

  /* A question of the catalogue */
  async function runQuestion(id, given, day) {
    queryResults.busy();
    const address = (format) => {
      const all = new URLSearchParams(given);
      if (queryQuestions.byId.get(id)?.dated) all.set("as-of", day);
      all.set("format", format);
      return `ask/${encodeURIComponent(id)}?${all}`;
    };
    const found = await ask(address("json"), {});
    if (found === null) return;
    queryResults.show({ ...queryResults.ofAnswer(found.text), page: address("html") }, async (format) => (await ask(address(format), {}))?.text ?? null);
  }

  /* What is asked stands in the address; whatever puts it there, a button, a link or Back, runs it. */
  const asked = ({ query, question, given, graphs, "as-of": day }) => JSON.stringify(question ? [question, given, day] : [query, graphs]);
  function follow(state, before) {
    document.getElementById("other-day").textContent = !state.question && state.query && state["as-of"] !== data.day
      ? `The link was made on a server with the view of ${state["as-of"]}; this one has that of ${data.day}, and the result may differ.` : "";
    const wanted = asked(state);
    if (before !== null && wanted === shown) return queryResults.redraw();
    shown = wanted;
    queryEditor.unmark();
    if (state.question) {
      const given = Object.fromEntries(new URLSearchParams(state.given));
      if (!queryQuestions.choose(state.question, given, state["as-of"])) queryEditor.set(`# The catalogue has no question ${state.question}\n`);
      runQuestion(state.question, state.given, state["as-of"]);
    } else if (state.query) {
      if (queryEditor.text !== state.query) { queryQuestions.leave(); queryEditor.set(state.query); }
      runQuery(state.query, state.graphs);
    } else {
      if (running) running.abort();
      queryResults.clear("Nothing has been asked yet.");
    }
  }
  function start() {
    queryEditor.unmark();
    const next = { query: queryEditor.text, question: "", given: "", "as-of": data.day };
    if (next.query !== eunato.state.query) next.graphs = "";
    if (!next.query.trim()) return queryResults.refuse({ status: 0, title: "There is no query", detail: "Write one, or choose a question of the list" });
    const again = asked({ ...eunato.state, ...next }) === shown;
    set(next);
    if (again) runQuery(eunato.state.query, eunato.state.graphs);
  }
  function askQuestion(question, given, day) {
    const next = { query: "", question, given, graphs: "", "as-of": day };
    if (asked(next) === shown) runQuestion(question, given, day);
    else set(next);
  }

  run.addEventListener("click", start);
  stop.addEventListener("click", () => { if (running) running.abort(); run.focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const form = event.target.closest("#question");
    if (form) form.requestSubmit();
    else start();
  });
  queryQuestions.onAsk(askQuestion);
  document.getElementById("declare").addEventListener("click", () => queryEditor.set(queryWords.declared(queryEditor.text)));
  for (const button of document.querySelectorAll("[data-show]")) button.addEventListener("click", () => set({ show: button.dataset.show }));
  document.getElementById("iris").addEventListener("change", (event) => set({ iris: event.target.checked ? "1" : "" }, { replace: true }));

  /* The link is to what is shown, or to the text in the editor where that has changed since. */
  document.getElementById("copy-link").addEventListener("click", async () => {
    const { state } = eunato;
    const link = new URL("query", location.href);
    const same = state.question ? queryEditor.text === filledNow(state) : queryEditor.text === state.query;
    link.hash = same ? location.hash : new URLSearchParams({ "as-of": data.day, query: queryEditor.text }).toString();
    const said = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = "Copied.";
    } catch {
      said.textContent = link.href;
    }
  });
  function filledNow(state) {
    const one = queryQuestions.byId.get(state.question);
    const given = Object.fromEntries(new URLSearchParams(state.given));
    return one && queryQuestions.filled(one, Object.fromEntries(one.parameters.map((parameter) => [parameter.name, given[parameter.name] || parameter.default])), state["as-of"]);
  }

  /* /query?query=… and /sparql?query=…, as another program or a reader links to them, become an address of this page. */
  const given = new URLSearchParams(location.search);
  if (given.has("query")) {
    const graphs = new URLSearchParams([...given].filter(([name]) => name === "default-graph-uri" || name === "named-graph-uri"));
    history.replaceState(null, "", `query${location.hash}`);
    if (!eunato.state.query && !eunato.state.question) set({ query: given.get("query"), graphs: graphs.toString() }, { replace: true });
  }
  if (!eunato.state.query && !eunato.state.question) queryEditor.set(data.starter);
  onState(follow);
})();
