"use strict";
/* The set diagram: two fields that overlap, a third below, and a token for each state at a place that it keeps. */
membership.diagram = (holder, { choose }) => {
  const { data, element, label, shortLabel } = eunato;
  const { FIELDS, fieldWords } = membership;
  const HIGH = 26, GAP = 9, PAD = 14, HEAD = 62, FOOT = 34;
  const svg = element("svg:svg", { class: "sets", role: "group", "aria-label": "Set diagram of the EU, NATO and the Partnership for Peace; arrow keys move between states, Enter opens one" });
  const back = element("svg:g"), tokens = element("svg:g"), ghosts = element("svg:g", { "aria-hidden": "true" });
  svg.append(back, ghosts, tokens);
  holder.replaceChildren(svg);
  const size = (field) => Math.max(data.places[field].size, 1);
  let plan = null, last = null, at = new Map(), current = "";

  /* Where everything stands at a width: columns so that the three fields are about equally high. */
  function planned(width) {
    const cells = {};
    if (width < 560) {
      const columns = Math.max(2, Math.floor((width - 2 * PAD - 12) / 104));
      const wide = (width - 2 * PAD - 12 + GAP) / columns;
      let y = 1;
      const heads = {}, tops = {};
      for (const field of ["only_a", "both", "only_b"]) {
        tops[field] = y;
        heads[field] = { x: PAD + 6, y: y + (field === "only_a" ? 50 : 24) };
        y += field === "only_a" ? HEAD : 38;
        cells[field] = { x: PAD + 6, y, columns, wide };
        y += Math.ceil(size(field) / columns) * (HIGH + GAP) + 6;
      }
      const foot = y + 24;
      return {
        width, cells, heads, token: wide - GAP,
        eu: { x: 1, y: 1, width: width - 8, height: tops.only_b - 3 }, nato: { x: 7, y: tops.both + 3, width: width - 8, height: foot - tops.both },
        both: { x: 7, y: tops.both + 3, width: width - 14, height: tops.only_b - tops.both - 5 },
        names: { eu: { x: PAD + 6, y: 24, anchor: "start" }, nato: { x: width - PAD - 6, y: foot - 6, anchor: "end" }, day: { x: width - PAD - 6, y: 24, anchor: "end" } },
        ...below(width, foot + 20, columns, cells, heads),
      };
    }
    const columns = Math.max(4, Math.min(7, Math.floor((width - 6 * PAD) / 124)));
    let best = null;
    for (let a = 1; a <= columns - 2; a += 1) for (let both = 1; both <= columns - a - 1; both += 1) {
      const split = [a, both, columns - a - both];
      const rows = Math.max(...["only_a", "both", "only_b"].map((field, index) => Math.ceil(size(field) / split[index])));
      if (best === null || rows < best.rows) best = { split, rows };
    }
    const wide = (width - 2 - 6 * PAD + 3 * GAP) / columns;
    const across = best.split.map((many) => many * wide - GAP);
    const left = 1 + PAD, second = left + across[0] + 2 * PAD, third = second + across[1] + 2 * PAD;
    const high = HEAD + best.rows * (HIGH + GAP) + 8;
    const heads = {};
    [["only_a", left, 0], ["both", second, 1], ["only_b", third, 2]].forEach(([field, x, index]) => {
      cells[field] = { x, y: HEAD + 4, columns: best.split[index], wide };
      heads[field] = { x, y: 50 };
    });
    return {
      width, cells, heads, token: wide - GAP,
      eu: { x: 1, y: 1, width: third - PAD - 1, height: high }, nato: { x: second - PAD, y: 1, width: width - second + PAD - 1, height: high },
      both: { x: second - PAD, y: 1, width: third - second, height: high },
      names: { eu: { x: left, y: 25, anchor: "start" }, nato: { x: width - 1 - PAD, y: 25, anchor: "end" }, day: { x: (second + third) / 2 - PAD, y: 25, anchor: "middle" } },
      ...below(width, high + 20, columns, cells, heads),
    };
  }
  function below(width, top, columns, cells, heads) {
    const wide = (width - 2 - 2 * PAD + GAP) / columns;
    cells.outside = { x: 1 + PAD, y: top + FOOT, columns, wide };
    heads.outside = { x: 1 + PAD, y: top + 22 };
    const high = FOOT + Math.ceil(size("outside") / columns) * (HIGH + GAP) + 6;
    return { outside: { x: 1, y: top, width: width - 2, height: high }, height: top + high + 2 };
  }
  const spot = (field, place) => {
    const { x, y, columns, wide } = plan.cells[field];
    return { x: x + (place % columns) * wide, y: y + Math.floor(place / columns) * (HIGH + GAP) };
  };
  /* Its own place in the field; where that is taken, which only days that the build did not foresee bring, the next free. */
  function seats(rows) {
    const taken = new Set(), found = new Map();
    const key = (field, place) => `${field} ${place}`;
    const ordered = [...rows].sort((a, b) => (data.places[b.field].of[b.state] === undefined ? 0 : 1) - (data.places[a.field].of[a.state] === undefined ? 0 : 1));
    for (const row of ordered) {
      let place = data.places[row.field].of[row.state] || 0;
      while (taken.has(key(row.field, place))) place += 1;
      taken.add(key(row.field, place));
      found.set(row.state, { field: row.field, place });
    }
    return found;
  }

  function shapes(kind, open) {
    const parts = {
      pesco: () => element("svg:rect", { x: -4, y: -4, width: 8, height: 8, class: "solid" }),
      partner: () => element("svg:circle", { r: 4, class: "hollow" }),
      suspended: () => element("svg:g", {}, element("svg:circle", { r: 4, class: "hollow" }), element("svg:line", { x1: -4.5, y1: 4.5, x2: 4.5, y2: -4.5, class: "stroke" })),
      candidate: () => element("svg:polygon", { points: "0,-5 5,4 -5,4", class: "hollow" }),
      shut: () => element("svg:g", {}, element("svg:rect", { x: -6, y: -6, width: 12, height: 12, rx: 2, class: "ground" }), element("svg:path", { d: "M-4.5,-4.5 L4.5,4.5 M4.5,-4.5 L-4.5,4.5", class: "cross" })),
    };
    const made = element("svg:g", {}, parts[kind]());
    if (open) made.append(element("svg:text", { x: 0, y: -6, class: "open", "text-anchor": "middle" }, "?"));
    return made;
  }
  function fitted(text, words, most) {
    text.textContent = words;
    // Smaller first, shorter then.
    for (let small = 11.5; small >= 10 && text.getComputedTextLength() > most; small -= 0.5) text.style.fontSize = `${small}px`;
    for (let cut = words.length; cut > 3 && text.getComputedTextLength() > most; cut -= 1) text.textContent = `${words.slice(0, cut - 1).trimEnd()}…`;
  }
  function token(row, { x, y }, state, news) {
    const code = data.codes[row.state] || "";
    const made = element("svg:g", {
      class: `token${row.unsure ? " unsure" : ""}${news ? " joined" : ""}${state.focus === row.state ? " chosen" : ""}`, role: "button", tabindex: "-1",
      "data-state": row.state, "data-field": row.field, "aria-pressed": String(state.focus === row.state),
      "aria-label": `${membership.spoken(row)}${news ? "; new here since the day shown before" : ""}`, transform: `translate(${x} ${y})`,
      onclick: () => { current = row.state; choose(row.state); },
      onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(row.state); } },
    });
    const name = element("svg:text", { x: code ? 31 : 8, y: HIGH / 2 + 4, class: "name" });
    made.append(element("svg:title", {}, membership.spoken(row)), element("svg:rect", { width: plan.token, height: HIGH, rx: 3, class: "box" }),
      element("svg:text", { x: 8, y: HIGH / 2 + 4, class: "code" }, code), name);
    tokens.append(made);
    fitted(name, `${label(row.state)}${row.unsure ? " ?" : ""}`, plan.token - (code ? 36 : 13));
    row.marks.forEach((mark, index) => {
      const shape = shapes(mark.kind, mark.open);
      shape.setAttribute("transform", `translate(${plan.token - 9 - index * 13} 0)`);
      made.append(shape);
    });
    if (news) made.append(element("svg:text", { x: -2, y: 4, class: "plus", "text-anchor": "middle" }, "+"));
    return made;
  }
  const named = (id, day) => (membership.standing(id, day) === null ? `no ${shortLabel(id)} yet` : membership.nameOn(id, day));
  function words(text, { x, y, anchor = "start" }, name) {
    return element("svg:text", { x, y, class: name, "text-anchor": anchor }, text);
  }

  function draw(rows, state, before) {
    last = [rows, state, before];
    const focused = document.activeElement && svg.contains(document.activeElement) ? document.activeElement.dataset.state : "";
    const width = Math.max(Math.floor(holder.clientWidth), 280);
    if (!plan || plan.width !== width) {
      plan = planned(width);
      svg.setAttribute("viewBox", `0 0 ${plan.width} ${plan.height}`);
      svg.setAttribute("width", plan.width);
      svg.setAttribute("height", plan.height);
    }
    const day = state["as-of"], hidden = new Set(eunato.listed(state.hide));
    const field = (name, box) => element("svg:rect", { ...box, rx: 10, class: `field ${name}` });
    back.replaceChildren(field("only_a", plan.eu), field("only_b", plan.nato), field("both", plan.both),
      element("svg:rect", { ...plan.eu, rx: 10, class: "edge only_a" }), element("svg:rect", { ...plan.nato, rx: 10, class: "edge only_b" }), field("outside", plan.outside),
      words(named("eu", day), plan.names.eu, "body only_a"),
      words(named("nato", day), plan.names.nato, "body only_b"), words(day, plan.names.day, "day"));
    for (const name of FIELDS) {
      const many = membership.count(rows, name), open = rows.filter((row) => row.field === name).length - many;
      const line = element("svg:text", { ...plan.heads[name], class: "head" });
      if (name === "outside" && membership.standing("partnership-for-peace", day) === null) line.append(`No Partnership for Peace yet on ${day}`, open ? `; ${open} besides` : "");
      else line.append(element("svg:tspan", { class: "many" }, String(many)), ` ${fieldWords(name, day)}`, name === "outside" ? ` on ${day}${open ? `, and ${open} besides` : ""}` : "");
      if (hidden.has(name)) line.append(" (hidden)");
      back.append(line);
    }
    const seated = seats(rows);
    const was = before ? seats(before) : null;
    const shown = rows.filter((row) => !hidden.has(row.field));
    tokens.replaceChildren();
    ghosts.replaceChildren();
    at = new Map();
    // In the order in which they are read: field by field, row by row.
    const place = (row) => [FIELDS.indexOf(row.field), seated.get(row.state).place];
    shown.sort((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]);
    for (const row of shown) {
      const seat = seated.get(row.state), xy = spot(seat.field, seat.place);
      const news = was !== null && (!was.has(row.state) || was.get(row.state).field !== seat.field);
      at.set(row.state, { ...xy, node: token(row, xy, state, news) });
    }
    if (was) {
      const taken = new Set([...seated.values()].map(({ field: where, place: number }) => `${where} ${number}`));
      for (const [gone, seat] of was) {
        const now = seated.get(gone);
        if ((now && now.field === seat.field) || hidden.has(seat.field) || taken.has(`${seat.field} ${seat.place}`)) continue;
        const { x, y } = spot(seat.field, seat.place);
        const ghost = element("svg:g", { class: "ghost", "data-ghost": gone, transform: `translate(${x} ${y})` }, element("svg:rect", { width: plan.token, height: HIGH, rx: 3, class: "box" }), element("svg:text", { x: 9, y: HIGH / 2 + 4, class: "name" }));
        ghosts.append(ghost);
        fitted(ghost.lastChild, `− ${label(gone)}`, plan.token - 14);
      }
    }
    if (!at.has(current)) current = at.has(state.focus) ? state.focus : shown.length ? shown[0].state : "";
    if (at.has(current)) at.get(current).node.setAttribute("tabindex", "0");
    if (focused) (at.get(focused) || at.get(current) || { node: svg }).node.focus();
  }

  /* Arrow keys: the nearest token in that direction. */
  svg.addEventListener("keydown", (event) => {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    const from = at.get(current);
    if (!way || !from) return;
    event.preventDefault();
    let best = null;
    for (const [id, { x, y }] of at) {
      const along = (x - from.x) * way[0] + (y - from.y) * way[1];
      const aside = Math.abs((x - from.x) * way[1]) + Math.abs((y - from.y) * way[0]);
      if (along < 2) continue;
      const far = along + aside * 3;
      if (best === null || far < best.far) best = { id, far };
    }
    if (!best) return;
    from.node.setAttribute("tabindex", "-1");
    current = best.id;
    at.get(current).node.setAttribute("tabindex", "0");
    at.get(current).node.focus();
  });
  new ResizeObserver(() => { if (last && plan && Math.max(Math.floor(holder.clientWidth), 280) !== plan.width) draw(...last); }).observe(holder);

  /* A mark for the legend, drawn as on the tokens. */
  const mark = (kind) => element("svg:svg", { class: "sets sign", viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, shapes(kind, false));
  /* The picture with the key of its marks below it, as a file needs it; the page has its legend beside. */
  function withKey() {
    const key = element("svg:g");
    svg.append(key);
    let x = PAD, y = plan.height + 18;
    for (const [kind, said] of [...Object.entries(membership.MARKS), ["", "broken outline, ?: not certain on this day"], ["", "+ and −: came to or left a field since the day shown before"]]) {
      if (kind && !last[0].some((row) => row.marks.some((one) => one.kind === kind))) continue;
      const text = element("svg:text", { class: "name" }, said);
      key.append(text);
      const wide = text.getComputedTextLength() + (kind ? 12 : 0);
      if (x > PAD && x + wide > plan.width - PAD) { x = PAD; y += 20; }
      if (kind) {
        const shape = shapes(kind, false);
        shape.setAttribute("transform", `translate(${x + 4} ${y - 4})`);
        key.append(shape);
      }
      text.setAttribute("x", x + (kind ? 12 : 0));
      text.setAttribute("y", y);
      x += wide + 20;
    }
    svg.setAttribute("viewBox", `0 0 ${plan.width} ${y + 10}`);
    setTimeout(() => { key.remove(); svg.setAttribute("viewBox", `0 0 ${plan.width} ${plan.height}`); }, 0);
    return svg;
  }
  return { draw, mark, withKey };
};
