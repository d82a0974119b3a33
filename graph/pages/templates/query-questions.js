"use strict";
/* The questions of the catalogue: a list to choose from, and for the chosen one a form whose choices come from the data. */
const queryQuestions = (() => {
  const { data, element, fold, label } = eunato;
  const LONGEST_MENU = 150; // choices; more are searched for
  const form = document.getElementById("question");
  const groups = document.getElementById("groups");
  const find = document.getElementById("find-question");
  const byId = new Map(data.catalogue.map((one) => [one.id, one]));
  const loaded = [], asking = [];
  let chosen = null, values = {}, day = data.day, filledText = "";

  /* The list */
  const entries = data.catalogue.map((one) => ({
    one, words: fold([one.id, one.summary, one.description, ...one.tags, ...one.phrases].join(" ")),
    item: element("li", {}, element("button", { type: "button", class: "link", "data-question": one.id, onclick: () => pick(one.id) }, one.summary)),
  }));
  const places = [...new Set(data.catalogue.map((one) => one.group))].sort((a, b) => a.localeCompare(b, "en")).map((name) => {
    const own = entries.filter(({ one }) => one.group === name);
    const count = element("span", { class: "count" }, String(own.length));
    const box = element("details", { "data-group": name }, element("summary", {}, name, " ", count), element("ul", {}, ...own.map(({ item }) => item)));
    groups.append(box);
    return { box, own, count };
  });
  function search() {
    const wanted = fold(find.value).split(" ").filter(Boolean);
    let all = 0;
    for (const { box, own, count } of places) {
      let seen = 0;
      for (const { words, item } of own) {
        item.hidden = !wanted.every((word) => words.includes(word));
        if (!item.hidden) seen += 1;
      }
      all += seen;
      count.textContent = String(seen);
      box.hidden = seen === 0;
      box.open = wanted.length > 0;
    }
    document.getElementById("found-questions").textContent = wanted.length ? `${all} of ${entries.length} questions` : `${entries.length} questions, by what they are about`;
  }
  find.addEventListener("input", search);
  search();

  /* The query of a question with a term in place of each parameter. */
  const quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
  function filled(one, given, on) {
    return one.query.replace(/\?_([A-Za-z][A-Za-z0-9]*)_(iri|xsd_date|xsd_integer|literal)\b/g, (token, name, type) => {
      if (name === "asOf") return `"${on}"^^xsd:date`;
      const value = given[name];
      if (type === "iri") return `id:${value}`;
      if (type === "xsd_integer") return value;
      return type === "xsd_date" ? `"${value}"^^xsd:date` : quoted(value);
    });
  }

  /* The form */
  function choicesOf(parameter) {
    if (!parameter.choices) return null;
    if (data.choices[parameter.choices]) return data.choices[parameter.choices];
    const sources = parameter.choices === "sources";
    return Object.keys(data.things).filter((id) => id.startsWith("@") === sources);
  }
  function field(parameter) {
    const id = `parameter-${parameter.name}`;
    const change = (value) => { values[parameter.name] = value; update(); };
    const choices = choicesOf(parameter);
    const isSource = parameter.choices === "sources";
    const now = values[parameter.name];
    const heading = element("label", { for: id }, element("b", {}, parameter.name), `: ${parameter.meaning}`);
    if (choices && choices.length <= LONGEST_MENU) {
      const menu = element("select", { id, onchange: () => change(menu.value) }, ...choices.map((one) => element("option", { value: one, selected: one === now }, label(one))));
      return element("div", { class: "field" }, heading, menu);
    }
    if (choices) {
      const name = () => label(isSource ? `@${values[parameter.name]}` : values[parameter.name]);
      const input = element("input", { id, type: "search", autocomplete: "off", value: name(), placeholder: `any name of ${choices.length}` });
      const box = element("div", { class: "field" }, heading, element("span", { class: "combo" }, input));
      eunato.search(input, choices, (one) => change(isSource ? one.slice(1) : one));
      input.addEventListener("focus", () => input.select());
      // What was typed and not chosen is no choice.
      input.addEventListener("blur", () => { input.value = name(); });
      return box;
    }
    const type = { xsd_integer: "number", xsd_date: "date" }[parameter.type] || "text";
    const input = element("input", { id, type, value: now, required: true, step: type === "number" ? "1" : null, oninput: () => { if (input.checkValidity()) change(input.value); } });
    return element("div", { class: "field" }, heading, input);
  }
  function draw() {
    const fields = chosen.parameters.map(field);
    if (chosen.dated) {
      const input = element("input", { id: "parameter-as-of", type: "date", value: day, required: true, oninput: () => { if (input.checkValidity()) { day = input.value; update(); } } });
      fields.push(element("div", { class: "field" }, element("label", { for: "parameter-as-of" }, element("b", {}, "as-of"), ": the day to answer for"), input));
    }
    form.replaceChildren(
      element("h3", { id: "question-title", tabindex: "-1" }, chosen.summary),
      element("p", { class: "more" }, chosen.description),
      chosen.computed ? element("p", { class: "more" }, "Its rows are computed on the network of the statements that its query selects: the query alone gives these statements.") : "",
      element("div", { class: "fields" }, ...fields),
      element("div", { class: "tools" },
        element("button", { type: "submit", class: "main" }, "Ask the question"),
        element("button", { type: "button", id: "refill", onclick: load }, "Put its SPARQL into the editor"),
        element("button", { type: "button", id: "leave-question", onclick: () => { leave(); queryEditor.area.focus(); } }, "Close")),
      element("p", { class: "more" }, "Asked as a question, the answer comes with its sources and with what is known to be complete."),
    );
    form.hidden = false;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new URLSearchParams();
    for (const { name, default: usual } of chosen.parameters) if (values[name] !== usual) given.set(name, values[name]);
    for (const listener of asking) listener(chosen.id, given.toString(), day);
  });
  /* A changed parameter changes the text in the editor, unless that was edited since. */
  function update() {
    if (queryEditor.text === filledText) load();
  }
  function load() {
    filledText = filled(chosen, values, day);
    queryEditor.set(filledText);
    for (const listener of loaded) listener();
  }
  /* Chooses a question with the defaults of its parameters, over which `given` goes, and puts its text into the editor. */
  function choose(id, given = {}, on = data.day) {
    const one = byId.get(id);
    if (!one) return false;
    chosen = one;
    day = on;
    values = Object.fromEntries(one.parameters.map((parameter) => [parameter.name, given[parameter.name] || parameter.default]));
    draw();
    for (const { item } of entries) item.firstChild.removeAttribute("aria-current");
    entries.find((entry) => entry.one === one).item.firstChild.setAttribute("aria-current", "true");
    load();
    return true;
  }
  function pick(id) {
    choose(id);
    if (matchMedia("(max-width: 62rem)").matches) document.getElementById("examples").open = false;
    document.getElementById("question-title").focus();
    form.scrollIntoView({ block: "nearest" });
  }
  function leave() {
    chosen = null;
    form.hidden = true;
    form.replaceChildren();
    for (const { item } of entries) item.firstChild.removeAttribute("aria-current");
  }
  document.getElementById("examples").open = matchMedia("(min-width: 62rem)").matches;

  return {
    byId, filled, choose, leave,
    onLoad: (listener) => loaded.push(listener),
    onAsk: (listener) => asking.push(listener),
  };
})();
