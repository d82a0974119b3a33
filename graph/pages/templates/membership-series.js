"use strict";
/* The number of members of both, only of the EU, only of NATO, since 1949: a step chart and a table of the same steps. */
membership.series = (holder, { goTo, read }) => {
  const { data, element, label, shortLabel, byId, OPEN } = eunato;
  const LINES = [["both", "in both", 2], ["only_a", "only in the EU", 3], ["only_b", "only in NATO", 4]];
  const HIGH = 320, LEFT = 30, RIGHT = 116, TOP = 34, BOTTOM = 26;
  const svg = element("svg:svg", { class: "series", role: "group", "aria-label": "Step chart of the members of both, only of the EU, and only of NATO; arrow keys move between steps, Enter takes the page to its day" });
  holder.replaceChildren(svg);
  const end = data.about.covered;
  const steps = data.series.map(([from, to, both, onlyA, onlyB, causes]) => ({ from, to, both, only_a: onlyA, only_b: onlyB, causes: causes.map((id) => byId.get(id)).filter(Boolean), row: [from, to, both, onlyA, onlyB] }));
  const born = ((data.stands.eu || [])[0] || ["", ""])[1];
  const numbers = [...new Set(steps.map((step) => step.both))].sort((a, b) => a - b);

  /* Unbroken runs of days with so many shared members, half-open. */
  function periods(many) {
    const found = [];
    for (const step of steps) {
      if (step.both !== many) continue;
      const last = found[found.length - 1];
      if (last && last[1] === step.from) last[1] = step.to;
      else found.push([step.from, step.to]);
    }
    return found;
  }
  const said = ([from, to]) => (to ? `from ${from} to before ${to}` : `since ${from}`);

  /* What a step brought: groups of statements with the words before and after their states, as in "Finland joins
     NATO" and "NATO begins with Belgium, Canada". */
  const article = (id) => (id === "nato" ? shortLabel(id) : `the ${shortLabel(id)}`);
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  function groups(step) {
    const found = new Map();
    for (const fact of step.causes) {
      const life = byId.get(`${fact.object}--exists`);
      const kind = fact.from !== step.from ? "leaves" : life && life.from === step.from ? "begins" : "joins";
      const key = `${kind} ${fact.object}`;
      if (!found.has(key)) found.set(key, { kind, body: article(fact.object), facts: [] });
      found.get(key).facts.push(fact);
    }
    return [...found.values()].map(({ kind, body, facts }) => (kind === "begins"
      ? { before: `${capital(body)} begins with `, after: "", facts }
      : { before: "", after: ` ${facts.length > 1 ? kind.slice(0, -1) : kind} ${body}`, facts }));
  }
  const causeWords = (step) => groups(step).map((group) => group.before + group.facts.map((fact) => label(fact.subject)).join(", ") + group.after).join("; ");
  const causeCell = (step) => groups(step).flatMap((group, place) => [place ? "; " : "", group.before, ...group.facts.flatMap((fact, index) => [
    index ? ", " : "", element("button", { type: "button", class: "link", "data-cause": fact.id, onclick: () => read(`${step.from}: ${causeWords(step)}`, [fact]) }, label(fact.subject))]), group.after]);
  const within = (day) => steps.findLast((step) => step.from <= day) || null;

  const time = (day) => Date.parse(day);
  let current = -1, last = null;
  function draw(state) {
    last = state;
    const focused = document.activeElement && svg.contains(document.activeElement);
    const width = Math.max(Math.floor(holder.clientWidth), 280), day = state["as-of"];
    if (!steps.length) return;
    const begins = time(steps[0].from), ends = time(day > end ? day : end);
    const top = Math.ceil(Math.max(...steps.flatMap((step) => [step.both, step.only_a, step.only_b])) / 5) * 5 || 5;
    const x = (moment) => LEFT + ((moment - begins) / Math.max(ends - begins, 1)) * (width - LEFT - RIGHT);
    const y = (many) => TOP + (1 - many / top) * (HIGH - TOP - BOTTOM);
    const until = (step) => Math.min(time(step.to || OPEN), ends);
    svg.setAttribute("viewBox", `0 0 ${width} ${HIGH}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", HIGH);
    svg.replaceChildren();
    for (let many = 0; many <= top; many += 5) svg.append(
      element("svg:line", { x1: LEFT, x2: width - RIGHT, y1: y(many), y2: y(many), class: many ? "grid" : "axis" }),
      element("svg:text", { x: LEFT - 6, y: y(many) + 4, class: "tick", "text-anchor": "end" }, String(many)));
    const every = width < 560 ? 20 : 10;
    for (let year = 1950; year <= 2030; year += every) {
      const at = x(time(`${year}-01-01`));
      if (at >= LEFT && at <= width - RIGHT) svg.append(element("svg:line", { x1: at, x2: at, y1: HIGH - BOTTOM, y2: HIGH - BOTTOM + 5, class: "axis" }), element("svg:text", { x: at, y: HIGH - 6, class: "tick", "text-anchor": "middle" }, String(year)));
    }
    // Two lines of words, so that the names of neighbouring periods do not hide each other.
    let free = [-1, -1];
    for (const [from, to] of periods(Number(state.exactly))) {
      const a = x(time(from)), b = x(Math.min(time(to || OPEN), ends));
      svg.append(element("svg:rect", { x: a, y: TOP, width: Math.max(b - a, 1), height: HIGH - TOP - BOTTOM, class: "period" }));
      const words = `${state.exactly} shared`, half = words.length * 3.3, middle = Math.max((a + b) / 2, LEFT + half);
      const row = free[0] <= middle - half ? 0 : 1;
      free[row] = middle + half + 4;
      svg.append(element("svg:text", { x: middle, y: 12 + row * 14, class: "period-words", "text-anchor": "middle" }, words));
    }
    const labels = [];
    for (const [name, words] of LINES) {
      let path = "";
      // Where there was no EU nor a predecessor, there is no line, rather than one at nothing.
      for (const step of steps) if (name === "only_b" || step.from >= born) path += `${path ? "L" : "M"}${x(time(step.from)).toFixed(1)},${y(step[name]).toFixed(1)}L${x(until(step)).toFixed(1)},${y(step[name]).toFixed(1)}`;
      svg.append(element("svg:path", { d: path, class: `line ${name}` }));
      labels.push({ name, words, many: steps[steps.length - 1][name] });
    }
    labels.sort((a, b) => b.many - a.many).reduce((above, one) => {
      const at = Math.max(y(one.many) + 4, above + 15);
      svg.append(element("svg:text", { x: width - RIGHT + 8, y: at, class: `end ${one.name}` }, element("svg:tspan", { class: "many" }, String(one.many)), ` ${one.words}`));
      return at;
    }, -99);
    svg.append(element("svg:text", { x: width - RIGHT + 8, y: HIGH - 6, class: "tick" }, `on ${day > end ? day : end}`));
    if (day >= steps[0].from) {
      const at = x(time(day)), step = within(day);
      svg.append(element("svg:line", { x1: at, x2: at, y1: TOP - 4, y2: HIGH - BOTTOM, class: "now" }));
      for (const [name] of LINES) if (name === "only_b" || day >= born) svg.append(element("svg:circle", { cx: at, cy: y(step[name]), r: 3.5, class: `point ${name}` }));
    }
    const stretch = within(day);
    if (current < 0 || !focused) current = Math.max(steps.indexOf(stretch), 0);
    steps.forEach((step, index) => {
      const a = x(time(step.from)), b = x(until(step));
      svg.append(element("svg:g", {
        class: "step", role: "button", tabindex: index === current ? "0" : "-1", "data-from": step.from, "aria-pressed": String(step === stretch),
        "aria-label": `${said(step.row)}: ${step.both} in both, ${step.only_a} only in the EU, ${step.only_b} only in NATO; ${causeWords(step)}`,
        onclick: () => { current = index; goTo(step.from); },
        onkeydown: (event) => key(event, index),
      }, element("svg:title", {}, `${step.from}: ${step.both} in both, ${step.only_a} only in the EU, ${step.only_b} only in NATO\n${causeWords(step)}`),
      element("svg:rect", { x: a, y: TOP, width: Math.max(b - a, 3), height: HIGH - TOP - BOTTOM, class: "hit" }), element("svg:line", { x1: a, x2: a, y1: HIGH - BOTTOM - 7, y2: HIGH - BOTTOM, class: "foot" })));
    });
    if (focused) focus(current);
  }
  const focus = (index) => svg.querySelectorAll(".step")[index].focus();
  function key(event, index) {
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: steps.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); current = index; goTo(steps[index].from); }
    if (next === undefined || next < 0 || next >= steps.length) return;
    event.preventDefault();
    const all = svg.querySelectorAll(".step");
    all[index].setAttribute("tabindex", "-1");
    all[next].setAttribute("tabindex", "0");
    current = next;
    all[next].focus();
  }
  new ResizeObserver(() => { if (last && Number(svg.getAttribute("width")) !== Math.max(Math.floor(holder.clientWidth), 280)) draw(last); }).observe(holder);

  /* The same as a table: each step, its counts with their lists, its cause and the sources of that. */
  const listOf = (step, name) => membership.on(step.from).filter((row) => row.field === name).map((row) => label(row.state));
  const counted = (name, words) => ({
    name, label: words, text: (step) => String(step[name]),
    cell: (step) => (step[name] ? element("details", {}, element("summary", { "aria-label": `${step[name]} ${words.toLowerCase()} on ${step.from}` }, String(step[name])), listOf(step, name).join(", ")) : name !== "only_b" && step.from < born ? "0 (no EU yet)" : "0"),
  });
  const columns = [
    { name: "from", label: "From", class: "date", text: (step) => step.from, cell: (step) => element("button", { type: "button", class: "link", "data-step": step.from, onclick: () => goTo(step.from) }, step.from) },
    { name: "to", label: "To (first day no longer)", class: "date", text: (step) => step.to },
    counted("both", "In both"), counted("only_a", "Only in the EU"), counted("only_b", "Only in NATO"),
    { name: "cause", label: "What changed", text: causeWords, cell: causeCell },
    { name: "sources", label: "Sources", class: "cited", text: (step) => eunato.sourceKeys(step.causes).map((one) => `@${one}`).join("; ") },
  ];
  const csv = () => eunato.csv(["from", "to", "both", "only_eu", "only_nato", "cause", "statements", "members_of_both", "only_in_eu", "only_in_nato", "sources"],
    steps.map((step) => [step.from, step.to, step.both, step.only_a, step.only_b, columns[5].text(step), step.causes.map((fact) => fact.id).join("; "), listOf(step, "both").join("; "), listOf(step, "only_a").join("; "), listOf(step, "only_b").join("; "), step.causes.map(eunato.citations).join("; ")]));
  return { svg, draw, steps, born, numbers, periods, said, within, columns, csv, facts: steps.flatMap((step) => step.causes) };
};
