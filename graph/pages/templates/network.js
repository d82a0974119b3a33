"use strict";
(() => {
  const { data, facts, element, label, holds, set, onState, listed } = eunato;
  const DARK = matchMedia("(prefers-color-scheme: dark)").matches;
  const INK = DARK ? "#e9eaec" : "#1b1d21";
  const PAPER = DARK ? "#15171a" : "#fffefb";
  const LINE = DARK ? "#6d7480" : "#9aa0a8";
  const JOINED = DARK ? "#63d0a8" : "#00845d";
  const LEFT = DARK ? "#ffa573" : "#a63a00";
  const COLOURS = DARK
    ? { eu: "#5bb5ee", nato: "#ff9a5c", both: "#c99be0", neither: "#a0a0a0" }
    : { eu: "#0072b2", nato: "#d55e00", both: "#7b3f98", neither: "#6b6b6b" };
  const SIDES = { eu: "EU", nato: "NATO", both: "both", neither: "neither" };
  const frame = document.getElementById("network");
  const shapeOf = (id) => data.shapes[eunato.kindOf(id)] || "dot";

  const spells = new Map();
  for (const [state, organisation, from, until] of data.spells) {
    if (!spells.has(state)) spells.set(state, []);
    spells.get(state).push([organisation, from, until]);
  }
  const isState = (id) => eunato.kindOf(id) === "State" || eunato.kindOf(id) === "Polity";
  function sideOf(id, day) {
    if (!isState(id)) return data.sides[id] || "neither";
    const inside = new Set((spells.get(id) || []).filter(([, from, until]) => from <= day && day < until).map(([of]) => of));
    return inside.size === 2 ? "both" : inside.has("eu") ? "eu" : inside.has("nato") ? "nato" : "neither";
  }

  let picture = null, network = null, lines = [], shownNow = [], cutNow = null, dayNow = null;

  /* The picture of a cut: all its nodes and lines, whatever the day; what is not shown is hidden and keeps its place. */
  function draw(cut) {
    picture = data.pictures[cut];
    lines = picture.lines.map(([from, to, numbers], index) => ({ id: String(index), from: picture.nodes[from][0], to: picture.nodes[to][0], facts: numbers.map((number) => facts[picture.facts[number]]) }));
    const many = picture.nodes.length;
    const degree = new Map();
    for (const line of lines) for (const end of [line.from, line.to]) degree.set(end, (degree.get(end) || 0) + 1);
    const nodes = picture.nodes.map(([id, x, y]) => {
      const colour = COLOURS[sideOf(id, eunato.state["as-of"])];
      const weight = Math.min(degree.get(id) || 0, 40);
      return { id, x, y, shape: shapeOf(id), size: 7 + Math.sqrt(weight) * 2.2, color: colour };
    });
    ranked = picture.nodes.map(([id]) => id).sort((a, b) => (degree.get(b) || 0) - (degree.get(a) || 0) || a.localeCompare(b));
    weights = degree;
    const few = lines.length <= 60;
    const edges = lines.map((line) => ({
      id: line.id, from: line.from, to: line.to, width: 1 + Math.min(line.facts.length - 1, 4) * 0.6, color: { color: LINE, highlight: INK },
      ...(few ? { label: wording(line), font: { size: 11, color: INK, strokeWidth: 4, strokeColor: PAPER } } : {}),
      arrows: { to: { enabled: many <= 400, scaleFactor: 0.45 } },
    }));
    if (network) network.destroy();
    network = new vis.Network(frame, { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) }, data.options);
    window.eunatoNetwork = network;
    // vis-network gives its frame a place of its own in the order of the Tab key, before everything else.
    network.canvas.frame.tabIndex = -1;
    network.on("click", (event) => {
      if (event.nodes.length) set({ focus: event.nodes[0] });
      else if (event.edges.length) {
        const line = lines[Number(event.edges[0])];
        eunato.describe(`${label(line.from)} – ${label(line.to)}`, line.facts.filter((fact) => visible(fact, eunato.state)));
      }
    });
    network.on("afterDrawing", writeLabels);
    // Only when the picture is begun: a filter or a day moves nothing.
    network.once("afterDrawing", () => fit());
  }
  /* Names at a size that can be read, whatever the scale: the most linked first, none over another or over a thing. */
  const widths = new Map();
  let written = [], ranked = [], weights = new Map();
  function writeLabels(context) {
    const scale = network.getScale();
    const taken = new Map();
    const cells = (box) => {
      const found = [];
      for (let x = Math.floor(box.x / 48); x <= Math.floor((box.x + box.w) / 48); x += 1)
        for (let y = Math.floor(box.y / 24); y <= Math.floor((box.y + box.h) / 24); y += 1) found.push(`${x} ${y}`);
      return found;
    };
    const take = (box) => { for (const cell of cells(box)) taken.set(cell, [...(taken.get(cell) || []), box]); };
    const free = (box, own) => cells(box).every((cell) => (taken.get(cell) || []).every((other) =>
      other.id === own || box.x >= other.x + other.w || other.x >= box.x + box.w || box.y >= other.y + other.h || other.y >= box.y + box.h));
    const seen = [];
    for (const id of ranked) {
      const node = network.body.nodes[id];
      if (node.options.hidden) continue;
      const at = network.canvasToDOM({ x: node.x, y: node.y });
      if (at.x < 0 || at.y < 0 || at.x > frame.clientWidth || at.y > frame.clientHeight) continue;
      const far = node.options.size * scale;
      seen.push({ id, at, far });
      take({ id, x: at.x - far, y: at.y - far, w: 2 * far, h: 2 * far });
    }
    const focus = eunato.state.focus;
    const near = new Set(focus ? network.getConnectedNodes(focus) : []);
    const place = ({ id }) => (id === focus ? 0 : near.has(id) ? 1 : 2);
    if (focus && network.body.nodes[focus]) seen.sort((a, b) => place(a) - place(b));
    written = [];
    context.save();
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    for (const { id, at, far } of seen) {
      if (written.length >= 220) break;
      const size = id === focus ? 15 : Math.min(11 + Math.sqrt(weights.get(id) || 0) * 0.45, 14);
      const text = short(eunato.shortLabel(id));
      context.font = `${id === focus ? "600 " : ""}${size / scale}px system-ui, sans-serif`;
      const key = `${text} ${id === focus}`;
      if (!widths.has(key)) widths.set(key, (context.measureText(text).width * scale) / size);
      const wide = widths.get(key) * size;
      const high = size * 1.15;
      const spots = [[-wide / 2, far + 2], [-wide / 2, -far - high - 1], [far + 3, -high / 2], [-far - wide - 3, -high / 2]]
        .map(([dx, dy]) => ({ id, x: at.x + dx - 1, y: at.y + dy, w: wide + 2, h: high }));
      const box = spots.find((one) => free(one, id)) || (id === focus || eunato.kindOf(id) === "Organisation" ? spots[0] : null);
      if (!box) continue;
      take(box);
      const middle = box.x + box.w / 2;
      written.push({ text, x: middle, y: box.y, size, bold: id === focus });
      const spot = network.DOMtoCanvas({ x: middle, y: box.y });
      context.strokeStyle = PAPER;
      context.lineWidth = 3 / scale;
      context.strokeText(text, spot.x, spot.y);
      context.fillStyle = INK;
      context.fillText(text, spot.x, spot.y);
    }
    context.restore();
  }
  const short = (text) => (text.length > 26 ? `${text.slice(0, 24).trimEnd()}…` : text);
  const wording = (line) => {
    const kinds = [...new Set(line.facts.map((fact) => eunato.words(fact.relation)))];
    return kinds.length === 1 ? kinds[0] : `${kinds.length} relations`;
  };
  function fit() {
    const seen = picture.nodes.map(([id]) => id).filter((id) => !network.body.nodes[id].options.hidden);
    if (seen.length) network.fit({ nodes: seen, animation: false });
  }

  function visible(fact, state) {
    if (fact.denied || (fact.certainty === "unverified" && !state.unverified)) return false;
    if (data.dated && holds(fact, state["as-of"]) === "no") return false;
    if (hidden.relation.has(fact.relation)) return false;
    if (hidden.kind.size && (hidden.kind.has(eunato.kindOf(fact.subject)) || hidden.kind.has(eunato.kindOf(fact.object)))) return false;
    if (hidden.side.size && (hidden.side.has(sideOf(fact.subject, state["as-of"])) || hidden.side.has(sideOf(fact.object, state["as-of"])))) return false;
    return !state.only || !state.focus || fact.subject === state.focus || fact.object === state.focus;
  }
  let hidden = { side: new Set(), kind: new Set(), relation: new Set() };

  const rows = eunato.table(document.getElementById("facts"), eunato.factColumns.map((column) =>
    column.name === "subject" || column.name === "object"
      ? { ...column, cell: (fact) => element("button", { type: "button", class: "link", "data-node": fact[column.name], onclick: () => set({ focus: fact[column.name] }) }, label(fact[column.name])) }
      : column), {
    page: 30,
    rowAttributes: (fact) => ({ "data-id": fact.id, "data-relation": fact.relation, class: fact.subject === eunato.state.focus || fact.object === eunato.state.focus ? "chosen" : null }),
  });

  function show(state, before) {
    hidden = { side: new Set(listed(state["hide-side"])), kind: new Set(listed(state["hide-kind"])), relation: new Set(listed(state["hide-relation"])) };
    const cut = data.pictures[state.cut] ? state.cut : Object.keys(data.pictures)[0];
    const begun = cut !== cutNow;
    if (begun) { draw(cut); cutNow = cut; }
    const day = state["as-of"];
    const own = picture.facts.map((number) => facts[number]);
    const was = new Set(begun || dayNow === null ? [] : shownNow.map((fact) => fact.id));
    const now = own.filter((fact) => visible(fact, state));
    const nowIds = new Set(now.map((fact) => fact.id));
    const moved = !begun && dayNow !== null && dayNow !== day;
    const joined = moved ? now.filter((fact) => !was.has(fact.id)) : [];
    const left = moved ? shownNow.filter((fact) => !nowIds.has(fact.id)) : [];
    const news = new Set(joined.map((fact) => fact.id));
    const olds = new Set(left.map((fact) => fact.id));
    const seen = new Set();
    for (const fact of [...now, ...left]) { seen.add(fact.subject); seen.add(fact.object); }
    if (state.focus && !moved) seen.add(state.focus);

    // The options of nodes and lines are set directly: an update of the data sets would work through all of them anew.
    for (const [id] of picture.nodes) {
      const node = network.body.nodes[id];
      node.options.hidden = !seen.has(id);
      if (isState(id) && !node.options.hidden) {
        const colour = COLOURS[sideOf(id, day)];
        if (node.options.color.background !== colour) node.setOptions({ color: colour });
      }
    }
    for (const line of lines) {
      const edge = network.body.edges[line.id];
      let drawn = false, fresh = false, gone = true, unsure = true;
      for (const fact of line.facts) {
        if (nowIds.has(fact.id)) {
          drawn = true; gone = false;
          if (news.has(fact.id)) fresh = true;
          if (!data.dated || holds(fact, day) === "yes") unsure = false;
        } else if (olds.has(fact.id)) drawn = true;
      }
      edge.options.hidden = !drawn;
      if (!drawn) continue;
      edge.options.color.color = gone ? LEFT : fresh ? JOINED : LINE;
      edge.options.dashes = gone ? [2, 5] : unsure ? [6, 4] : false;
    }
    network._updateVisibleIndices();
    shownNow = now;
    if (begun || !before || before.focus !== state.focus) choose(state.focus);
    else network.redraw();
    if (moved) eunato.sayChanges(dayNow, day, joined.map(told), left.map(told));
    dayNow = day;
    legends(now, day);
    document.getElementById("only").checked = Boolean(state.only);
    document.getElementById("unverified").checked = Boolean(state.unverified);
    const picked = document.getElementById("cut");
    if (picked) picked.value = cut;
    later();
  }
  const told = (fact) => `${label(fact.subject)} – ${eunato.words(fact.relation)} – ${label(fact.object)}`;

  /* The table, the details and the sources follow when the picture stands: a slider must not wait for them. */
  let waiting = 0;
  function later() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      rows.fill(shownNow);
      const unsure = data.dated ? shownNow.filter((fact) => holds(fact, eunato.state["as-of"]) === "unknown").length : 0;
      document.getElementById("shown").textContent =
        `${shownNow.length} of ${picture.facts.length} statements${unsure ? `, ${unsure} of them not certain on this day` : ""}`;
      eunato.sourceList(document.getElementById("sources"), shownNow);
    });
  }

  function choose(id) {
    if (id && network.body.nodes[id]) {
      network.selectNodes([id]);
      const about = shownNow.length ? facts.filter((fact) => (fact.subject === id || fact.object === id) && visible(fact, eunato.state)) : [];
      const all = facts.filter((fact) => fact.subject === id || fact.object === id);
      const some = about.length ? about : all;
      eunato.describe(label(id), some.slice(0, 60), {
        text: `${eunato.kindWords(id)}. ` + (data.dated ? `${about.length} statements on ${eunato.state["as-of"]} with these filters, ${all.length} over all time.` : `${all.length} statements.`) + (some.length > 60 ? " The first 60 are listed; the table has all." : ""),
      });
    } else network.unselectAll();
  }

  function legend(place, kind, entries) {
    const field = document.getElementById(place);
    const focused = document.activeElement && field.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    const boxes = entries.map(({ name, words, count, mark }) => element("label", {},
      element("input", { type: "checkbox", checked: !hidden[kind].has(name), "data-filter": kind, "data-name": name, onchange: (event) => {
        const off = new Set(hidden[kind]);
        if (event.target.checked) off.delete(name); else off.add(name);
        set({ [`hide-${kind}`]: [...off].sort().join(",") });
      } }), mark, `${words} `, element("span", { class: "count" }, String(count))));
    field.replaceChildren(field.querySelector("legend"), ...boxes);
    if (focused) field.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
  }
  function legends(now, day) {
    const nodes = new Set(), kinds = new Map(), relations = new Map(), sidesSeen = new Map();
    for (const fact of now) {
      nodes.add(fact.subject); nodes.add(fact.object);
      relations.set(fact.relation, (relations.get(fact.relation) || 0) + 1);
    }
    for (const id of nodes) {
      kinds.set(eunato.kindOf(id), (kinds.get(eunato.kindOf(id)) || 0) + 1);
      const side = sideOf(id, day);
      sidesSeen.set(side, (sidesSeen.get(side) || 0) + 1);
    }
    for (const name of hidden.kind) if (!kinds.has(name)) kinds.set(name, 0);
    for (const name of hidden.relation) if (!relations.has(name)) relations.set(name, 0);
    const byCount = (a, b) => b[1] - a[1] || a[0].localeCompare(b[0]);
    legend("side-legend", "side", Object.entries(SIDES).map(([name, words]) => ({ name, words, count: sidesSeen.get(name) || 0, mark: element("span", { class: "mark dot", style: `--mark:${COLOURS[name]}`, "aria-hidden": "true" }) })));
    legend("kind-legend", "kind", [...kinds].sort(byCount).map(([name, count]) => ({ name, words: data.kinds[name] || name, count, mark: element("span", { class: `mark ${data.shapes[name] || "dot"}`, "aria-hidden": "true" }) })));
    legend("relation-legend", "relation", [...relations].sort(byCount).map(([name, count]) => ({ name, words: eunato.words(name), count })));
  }

  /* The picture as it is seen, as SVG: same cut of the plane, same shapes. */
  function asSvg() {
    const wide = frame.clientWidth, high = frame.clientHeight;
    const a = network.DOMtoCanvas({ x: 0, y: 0 }), b = network.DOMtoCanvas({ x: wide, y: high });
    const scale = network.getScale();
    const at = (id) => { const { x, y } = network.body.nodes[id]; return { x: (x - a.x) * scale, y: (y - a.y) * scale }; };
    const svg = element("svg:svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high });
    for (const line of lines) {
      const options = network.body.edges[line.id].options;
      if (options.hidden || network.body.nodes[line.from].options.hidden || network.body.nodes[line.to].options.hidden) continue;
      const from = at(line.from), to = at(line.to);
      svg.append(element("svg:line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: options.color.color, "stroke-width": options.width, "stroke-dasharray": options.dashes ? options.dashes.join(" ") : null, "stroke-opacity": 0.8 }, element("svg:title", {}, line.facts.map(told).join("\n"))));
    }
    for (const [id] of picture.nodes) {
      const node = network.body.nodes[id];
      if (node.options.hidden || node.x < a.x || node.x > b.x || node.y < a.y || node.y > b.y) continue;
      const place = at(id), size = Math.max(node.options.size * scale, 3), colour = node.options.color.background;
      svg.append(shapeSvg(shapeOf(id), place, size, colour));
    }
    for (const { text, x, y, size, bold } of written) {
      svg.append(element("svg:text", { x, y: y + size * 0.9, "text-anchor": "middle", "font-size": size, "font-weight": bold ? 600 : 400, "font-family": "sans-serif", fill: INK }, text));
    }
    // Styles are read from the page, so it stands in it for a moment.
    const holder = element("div", { style: "position:absolute;left:-200vw;top:0", "aria-hidden": "true" }, svg);
    document.body.append(holder);
    setTimeout(() => holder.remove(), 0);
    return svg;
  }
  function shapeSvg(shape, { x, y }, size, fill) {
    if (shape === "dot") return element("svg:circle", { cx: x, cy: y, r: size, fill });
    const corners = { square: [[-1, -1], [1, -1], [1, 1], [-1, 1]], diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]], triangle: [[0, -1.2], [1.1, 0.9], [-1.1, 0.9]], triangleDown: [[-1.1, -0.9], [1.1, -0.9], [0, 1.2]], hexagon: [[-0.5, -0.9], [0.5, -0.9], [1, 0], [0.5, 0.9], [-0.5, 0.9], [-1, 0]] };
    const points = corners[shape] || Array.from({ length: 10 }, (_, index) => { const far = index % 2 ? 0.5 : 1.3, turn = (index * Math.PI) / 5; return [far * Math.sin(turn), -far * Math.cos(turn)]; });
    return element("svg:polygon", { points: points.map(([dx, dy]) => `${x + dx * size},${y + dy * size}`).join(" "), fill });
  }

  const zoom = (by) => network.moveTo({ scale: network.getScale() * by });
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("closer").addEventListener("click", () => zoom(1.35));
  document.getElementById("farther").addEventListener("click", () => zoom(1 / 1.35));
  frame.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] }[event.key];
    if (step) {
      const { x, y } = network.getViewPosition();
      network.moveTo({ position: { x: x + step[0] / network.getScale(), y: y + step[1] / network.getScale() } });
    } else if (event.key === "+" || event.key === "=") zoom(1.35);
    else if (event.key === "-") zoom(1 / 1.35);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  document.getElementById("only").addEventListener("change", (event) => set({ only: event.target.checked ? "1" : "" }));
  document.getElementById("unverified").addEventListener("change", (event) => set({ unverified: event.target.checked ? "1" : "" }));
  const picked = document.getElementById("cut");
  if (picked) picked.addEventListener("change", () => set({ cut: picked.value }));
  const ids = [...new Set(Object.values(data.pictures).flatMap((one) => one.nodes.map(([id]) => id)))];
  eunato.search(document.getElementById("search"), ids, (id) => {
    const inside = (cut) => data.pictures[cut].nodes.some(([node]) => node === id);
    const cut = inside(cutNow) ? cutNow : Object.keys(data.pictures).find(inside);
    set({ focus: id, cut });
    if (network.body.nodes[id]) network.focus(id, { scale: Math.max(network.getScale(), 0.9), animation: false });
  });
  onState(show);
  if (data.dated) eunato.dayControl(data.days, data.about.covered);
  eunato.downloads({ picture: asSvg, shown: () => shownNow });
})();
