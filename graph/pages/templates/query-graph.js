"use strict";
/* A result as a picture: things as points, links as lines. The places are computed before it is drawn; nothing moves. */
const queryGraph = (() => {
  const { element } = eunato;
  const MOST_THINGS = 250, MOST_LINKS = 1200, FEW_LINKS = 60;
  let network = null;

  /* The columns that hold subject, relation and object, or null: by these names, or as the only three. */
  function columns(names, rows) {
    for (const three of [["s", "p", "o"], ["subject", "predicate", "object"], ["subject", "relation", "object"]]) {
      if (three.every((name) => names.includes(name))) return three;
    }
    const addresses = (name) => rows.every((row) => row[name] && row[name].type === "uri");
    return names.length === 3 && rows.length && names.every(addresses) ? names : null;
  }

  /* The things and links to draw: {things, links, out}; `out` says in words what is left out. */
  function picture(names, rows) {
    const [from, by, to] = names;
    const bundles = new Map(), weight = new Map();
    let literals = 0;
    for (const row of rows) {
      const [subject, relation, target] = [row[from], row[by], row[to]];
      if (!subject || !relation || !target || target.type === "literal" || subject.type === "literal") { literals += 1; continue; }
      const ends = [subject, target].map((end) => (end.type === "bnode" ? `_:${end.value}` : end.value));
      const key = JSON.stringify(ends);
      if (!bundles.has(key)) {
        bundles.set(key, { from: ends[0], to: ends[1], words: new Set() });
        for (const end of ends) weight.set(end, (weight.get(end) || 0) + 1);
      }
      bundles.get(key).words.add(queryCells.text(relation));
    }
    const ranked = [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a));
    const kept = new Set(ranked.slice(0, MOST_THINGS));
    const inside = [...bundles.values()].filter((link) => kept.has(link.from) && kept.has(link.to));
    const links = inside.slice(0, MOST_LINKS);
    const linked = new Set(links.flatMap((link) => [link.from, link.to]));
    const things = ranked.filter((id) => linked.has(id));
    const out = [];
    if (literals) out.push(`${literals} row${literals === 1 ? "" : "s"} with a text, a number or nothing at one end`);
    if (weight.size > things.length) out.push(`${weight.size - things.length} of ${weight.size} things, those with the fewest links`);
    if (bundles.size > links.length) out.push(`${bundles.size - links.length} of ${bundles.size} links`);
    return { things, links, weight, out };
  }

  const shortOf = (id) => {
    const own = id.startsWith(eunato.data.prefixes.id) ? id.slice(eunato.data.prefixes.id.length) : "";
    return cut(own && eunato.data.things[own] ? eunato.shortLabel(own) : nameOf(id));
  };
  const nameOf = (id) => (id.startsWith("_:") ? id : queryCells.describe(id).text);
  const cut = (text) => (text.length > 28 ? `${text.slice(0, 26).trimEnd()}…` : text);

  function draw(place, names, rows) {
    clear();
    const { things, links, weight, out } = picture(names, rows);
    const said = element("p", { class: "more", id: "drawn-said" }, `${things.length} things and ${links.length} links are drawn. ${out.length ? `Left out: ${out.join("; ")}. The table has everything.` : "The table has the same rows."}`);
    if (!things.length) {
      place.replaceChildren(element("div", { class: "nothing" }, element("h3", {}, "There is nothing to draw"), element("p", {}, "A picture needs rows that link one thing with another.")), said);
      return;
    }
    const frame = element("div", { class: "drawn", id: "drawn", role: "img", tabindex: "0", "aria-label": "The result as a picture; the table holds the same rows. The arrow keys move it, + and − change its size" });
    const details = element("p", { class: "more", id: "drawn-chosen", role: "status" }, "Choose a point to read its name and links.");
    place.replaceChildren(said, frame, details);
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const [ink, paper, line, dot] = dark ? ["#e9eaec", "#15171a", "#6d7480", "#8cc4f5"] : ["#1b1d21", "#fffefb", "#9aa0a8", "#0b4f8a"];
    const font = { color: ink, strokeColor: paper, strokeWidth: 4, face: "system-ui, sans-serif" };
    const nodes = things.map((id) => ({ id, label: shortOf(id), size: 6 + Math.sqrt(Math.min(weight.get(id), 40)) * 2, color: dot, shape: id.startsWith("_:") ? "square" : "dot", font: { ...font, size: 16 } }));
    const edges = links.map((link, id) => ({ id, from: link.from, to: link.to, color: line, ...(links.length <= FEW_LINKS ? { label: cut([...link.words].join(", ")), font: { ...font, size: 13 } } : {}) }));
    network = new vis.Network(frame, { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) }, {
      autoResize: true,
      layout: { improvedLayout: false, randomSeed: 20171211 },
      // The forces work out of sight, for so many steps, and are off before the picture is shown.
      physics: { solver: "barnesHut", barnesHut: { springLength: 170, gravitationalConstant: -6000, avoidOverlap: 0.3 }, stabilization: { enabled: true, iterations: 300, updateInterval: 300, fit: true } },
      interaction: { keyboard: false, navigationButtons: false, tooltipDelay: 0 },
      nodes: { borderWidth: 1.5, scaling: { label: { drawThreshold: 5 } } },
      edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, smooth: false, selectionWidth: 1.5 },
    });
    const own = network;
    frame.dataset.state = "placing";
    own.once("stabilizationIterationsDone", () => {
      own.setOptions({ physics: false });
      // The frame is wider than high, and so are names.
      for (const [id, { x, y }] of Object.entries(own.getPositions())) own.moveNode(id, x * 1.7, y);
      own.fit({ animation: false });
      frame.dataset.state = "drawn";
    });
    own.canvas.frame.tabIndex = -1;
    own.on("click", ({ nodes: [id], edges: [edge] }) => {
      if (id !== undefined) {
        const { href } = id.startsWith("_:") ? { href: "" } : queryCells.describe(id);
        details.replaceChildren(href ? element("a", { href, rel: /^https?:/.test(href) ? "noreferrer" : null }, nameOf(id)) : nameOf(id),
          `: ${links.filter((link) => link.from === id || link.to === id).slice(0, 40).map((link) => `${nameOf(link.from)} – ${[...link.words].join(", ")} – ${nameOf(link.to)}`).join("; ")}`);
      } else if (edge !== undefined) {
        const link = links[edge];
        details.textContent = `${nameOf(link.from)} – ${[...link.words].join(", ")} – ${nameOf(link.to)}`;
      }
    });
    const zoom = (by) => own.moveTo({ scale: own.getScale() * by });
    frame.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] }[event.key];
      if (step) {
        const { x, y } = own.getViewPosition();
        own.moveTo({ position: { x: x + step[0] / own.getScale(), y: y + step[1] / own.getScale() } });
      } else if (event.key === "+" || event.key === "=") zoom(1.35);
      else if (event.key === "-") zoom(1 / 1.35);
      else if (event.key === "0") own.fit({ animation: false });
      else return;
      event.preventDefault();
    });
  }
  function clear() {
    if (network) network.destroy();
    network = null;
  }
  return { columns, draw, clear };
})();
