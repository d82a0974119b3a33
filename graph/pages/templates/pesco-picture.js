"use strict";
/* The matrix as it is seen, as SVG: same rows, columns, groups and marks, with a legend of the marks in it. */
const pescoPicture = (view) => {
  const { element, label, shortLabel } = eunato;
  const CELL = 28, LINE = 22, SIDE = 400, HEAD = 150, LONGEST = 60;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const [ink, quiet, line, paper] = ["ink", "quiet", "hair", "paper"].map(colour);
  const tone = { pesco: ["eu", "eu-tint"], eu: ["eu", "eu-tint"], ally: ["nato", "nato-tint"], third: ["neither", "neither-tint"] };
  const used = new Set();
  const columns = view.columns, rows = view.rows;
  const wide = Math.max(SIDE + columns.length * CELL + 90, 800);
  const high = HEAD + rows.length * LINE;
  const text = (x, y, words, more = {}) => element("svg:text", { x, y, "font-size": 11, "font-family": "sans-serif", fill: ink, ...more }, words);
  const svg = element("svg:svg", {});

  /* A mark: for members a filled or tinted square, for third states a bar at the left, filled as high as the step is. */
  function mark(x, y, found, group) {
    const [strong, tint] = tone[group].map(colour), wideMark = CELL - 3, highMark = LINE - 3;
    const level = pescoDay.STAGES.indexOf(found.mark) + 1;
    const box = (top, height, fill, stroke = null) => svg.append(element("svg:rect", { x: x + 1, y: y + top, width: wideMark, height, fill, stroke: stroke || "transparent", "stroke-dasharray": found.certain ? null : "3 2" }));
    const solid = found.mark === "coordinator" && found.certain && found.verified;
    const sure = found.certain && found.verified;
    const bar = (top, height, fill) => svg.append(element("svg:rect", { x: x + 2, y: y + top, width: 4, height, fill }));
    if (solid) box(1, highMark, strong);
    else if (sure && (found.mark === "member" || found.mark === "participating")) box(1, highMark, tint);
    if (sure && level) { bar(2, highMark - 2, tint); bar(2 + (highMark - 2) * (1 - level / 6), (highMark - 2) * level / 6, strong); }
    if (!found.certain || found.mark === "observer" || found.mark === "participating") box(1, highMark, "transparent", strong);
    svg.append(text(x + CELL / 2 + (sure && level ? 2 : -0.5), y + LINE / 2 + 4, pescoDay.inShort(found), { "text-anchor": "middle", "font-weight": sure && ["coordinator", "member", "participating"].includes(found.mark) ? 700 : 400, "font-size": level ? 10 : 11, fill: solid ? paper : ink }));
    if (found.more) svg.append(text(x + CELL - 4, y + 8, "?", { "font-size": 8, "text-anchor": "middle" }));
    if (found.denied && found.mark !== "no") svg.append(text(x + CELL - 4, y + LINE - 2, found.denied === "yes" ? "×" : "×?", { "font-size": 10, "text-anchor": "middle", fill: colour("bad"), "font-weight": 700 }));
    used.add(found.mark);
  }

  let last = "";
  columns.forEach((id, index) => {
    const x = SIDE + index * CELL, group = view.groups.get(id);
    if (group !== last) {
      svg.append(element("svg:line", { x1: x - 1, y1: 0, x2: x - 1, y2: high, stroke: quiet, "stroke-width": 1 }));
      const span = columns.filter((other) => view.groups.get(other) === group).length * CELL;
      const words = pescoDay.GROUPS.find(([name]) => name === group)[1];
      svg.append(text(x + 3, span < 150 ? 24 : 12, words, { "font-weight": 700, "font-size": span < 60 ? 9 : 11, fill: quiet }));
      last = group;
    }
    svg.append(text(0, 0, label(id), { transform: `translate(${x + CELL / 2 + 4} ${HEAD - 20}) rotate(-90)` }));
    svg.append(text(x + CELL / 2, HEAD - 6, String(view.inColumn.get(id) || 0), { "text-anchor": "middle", fill: quiet, "font-size": 10 }));
  });
  svg.append(text(SIDE - 8, HEAD - 6, "states or projects that take part, as recorded", { "text-anchor": "end", fill: quiet, "font-size": 10 }));
  rows.forEach(({ id, wave }, index) => {
    const y = HEAD + index * LINE, short = shortLabel(id), full = label(id);
    const whole = short === full ? short : `${short}  ${full}`;
    svg.append(element("svg:line", { x1: 0, y1: y, x2: wide, y2: y, stroke: line, "stroke-width": 1 }));
    // Names are never cut: a long one stands in two smaller lines.
    const cut = whole.length > LONGEST ? whole.indexOf(" ", Math.floor(whole.length / 2)) : -1;
    const parts = cut < 0 ? [text(2, y + LINE / 2 + 4, whole)] : [text(2, y + 9, whole.slice(0, cut), { "font-size": 8.5 }), text(2, y + 19, whole.slice(cut + 1), { "font-size": 8.5 })];
    svg.append(element("svg:g", {}, element("svg:title", {}, `${whole}, wave ${wave}`), ...parts));
    svg.append(text(SIDE - 8, y + LINE / 2 + 4, String(view.inRow.get(id) || 0), { "text-anchor": "end", fill: quiet, "font-size": 10 }));
    columns.forEach((state, column) => {
      const found = view.cells.get(`${state}--${id}`);
      if (found && !view.hidden(found)) mark(SIDE + column * CELL, y, found, view.groups.get(state));
      else if (found) svg.append(text(SIDE + column * CELL + CELL / 2, y + LINE / 2 + 4, "·", { "text-anchor": "middle", fill: quiet }));
    });
  });
  const legend = [...pescoDay.MARKS].filter(([name]) => used.has(name)).map(([, { text: short, words }]) => `${short} ${words}`);
  const entries = [...legend, "? not certain on the day", "small ?: a higher one may hold", "small ×: a source says no to another step", "empty: not recorded, does not mean no"];
  const longest = Math.floor(wide / 6.2);
  const wrapped = [""];
  for (const entry of entries) {
    const end = wrapped.length - 1;
    if (wrapped[end] && wrapped[end].length + entry.length + 5 > longest) wrapped.push(entry);
    else wrapped[end] += (wrapped[end] ? "  ·  " : "") + entry;
  }
  wrapped.forEach((words, index) => svg.append(text(2, high + 20 + index * 16, words, { fill: quiet })));
  const tall = high + 28 + wrapped.length * 16;
  for (const [name, value] of [["viewBox", `0 0 ${wide} ${tall}`], ["width", wide], ["height", tall]]) svg.setAttribute(name, value);
  // Styles are read from the page, so it stands in it for a moment.
  const holder = element("div", { style: "position:absolute;left:-400vw;top:0", "aria-hidden": "true" }, svg);
  document.body.append(holder);
  setTimeout(() => holder.remove(), 0);
  return svg;
};
