"use strict";
/* What every page shares: its data, the day, the state in the address, the details of a statement, tables, search,
   and files to take along. Texts are only ever inserted as text. */
const eunato = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const OPEN = "9999-12-31";
  const CERTAINTIES = ["confirmed", "probable", "unverified"];

  const sources = new Map(data.sources.map(([key, text, grade, url]) =>
    [key, { key, text, grade, url: url || (text.match(/https?:\/\/\S+[^\s.,;)]/) || [""])[0] }]));
  const citation = ([place, locator]) => [data.sources[place][0], locator || "whole page"];
  const facts = (data.facts || []).map((short) => {
    const [subject, relation, object = ""] = short.i.split("--");
    const from = short.f || short.b;
    const until = short.u || OPEN;
    return {
      id: short.i, subject, relation, object: relation === "exists" ? "" : object, begins: short.b, ends: short.e || "",
      from, until, possiblyFrom: short.p || from, possiblyUntil: short.q || until,
      certainty: CERTAINTIES[short.c || 0], denied: Boolean(short.n), role: short.w || "", concerning: short.m || "",
      note: short.t || "", contested: short.x || [], basis: short.y || [], cited: (short.k || []).map(citation),
    };
  });
  const byId = new Map(facts.map((fact) => [fact.id, fact]));

  /* Names */
  const label = (id) => (data.things[id] ? data.things[id].l : id);
  const shortLabel = (id) => (data.things[id] && data.things[id].h) || label(id);
  const words = (relation) => data.words[relation] || relation;
  const kindOf = (id) => (data.things[id] ? data.things[id].k : "");
  const fold = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/ı/g, "i").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const kindWords = (id) => (data.kinds && data.kinds[kindOf(id)]) || "";

  /* Elements: element("p", {class: "x"}, "text", otherElement) */
  function element(name, attributes = {}, ...children) {
    const made = name.startsWith("svg:")
      ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4))
      : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value === true ? "" : String(value));
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }

  /* Days. Dates are text in the order of the calendar, so that they are compared as text. */
  function holds(fact, day) {
    if (fact.from <= day && day < fact.until) return "yes";
    return fact.possiblyFrom <= day && day < fact.possiblyUntil ? "unknown" : "no";
  }
  const counts = (fact) => fact.certainty !== "unverified" && !fact.denied;

  /* The state of the page stands in the address, so that a view can be linked and Back works. */
  const defaults = { "as-of": data.day, ...(data.state || {}) };
  let state = { ...defaults };
  const listeners = [];

  const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
  function parsed() {
    const found = { ...defaults };
    for (const [key, value] of new URLSearchParams(location.hash.slice(1))) if (key in defaults) found[key] = value;
    if (!isDay(found["as-of"])) found["as-of"] = defaults["as-of"];
    return found;
  }
  function address(of) {
    const given = new URLSearchParams();
    for (const key of Object.keys(defaults)) if (of[key] !== defaults[key] || key === "as-of") given.set(key, of[key]);
    return "#" + given.toString();
  }
  function tell(before) {
    for (const listener of listeners) listener(state, before);
  }
  /* Changes the state; with replace no step is added to the history, as while a slider is dragged. */
  function set(changes, { replace = false } = {}) {
    const before = state;
    state = { ...state, ...changes };
    if (JSON.stringify(before) === JSON.stringify(state)) return;
    const next = address(state);
    if (replace) location.replace(next);
    else location.hash = next;
    tell(before);
  }
  window.addEventListener("hashchange", () => {
    // A way to a place in the page, as the skip link is, changes nothing of what is shown.
    if (location.hash.length > 1 && !location.hash.includes("=")) return location.replace(address(state));
    const found = parsed();
    if (JSON.stringify(found) === JSON.stringify(state)) return;
    const before = state;
    state = found;
    tell(before);
  });
  /* Calls the listener now and after each change with the state and the one before (null the first time). */
  function onState(listener) {
    listeners.push(listener);
    listener(state, null);
  }
  const listed = (text) => (text ? text.split(",") : []);

  /* The control of the day: days on which something changes, step by step, and any exact day. */
  function dayControl(days, until) {
    const slider = document.getElementById("day-slider");
    if (!slider) return;
    const exact = document.getElementById("day-exact");
    const play = document.getElementById("day-play");
    const earlier = document.getElementById("day-earlier");
    const later = document.getElementById("day-later");
    let playing = 0;
    slider.max = String(days.length - 1);
    exact.min = days[0];
    exact.max = until;
    const at = (day) => {
      let index = -1;
      for (let step = 0; step < days.length && days[step] <= day; step += 1) index = step;
      return index;
    };
    const stop = () => {
      clearInterval(playing);
      playing = 0;
      play.setAttribute("aria-pressed", "false");
      play.textContent = "Play";
    };
    const step = (by) => {
      const index = at(state["as-of"]);
      const exactly = days[index] === state["as-of"];
      const next = by < 0 && !exactly ? index : index + by;
      if (next < 0 || next >= days.length) return false;
      set({ "as-of": days[next] }, { replace: playing !== 0 });
      return true;
    };
    slider.addEventListener("input", () => { stop(); set({ "as-of": days[Number(slider.value)] }, { replace: true }); });
    exact.addEventListener("change", () => { stop(); if (exact.value) set({ "as-of": exact.value }); });
    earlier.addEventListener("click", () => { stop(); step(-1); });
    later.addEventListener("click", () => { stop(); step(1); });
    play.addEventListener("click", () => {
      if (playing) return stop();
      if (at(state["as-of"]) >= days.length - 1) set({ "as-of": days[0] });
      play.setAttribute("aria-pressed", "true");
      play.textContent = "Stop";
      playing = setInterval(() => { if (!step(1)) stop(); }, 900);
    });
    onState((now) => {
      const day = now["as-of"];
      const index = Math.max(at(day), 0);
      slider.value = String(index);
      slider.setAttribute("aria-valuetext", day);
      exact.value = day;
      const shown = document.getElementById("day-shown");
      shown.textContent = day;
      shown.setAttribute("datetime", day);
      earlier.disabled = day <= days[0];
      later.disabled = day >= days[days.length - 1];
    });
  }

  /* What joined and what left from one day to another, by label, in one line. */
  function sayChanges(before, day, joined, left) {
    const place = document.getElementById("day-changes");
    if (!place) return;
    place.replaceChildren();
    if (before === null || before === day) return;
    const few = (names) => (names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", "));
    place.append(`From ${before} to ${day}: `);
    if (joined.length) place.append(element("span", { class: "joined" }, `+ ${few(joined)}`), " ");
    if (left.length) place.append(element("span", { class: "left" }, `− ${few(left)}`));
    if (!joined.length && !left.length) place.append("no change of what is shown");
  }

  /* Details: statements in full, with their sources. */
  const link = (id) =>
    data.root === undefined || data.root === null || !data.things[id]
      ? document.createTextNode(label(id))
      : element("a", { href: `${data.root}thing/${id}.html` }, label(id));
  const when = (fact) => {
    const end = fact.ends === "?" ? "end not known" : fact.ends ? `to before ${fact.ends}` : "still open";
    return `from ${fact.begins}, ${end}`;
  };
  const citations = (fact) => fact.cited.map(([key, locator]) => `@${key}, ${locator}`).join("; ");
  function cited(key, locator) {
    return sourceItem(key, `, ${locator}.`);
  }
  function sourceItem(key, locator = "") {
    const { text = "", grade = "", url = "" } = sources.get(key) || {};
    const name = data.root === undefined || data.root === null
      ? element("b", {}, `@${key}`) : element("a", { href: `${data.root}source/${key}.html` }, `@${key}`);
    const item = element("li", {}, name, `${locator} ${text} `);
    if (/^https?:/.test(url)) item.append(element("a", { href: url, rel: "noreferrer" }, "open"), " ");
    if (grade) item.append(element("span", { class: "tag" }, grade));
    return item;
  }
  /* A list of the sources of these statements; where there are many, the first, and how many more. */
  function sourceList(place, some, most = 60) {
    const keys = sourceKeys(some);
    place.replaceChildren(...keys.slice(0, most).map((key) => sourceItem(key)));
    if (keys.length > most) place.append(element("li", {}, `and ${keys.length - most} more: the CSV names the sources of each statement`));
  }
  function describeFact(fact, day) {
    const box = element("div", { class: "fact", "data-fact": fact.id });
    const says = element("p", {}, link(fact.subject), ` ${fact.denied ? "does not: " : ""}${words(fact.relation)} `);
    if (fact.object) says.append(link(fact.object));
    if (fact.concerning) says.append(" on ", link(fact.concerning));
    if (fact.role) says.append(`, as ${fact.role}`);
    const held = holds(fact, day);
    const marks = element("p", {}, element("span", { class: "tag" }, fact.certainty));
    if (held === "unknown") marks.append(element("span", { class: "tag" }, `not certain on ${day}`));
    if (held === "no") marks.append(element("span", { class: "tag" }, `not on ${day}`));
    if (fact.contested.length) marks.append(element("span", { class: "tag" }, `contested by ${fact.contested.map(label).join(", ")}`));
    box.append(says, element("p", { class: "when" }, when(fact)), marks);
    if (fact.basis.length) {
      const acts = element("p", { class: "when" }, "Legal basis: ");
      fact.basis.forEach((act, index) => acts.append(index ? ", " : "", link(act)));
      box.append(acts);
    }
    if (fact.note) box.append(element("p", {}, fact.note));
    box.append(element("ul", {}, ...fact.cited.map(([key, locator]) => cited(key, locator))));
    return box;
  }
  function describe(heading, some, { text = "", empty = "Nothing is recorded here." } = {}) {
    const body = document.getElementById("panel-body");
    const parts = [element("h3", {}, heading)];
    if (text) parts.push(element("p", {}, text));
    if (!some.length && empty) parts.push(element("p", {}, empty));
    for (const fact of some) parts.push(describeFact(fact, state["as-of"]));
    body.replaceChildren(...parts);
  }

  /* A search over names that lists what it found: arrows and Enter, or a click, choose. */
  function search(input, ids, choose, { most = 12 } = {}) {
    const keys = ids.map((id) => [id, [label(id), shortLabel(id), id.replaceAll("-", " "), ...((data.things[id] || {}).a || [])].map(fold)]);
    const list = element("ul", { role: "listbox", id: `${input.id}-list`, hidden: true, "aria-label": "Found" });
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    let chosen = -1;
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); chosen = -1; };
    const take = (id) => { close(); input.value = label(id); choose(id); };
    const mark = (index) => {
      chosen = index;
      Array.from(list.children).forEach((item, number) => item.setAttribute("aria-selected", String(number === index)));
      if (index >= 0) {
        input.setAttribute("aria-activedescendant", list.children[index].id);
        list.children[index].scrollIntoView({ block: "nearest" });
      }
    };
    const rank = (names, text) => {
      let best = 9;
      for (const name of names) {
        if (name === text) best = Math.min(best, 0);
        else if (name.startsWith(text)) best = Math.min(best, 1);
        else if (` ${name}`.includes(` ${text}`)) best = Math.min(best, 2);
        else if (name.includes(text)) best = Math.min(best, 3);
      }
      return best;
    };
    const show = () => {
      const text = fold(input.value);
      if (!text) return close();
      const hits = keys
        .map(([id, names]) => [rank(names, text), id])
        .filter(([place]) => place < 9)
        .sort((a, b) => a[0] - b[0] || label(a[1]).localeCompare(label(b[1]), "en"));
      const items = hits.slice(0, most).map(([, id], index) =>
        element("li", { role: "option", id: `${list.id}-${index}`, "data-id": id, "aria-selected": "false",
          onmousedown: (event) => { event.preventDefault(); take(id); } }, label(id), element("small", {}, kindWords(id))));
      if (!items.length) items.push(element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "nothing bears this name"));
      list.replaceChildren(...items);
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(hits.length ? 0 : -1);
    };
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      const many = list.querySelectorAll("[data-id]").length;
      if (event.key === "Escape") { input.value = ""; close(); }
      else if (list.hidden || !many) return;
      else if (event.key === "ArrowDown") { mark((chosen + 1) % many); event.preventDefault(); }
      else if (event.key === "ArrowUp") { mark((chosen + many - 1) % many); event.preventDefault(); }
      else if (event.key === "Enter" && chosen >= 0) { take(list.children[chosen].dataset.id); event.preventDefault(); }
    });
    input.addEventListener("blur", close);
  }

  /* A table in pages, sorted by a click on a heading. A column is {name, label, text(row), cell(row)?, key(row)?}; it is
     sorted by its key, a number or a text, or else by its text. */
  function table(place, columns, { page = 100, rowAttributes = () => ({}), empty = "No statement on this day with these filters." } = {}) {
    const body = element("tbody");
    const heads = columns.map((column) =>
      element("th", { scope: "col" }, element("button", { type: "button", onclick: () => sort(column.name) }, column.label)));
    const said = element("span", { role: "status" });
    const back = element("button", { type: "button", onclick: () => { start -= page; draw(); } }, "Previous");
    const on = element("button", { type: "button", onclick: () => { start += page; draw(); } }, "Next");
    const pager = element("div", { class: "pager" }, said, back, on);
    place.replaceChildren(element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body), pager);
    let rows = [], start = 0, by = null, down = false, sorted = null;
    const collator = new Intl.Collator("en", { numeric: true });
    const shown = () => {
      if (by === null) return rows;
      if (sorted === null) {
        const { key, text } = columns.find((column) => column.name === by);
        const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b)));
        sorted = rows.map((row) => [(key || text)(row), row]).sort(([a], [b]) => (down ? -1 : 1) * compare(a, b)).map(([, row]) => row);
      }
      return sorted;
    };
    function sort(name) {
      down = by === name && !down;
      by = name;
      start = 0;
      sorted = null;
      heads.forEach((head, index) => {
        if (columns[index].name === by) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      draw();
    }
    function draw() {
      start = Math.max(0, Math.min(start, Math.floor(Math.max(rows.length - 1, 0) / page) * page));
      const some = shown().slice(start, start + page);
      body.replaceChildren(...some.map((row) =>
        element("tr", rowAttributes(row), ...columns.map((column, index) =>
          element(index ? "td" : "th", { scope: index ? null : "row", class: column.class }, ...[column.cell ? column.cell(row) : column.text(row)].flat())))));
      if (!rows.length) body.append(element("tr", {}, element("td", { colspan: columns.length }, empty)));
      said.textContent = rows.length > page ? `${start + 1} to ${start + some.length} of ${rows.length}` : `${rows.length} row${rows.length === 1 ? "" : "s"}`;
      back.hidden = on.hidden = rows.length <= page;
      back.disabled = start === 0;
      on.disabled = start + page >= rows.length;
    }
    return { fill(next, { keep = false } = {}) { rows = next; sorted = null; if (!keep) start = 0; draw(); }, rows: shown, draw };
  }
  const factColumns = [
    { name: "subject", label: "Subject", text: (fact) => label(fact.subject) },
    { name: "relation", label: "Relation", text: (fact) => (fact.denied ? "not: " : "") + words(fact.relation) },
    { name: "object", label: "Object", text: (fact) => (fact.object ? label(fact.object) : "") },
    { name: "from", label: "From", text: (fact) => fact.begins },
    { name: "to", label: "To (first day no longer)", text: (fact) => fact.ends },
    { name: "certainty", label: "Certainty", text: (fact) => fact.certainty },
    { name: "sources", label: "Sources", class: "cited", text: citations },
  ];

  /* Files to take along. Each carries the day, the data version and the sources. */
  const version = `eunato data ${data.about.version} (${data.about.sha256.slice(0, 12)})`;
  function save(name, type, content) {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const anchor = element("a", { href: address, download: name });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
  const fileName = (ending) => `eunato-${data.name || "view"}-${state["as-of"]}.${ending}`;
  /* A spreadsheet takes no cell for a formula: the same rule as for answers. */
  function inert(text) {
    if (!/^[=+\-@\t\r\n＝＋－＠]/.test(text) || /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text;
    return /^@[a-z0-9][a-z0-9-]*, /.test(text) ? `[${text}]` : `'${text}`;
  }
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  /* Header and rows of text as CSV, with the day and the data version on each row. */
  function csv(header, rows) {
    const lines = [[...header, "as_of", "data"], ...rows.map((row) => [...row, state["as-of"], version])];
    return lines.map((cells) => cells.map((cell) => quoted(inert(String(cell)))).join(",")).join("\n") + "\n";
  }
  const factsAsCsv = (some) =>
    csv(["statement", "subject", "relation", "object", "holds", "from", "to", "certainty", "sources"],
      some.map((fact) => [fact.id, label(fact.subject), fact.relation, label(fact.object), fact.denied ? "no" : "yes", fact.begins, fact.ends, fact.certainty, citations(fact)]));
  const sourceKeys = (some) => [...new Set(some.flatMap((fact) => fact.cited.map(([key]) => key)))].sort();

  const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "display", "visibility", "fill-opacity", "stroke-opacity"];
  /* An SVG of its own: styles written into it, and below it a caption with title, day, data version and sources. */
  function standaloneSvg(svg, some, { title = document.querySelector("h1").textContent } = {}) {
    const box = svg.viewBox.baseVal && svg.viewBox.baseVal.width ? svg.viewBox.baseVal : { x: 0, y: 0, width: svg.clientWidth, height: svg.clientHeight };
    const copy = svg.cloneNode(true);
    const from = [svg, ...svg.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((target, index) => {
      const style = getComputedStyle(from[index]);
      for (const property of KEPT) {
        const value = style.getPropertyValue(property);
        if (value && value !== "none" || property === "fill" || property === "display") target.setAttribute(property, value);
      }
      for (const attribute of ["class", "style", "tabindex", "role"]) target.removeAttribute(attribute);
    });
    const size = Math.max(box.width / 95, 9);
    const keys = sourceKeys(some).map((key) => `@${key}`);
    const lines = [title, `As of ${state["as-of"]}. ${version}. ${some.length} statements. CC BY 4.0.`];
    const longest = Math.floor(box.width / (size * 0.56));
    let line = "Sources:";
    for (const key of keys) {
      if (line.length + key.length + 2 > longest) { lines.push(line); line = ""; }
      line += (line ? " " : "") + key;
    }
    lines.push(line);
    const high = (lines.length + 1) * size * 1.4;
    const whole = element("svg:svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `${box.x} ${box.y} ${box.width} ${box.height + high}`, width: Math.round(box.width), height: Math.round(box.height + high) });
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    whole.append(element("svg:title", {}, title), element("svg:desc", {}, lines.join("\n")));
    whole.append(element("svg:rect", { x: box.x, y: box.y, width: box.width, height: box.height + high, fill: dark ? "#15171a" : "#ffffff" }));
    copy.setAttribute("x", box.x); copy.setAttribute("y", box.y);
    copy.setAttribute("width", box.width); copy.setAttribute("height", box.height);
    whole.append(copy);
    lines.forEach((text, index) => whole.append(element("svg:text", { x: box.x + size, y: box.y + box.height + (index + 1) * size * 1.4, "font-size": index ? size : size * 1.15, "font-family": "sans-serif", fill: dark ? "#e9eaec" : "#1b1d21" }, text)));
    return new XMLSerializer().serializeToString(whole);
  }
  /* The same picture as PNG, twice as fine as on the screen. */
  function png(svgText, then) {
    const image = new Image();
    image.onload = () => {
      const canvas = element("canvas", { width: image.width * 2, height: image.height * 2 });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(then, "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText)}`;
  }
  /* Wires the download buttons: picture() gives an SVG element, shown() the statements seen, text() a CSV. */
  function downloads({ picture, shown, text = () => factsAsCsv(shown()) }) {
    for (const button of document.querySelectorAll("[data-download]")) {
      button.addEventListener("click", () => {
        const kind = button.dataset.download;
        if (kind === "csv") return save(fileName("csv"), "text/csv;charset=utf-8", text());
        const svg = standaloneSvg(picture(), shown());
        if (kind === "svg") return save(fileName("svg"), "image/svg+xml", svg);
        png(svg, (blob) => save(fileName("png"), "image/png", blob));
      });
    }
    const copy = document.getElementById("copy-link");
    if (copy) copy.addEventListener("click", async () => {
      const said = document.getElementById("copied");
      try {
        await navigator.clipboard.writeText(location.href);
        said.textContent = "Copied.";
      } catch {
        said.textContent = location.href;
      }
    });
  }

  state = parsed();
  return {
    data, facts, byId, OPEN, label, shortLabel, words, kindOf, kindWords, fold, element, holds, counts, listed, set, onState,
    get state() { return state; },
    dayControl, sayChanges, link, when, citations, describeFact, describe, search, table, factColumns, csv, factsAsCsv,
    sourceKeys, sourceItem, sourceList, citation, standaloneSvg, png, save, downloads, version,
  };
})();
