"use strict";
(() => {
  const { data, facts, byId, element, label, holds, set, onState, listed } = eunato;
  const region = document.getElementById("timeline");
  const plane = document.getElementById("plane");
  const COVERED = data.about.covered;
  const SIDES = { eu: "EU", nato: "NATO", both: "EU and NATO", neither: "of states, or side not recorded" };
  // Rows of a lane until it is opened; the subject of the page has more room.
  const ROWS = { steps: 5, life: 8, members: 4, projects: 5, facts: 6 };
  const rowsOf = (lane) => (lane.id === "eu-nato" ? 8 : ROWS[lane.how]);
  const ROW = 30, TEXT_AT = 11, MARK_AT = 20, GAP = 12, LEAST = 7, ARROW = 9, BEFORE = 24;

  /* Days as numbers, so that they have a place on the axis. Open ends are infinite. */
  const number = (day) =>
    day === eunato.OPEN ? Infinity : day.startsWith("0001") ? -Infinity : Date.UTC(+day.slice(0, 4), +day.slice(5, 7) - 1, +day.slice(8, 10)) / 864e5;
  const ofYear = (year) => Date.UTC(year, 0, 1) / 864e5;
  const covered = number(COVERED) + 1;

  /* Steps: what happened to a thing, from the first to the day after the last day on which it may have happened. */
  const steps = data.milestones.map((short) => {
    const before = short.a === "";
    return {
      id: short.i, thing: short.e, what: short.m, written: short.w, before, from: before ? -Infinity : number(short.a || short.w), until: number(short.z || short.w) + 1,
      certainty: ["confirmed", "probable", "unverified"][short.c || 0], act: short.y || "", note: short.t || "", cited: short.k.map(eunato.citation),
    };
  });
  const group = (some, key) => {
    const found = new Map();
    for (const one of some) { const at = key(one); if (!found.has(at)) found.set(at, []); found.get(at).push(one); }
    return found;
  };
  const stepsOf = group(steps, (step) => step.thing);
  const lifeOf = new Map(facts.filter((fact) => fact.relation === "exists" && !fact.denied).map((fact) => [fact.subject, fact]));
  const about = new Map();
  for (const fact of facts) for (const id of new Set([fact.subject, fact.object])) if (id) { if (!about.has(id)) about.set(id, []); about.get(id).push(fact); }
  const ENDS = new Set(["terminated", "completed", "repealed"]);
  const words = (what) => (data.steps[what] ? data.steps[what].l : what);
  const sideOf = (id) => data.sides[id] || "neither";

  /* A label: a short name where there is one; else the beginning of a long one, and where several things begin alike,
     both its ends. */
  const LONG = 40;
  const cut = (text) => `${text.slice(0, LONG).replace(/\s+\S*$/, "")} …`;
  const alike = new Map();
  for (const lane of data.lanes) for (const id of lane.things) if (label(id).length > LONG) alike.set(cut(label(id)), (alike.get(cut(label(id))) || 0) + 1);
  function brief(text) {
    if (text.length <= LONG) return text;
    if ((alike.get(cut(text)) || 0) < 2 && cut(text).length > 12) return cut(text);
    const parts = text.split(" ");
    let head = "", tail = "";
    while (parts.length && (head + parts[0]).length < 17) head += `${parts.shift()} `;
    while (parts.length && (tail + parts[parts.length - 1]).length < 22) tail = `${parts.pop()} ${tail}`.trimEnd();
    return head && tail ? `${head}… ${tail}` : `${text.slice(0, LONG - 1).trimEnd()}…`;
  }
  // An acronym says less than a name that goes on after it: EULEX Kosovo, not EULEX.
  const whole = (id, how) => label(id).length <= LONG && (how === "steps" || (label(id).length <= 32 && label(id).startsWith(`${eunato.shortLabel(id)} `)));
  const shorten = (text) => (text.length <= 24 ? text : `${text.slice(0, 22).replace(/\s+\S*$/, "")} …`);
  const named = (id, how) => (whole(id, how) ? label(id) : (how === "life" && data.things[id].h) || data.brief[id] || brief(eunato.shortLabel(id)));

  /* Rows are what the table lists and what a mark is drawn from: one step, one period, one joining or leaving. */
  const stepRow = (step) => ({ ...step, kind: "step", glyph: step.what, when: step.written, what: words(step.what), facts: [] });
  const lifeRow = (fact, what) => ({
    id: fact.id, kind: "period", thing: fact.subject, fact, facts: [fact], glyph: "", what, when: eunato.when(fact), before: fact.possiblyFrom.startsWith("0001"),
    from: number(fact.possiblyFrom), until: fact.ends === "?" ? Infinity : number(fact.possiblyUntil), certainty: fact.certainty, note: fact.note, act: fact.basis[0] || "", cited: fact.cited,
  });
  /* Where a period begins or ends, as a step of its own. */
  function edge(fact, ending, glyph, what, thing = fact.subject) {
    const before = !ending && fact.possiblyFrom.startsWith("0001");
    const [first, last] = ending ? [fact.until, fact.possiblyUntil] : [fact.possiblyFrom, fact.from];
    const from = before ? -Infinity : number(first);
    return {
      id: `${fact.id}${ending ? "--to" : "--from"}`, kind: "step", thing, fact, facts: [fact], glyph, what, when: ending ? fact.ends : fact.begins, before, from,
      until: ending ? Math.max(number(last), from + 1) : number(last) + 1, certainty: fact.certainty, note: fact.note, act: fact.basis[0] || "", cited: fact.cited,
    };
  }
  const ended = (fact) => fact.ends !== "" && fact.ends !== "?";
  const few = (ids) => (ids.length <= 2 ? ids.map((id) => eunato.label(id)).join(", ") : String(ids.length));

  function marksOf(lane) {
    const made = [];
    const mark = (one) => made.push({ lane, side: "neither", bar: null, ...one });
    if (lane.how === "steps" || lane.how === "life") for (const id of lane.things) {
      const life = lifeOf.get(id);
      const rows = (stepsOf.get(id) || []).map(stepRow);
      const bar = lane.how === "life" && life ? lifeRow(life, "in existence") : null;
      if (bar) rows.unshift(bar);
      else if (life) {
        if (!rows.length) rows.push(edge(life, false, "begins", "in existence from this day"));
        if (ended(life) && !rows.some((row) => ENDS.has(row.glyph))) rows.push(edge(life, true, "ends", "no longer from this day"));
      }
      mark({ id, things: [id], name: named(id, lane.how), title: label(id), side: sideOf(id), rows, bar, weight: (about.get(id) || []).length + rows.length });
    }
    if (lane.how === "projects") {
      const own = lane.things.flatMap((id) => stepsOf.get(id) || []).map(stepRow);
      for (const [key, rows] of group(own, (row) => `${row.when} ${row.glyph}`)) {
        const things = rows.map((row) => row.thing);
        const sign = ENDS.has(rows[0].glyph) ? "−" : rows[0].glyph === "adopted" ? "+" : "";
        // No total: what was closed is not completely recorded, so that a sum of the recorded would say too much.
        const name = `${sign}${things.length > 2 ? `${things.length} projects` : things.map((id) => brief(eunato.shortLabel(id))).join(", ")}`;
        mark({ id: `${lane.id}:${key.replaceAll(" ", ":")}`, things, name, title: `${rows[0].what} ${rows[0].when}: ${things.length} PESCO ${things.length === 1 ? "project" : "projects"}`, side: "eu", rows, weight: things.length, grouped: true });
      }
    }
    if (lane.how === "members") {
      const own = lane.facts.map((id) => byId.get(id));
      const rows = [...own.map((fact) => edge(fact, false, "joins", "becomes a member")), ...own.filter(ended).map((fact) => edge(fact, true, "leaves", "no longer a member from this day"))];
      // The Communities handed their members on to the EU: nobody left them on that day.
      const kept = rows.filter((row) => row.glyph === "joins" || row.fact.object === lane.id.replace("-members", ""));
      for (const [key, some] of group(kept, (row) => `${row.fact.object}:${row.when}:${row.glyph}`)) {
        const things = some.map((row) => row.thing);
        const [of, when] = key.split(":");
        // How many there are then: only where the list is complete and every membership is certain on that day.
        const day = some[0].glyph === "joins" ? some[0].fact.from : some[0].fact.until;
        const then = facts.filter((fact) => fact.relation === "memberOf" && fact.object === of && !fact.denied && fact.certainty !== "unverified");
        const inside = then.filter((fact) => holds(fact, day) === "yes").length;
        const sure = (data.complete[of] || []).some(([from, until]) => from <= day && day < until) && then.every((fact) => holds(fact, day) !== "unknown");
        const sign = some[0].glyph === "joins" ? "+" : "−";
        const founding = sign === "+" && sure && inside === things.length;
        const name = founding ? `${eunato.shortLabel(of)}: ${inside} members` : `${sign}${few(things)}${sure ? ` → ${inside}` : ""}`;
        mark({
          id: `${lane.id}:${of}:${when}:${some[0].glyph}`, things, name, side: lane.id === "nato-members" ? "nato" : "eu", rows: some, weight: 1000 + things.length, grouped: true,
          title: `${label(of)}, ${when}: ${founding ? `${inside} members` : `${sign === "+" ? "joined by" : "left by"} ${things.map(label).join(", ")}${sure ? `, ${inside} members from then on` : ""}`}`,
        });
      }
    }
    if (lane.how === "facts") for (const id of lane.facts) {
      const fact = byId.get(id);
      const other = fact.subject === data.thing ? fact.object : fact.subject;
      const row = lifeRow(fact, eunato.words(fact.relation));
      mark({ id, things: [other], name: brief(eunato.shortLabel(other)) + (fact.concerning ? ` (${brief(eunato.shortLabel(fact.concerning))})` : ""), title: `${label(fact.subject)} – ${eunato.words(fact.relation)} – ${label(fact.object)}${fact.concerning ? `, on ${label(fact.concerning)}` : ""}`, side: sideOf(other), rows: [{ ...row, thing: other }], bar: row, weight: (about.get(other) || []).length });
    }
    for (const one of made) for (const row of one.rows) { row.lane = lane; row.side = one.side; }
    return made;
  }
  for (const lane of data.lanes) lane.marks = marksOf(lane);
  const allMarks = data.lanes.flatMap((lane) => lane.marks);

  /* The stretch of years in the state, mended where an address holds nonsense. */
  const [FIRST, LAST] = data.years;
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
  function stretch(state) {
    const read = (text, otherwise) => (/^\d{4}$/.test(text) ? clamp(+text, FIRST, LAST) : otherwise);
    const a = read(state.from, FIRST), b = read(state.to, LAST);
    return { first: Math.min(a, b), last: Math.max(a, b) };
  }
  function show(first, last, more = {}, how = {}) {
    const wide = Math.min(last - first, LAST - FIRST);
    const from = clamp(first, FIRST, LAST - wide);
    set({ from: String(from), to: String(from + wide), ...more }, how);
  }
  function zoom(by, at = null) {
    const { first, last } = stretch(eunato.state);
    const years = last - first + 1;
    const next = clamp(Math.round(years * by), 1, LAST - FIRST + 1);
    // What is chosen keeps its place where it is in sight; else the middle does.
    const chosen = seen.lanes.flatMap((lane) => lane.shown).find((one) => one.chosen);
    const middle = at !== null ? at : chosen ? yearAt(chosen.low) : first + years / 2;
    const at0 = middle - ((middle - first) / years) * next;
    // A half year goes the other way on the way back, so that in and out again is where it was.
    const start = by < 1 ? Math.ceil(at0 - 0.5) : Math.floor(at0 + 0.5);
    show(start, start + next - 1);
  }
  const yearAt = (x) => seen.first + clamp((x - seen.left) / (seen.right - seen.left), 0, 1) * (seen.last - seen.first + 1);
  const move = (by) => { const { first, last } = stretch(eunato.state); show(first + by, last + by); };
  const pace = () => { const { first, last } = stretch(eunato.state); return Math.max(1, Math.round((last - first + 1) / 4)); };

  /* What of a lane is seen: its rows in the stretch, and how many things they are. */
  function visible(row, from, until, unverified) {
    if (row.certainty === "unverified" && !unverified) return false;
    // "On or before" a day is known for that day only; an open end is known as far as the data reach.
    const starts = row.before ? (row.fact && row.kind === "period" ? number(row.fact.from) : row.until - 1) : row.from;
    const ends = row.until === Infinity ? Math.max(covered, starts + 1) : row.until;
    return starts < until && ends > from;
  }
  const counted = (rows) => new Set(rows.filter((row) => row.certainty !== "unverified").map((row) => (row.lane.how === "facts" ? row.id : row.thing))).size;

  let measure = null;
  function widthOf(text, bold = false) {
    if (!measure) measure = document.createElement("canvas").getContext("2d");
    measure.font = `${bold ? "650 " : ""}12px ${getComputedStyle(document.body).fontFamily}`;
    return measure.measureText(text).width + 2;
  }

  /* The picture of a stretch: for each lane its marks in rows, none over another, and how many had no room. */
  function arrange(state, wide) {
    const { first, last } = stretch(state);
    const t0 = ofYear(first), t1 = ofYear(last + 1);
    const left = 10, right = wide - 16;
    const scale = (right - left) / (t1 - t0);
    const x = (at) => left + (at - t0) * scale;
    const hidden = new Set(listed(state.hide)), tall = new Set(listed(state.tall)), unverified = Boolean(state.unverified);
    const lanes = data.lanes.map((lane) => {
      const seen = [];
      for (const mark of lane.marks) {
        const rows = mark.rows.filter((row) => visible(row, t0, t1, unverified));
        if (rows.length) seen.push({ mark, rows, chosen: isChosen(mark, state.focus) });
      }
      const rows = seen.flatMap((one) => one.rows);
      const off = hidden.has(lane.id);
      const placed = off ? { shown: [], more: 0, high: 0 } : place(seen, lane, tall.has(lane.id));
      return { lane, seen, rows, off, count: counted(rows), tall: tall.has(lane.id), ...placed };
    });
    return { first, last, t0, t1, left, right, x, lanes, wide };

    function place(seen, lane, all) {
      const fits = (names) => packed(seen, names, all ? Infinity : rowsOf(lane));
      const full = fits((mark) => mark.name);
      if (full.more <= seen.length / 2) return full;
      // Where most would have no room, shorter names leave room for more.
      const tight = fits((mark) => shorten(mark.name));
      return tight.more < full.more ? tight : fits((mark) => mark.name);
    }
    function packed(seen, naming, cap) {
      for (const one of seen) {
        const edges = [];
        one.draw = one.rows.map((row) => {
          const spot = row.kind === "period" ? barSpot(row) : stepSpot(row);
          edges.push(spot.low, spot.high);
          return { row, spot };
        });
        one.name = one.chosen ? one.mark.name : naming(one.mark);
        // The mark of a period that began earlier starts at the edge of the picture.
        const low = Math.max(Math.min(...edges), left), wide = widthOf(one.name, one.chosen);
        one.textAt = clamp(low, left, Math.max(left, right - wide));
        one.low = Math.min(low, one.textAt);
        one.high = Math.max(...edges, one.textAt + wide);
      }
      const byWeight = [...seen].sort((a, b) => Number(b.chosen) - Number(a.chosen) || b.mark.weight - a.mark.weight || a.low - b.low || (a.mark.id < b.mark.id ? -1 : 1));
      // Room is given by weight, then rows anew by date: as many rows as overlap, and a calm order.
      const kept = [], tried = [];
      for (const one of byWeight) {
        const row = tried.findIndex((others) => others.every((other) => other.high + GAP <= one.low || one.high + GAP <= other.low));
        if (row >= 0) tried[row].push(one);
        else if (tried.length < cap) tried.push([one]);
        else continue;
        kept.push(one);
      }
      kept.sort((a, b) => a.low - b.low || a.high - b.high || (a.mark.id < b.mark.id ? -1 : 1));
      const ends = [];
      for (const one of kept) {
        let row = ends.findIndex((end) => end + GAP <= one.low);
        if (row < 0) row = ends.push(0) - 1;
        ends[row] = one.high;
        one.row = row;
      }
      return { shown: kept, more: seen.length - kept.length, high: ends.length * ROW + (ends.length ? 4 : 0) };
    }
    function stepSpot(row) {
      if (row.before) { const at = clamp(x(row.until), left, right); return { low: at - BEFORE, high: at, kind: "before" }; }
      if (row.until - row.from <= 1) { const at = x(row.from + 0.5); return { low: at - 6, high: at + 6, at, kind: "day" }; }
      let from = clamp(x(row.from), left, right), to = clamp(x(row.until), left, right);
      if (to - from < LEAST) { const middle = clamp((from + to) / 2, left + LEAST / 2, right - LEAST / 2); from = middle - LEAST / 2; to = middle + LEAST / 2; }
      return { low: from, high: to, kind: "width" };
    }
    /* The parts of a period: certain, possible before and after, and what its ends are. */
    function barSpot(row) {
      const { fact } = row;
      const at = (day) => clamp(x(day), left, right);
      const openTo = Math.max(covered, number(fact.from) + 1);
      let from = number(fact.from), until = number(fact.until);
      const open = fact.ends === "", unknown = fact.ends === "?";
      const maybeFrom = row.before ? from : number(fact.possiblyFrom);
      let maybeUntil = unknown ? until : number(fact.possiblyUntil);
      if (open) until = maybeUntil = openTo;
      const parts = [];
      if (from < until) {
        if (maybeFrom < from) parts.push(["maybe", at(maybeFrom), at(from)]);
        parts.push(["sure", at(from), at(until)]);
        if (maybeUntil > until) parts.push(["maybe", at(until), at(maybeUntil)]);
      } else parts.push(["maybe", at(maybeFrom), at(maybeUntil)]);
      let low = Math.min(...parts.map((part) => part[1])), high = Math.max(...parts.map((part) => part[2]));
      if (high - low < 4) { high = Math.min(low + 4, right); low = high - 4; parts.splice(0, parts.length, [parts.some((part) => part[0] === "sure") ? "sure" : "maybe", low, high]); }
      const spot = { low, high, kind: "bar", parts };
      if (row.before && from >= t0) { spot.arrowLeft = low; spot.low = low - BEFORE; }
      if (open && openTo > t0) { spot.arrowRight = high; spot.high = high + ARROW; }
      if (unknown) { spot.ask = high; spot.askTo = at(Math.max(covered, until)); spot.high = Math.max(high + 12, spot.askTo); }
      return spot;
    }
  }
  const isChosen = (mark, focus) => Boolean(focus) && (mark.id === focus || mark.things.includes(focus)) && (focus !== data.thing || mark.id === focus);

  /* Shapes. Each kind of step has its own; what has no day of its own is hatched over the days it may mean. */
  const poly = (points, x, y, css) => element("svg:polygon", { class: css, points: points.map(([dx, dy]) => `${(x + dx).toFixed(1)},${y + dy}`).join(" ") });
  const path = (d, css) => element("svg:path", { class: css, d });
  const DIAMOND = [[0, -5.5], [5.5, 0], [0, 5.5], [-5.5, 0]], TRIANGLE = [[-4, -5], [5, 0], [-4, 5]], SQUARE = [[-4, -4], [4, -4], [4, 4], [-4, 4]], FLAG = [[-4.5, 4.5], [0, -5.5], [4.5, 4.5]];
  function shape(kind, x, y = MARK_AT) {
    const full = "glyph", hollow = "glyph hollow", round = (css, r = 4.3) => element("svg:circle", { class: css, cx: x.toFixed(1), cy: y, r });
    const lines = (d) => [path(d, "stroke under"), path(d, "stroke")];
    const at = x.toFixed(1);
    switch (kind) {
      case "signed": return [poly(DIAMOND, x, y, hollow)];
      case "in-force": return [poly(DIAMOND, x, y, full)];
      case "provisional": return [poly(DIAMOND, x, y, hollow), poly([[0, -5.5], [0, 5.5], [-5.5, 0]], x, y, full)];
      case "adopted": case "declared": return [round(full, 4.8)];
      case "endorsed": return [round(hollow)];
      case "published": return [poly(SQUARE, x, y, hollow)];
      case "established": return [poly(TRIANGLE, x, y, hollow)];
      case "launched": case "opened": return [poly(TRIANGLE, x, y, full)];
      case "operational": return [poly(FLAG, x, y, full)];
      case "extended": return lines(`M${at} ${y - 4}l4 4l-4 4m-5 -8l4 4l-4 4`);
      case "renamed": return lines(`M${at} ${y - 5}v10`);
      case "merged": return lines(`M${(x - 5).toFixed(1)} ${y - 4}l5 4h5m-5 0l-5 4`);
      case "begins": return lines(`M${at} ${y - 5}v10m0 -5h5`);
      case "joins": return [round(full, 5.5), path(`M${at} ${y - 3}v6m-3 -3h6`, "sign")];
      case "leaves": return [round(hollow, 5), path(`M${(x - 3).toFixed(1)} ${y}h6`, "stroke")];
      default: return lines(`M${(x - 4).toFixed(1)} ${y - 4}l8 8m0 -8l-8 8`);
    }
  }
  const RANK = ["published", "endorsed", "established", "extended", "renamed", "merged", "signed", "provisional", "adopted", "operational", "launched", "in-force"];
  const rank = (glyph) => (RANK.includes(glyph) ? RANK.indexOf(glyph) : RANK.length);
  const arrowLeft = (x, y) => [path(`M${x.toFixed(1)} ${y}h${-BEFORE + 4}`, "run"), path(`M${(x - BEFORE + 8).toFixed(1)} ${y - 4}l-5 4l5 4`, "join"), path(`M${x.toFixed(1)} ${y - 5}v10`, "join")];
  const hatched = (side, low, high, y = MARK_AT, high2 = 8) => element("svg:rect", { class: "edge", fill: `url(#hatch-${side})`, x: low.toFixed(1), y: y - high2 / 2, width: (high - low).toFixed(1), height: high2 });

  function drawMark(one, top, plain = false) {
    const { mark } = one;
    const made = element("svg:g", plain ? { class: `mark s-${mark.side}`, transform: `translate(0 ${top})` } : {
      class: `mark s-${mark.side}${one.chosen ? " chosen" : ""}${one.rows.every((row) => row.certainty === "unverified") ? " unverified" : ""}`,
      transform: `translate(0 ${top})`, role: "button", tabindex: "-1", "data-mark": mark.id, "aria-label": spoken(one), "aria-current": one.chosen ? "true" : null,
    }, element("svg:title", {}, spoken(one)));
    if (!plain) made.append(
      element("svg:rect", { class: "hit", x: (one.low - 3).toFixed(1), y: 0, width: Math.max(one.high - one.low + 6, 24).toFixed(1), height: ROW - 2 }),
      element("svg:rect", { class: "ring", x: (one.low - 4).toFixed(1), y: -1, width: (one.high - one.low + 8).toFixed(1), height: ROW, rx: 2 }));
    const days = one.draw.filter(({ spot }) => spot.kind !== "bar");
    for (const { row, spot } of one.draw) if (spot.kind === "bar") {
      for (const [kind, low, high] of spot.parts) if (high > low) made.append(kind === "sure" ? element("svg:rect", { class: "bar", "fill-opacity": row.certainty === "unverified" ? 0.2 : 0.5, x: low.toFixed(1), y: MARK_AT - 3, width: (high - low).toFixed(1), height: 6 }) : hatched(mark.side, low, high, MARK_AT, 6));
      if (spot.arrowLeft !== undefined) made.append(...arrowLeft(spot.arrowLeft, MARK_AT));
      if (spot.arrowRight !== undefined) made.append(poly([[0, -5.5], [ARROW - 1, 0], [0, 5.5]], spot.arrowRight, MARK_AT, "bar"));
      if (spot.ask !== undefined) made.append(path(`M${(spot.ask + 10).toFixed(1)} ${MARK_AT}H${Math.max(spot.askTo, spot.ask + 10).toFixed(1)}`, "run"), element("svg:text", { class: "ask", x: (spot.ask + 2).toFixed(1), y: MARK_AT + 4 }, "?"));
    }
    // Steps of one text hang together by a line, so that a signature and an entry into force years later are one.
    if (!mark.grouped && one.draw.length > 1 && days.length) {
      const ends = days.map(({ spot }) => (spot.at === undefined ? (spot.low + spot.high) / 2 : spot.at));
      const bar = one.draw.find(({ spot }) => spot.kind === "bar");
      // A bar joins the steps on it by itself; what lies before it is joined to its beginning.
      const to = bar ? bar.spot.parts[0][1] : Math.max(...ends);
      if (Math.min(...ends) < to) made.prepend(path(`M${Math.min(...ends).toFixed(1)} ${MARK_AT}H${to.toFixed(1)}`, "join"));
    }
    const drawn = new Set();
    // Where two marks fall on one place, the weightier lies above.
    for (const { row, spot } of [...days].sort((a, b) => rank(a.row.glyph) - rank(b.row.glyph))) {
      const key = mark.grouped ? "one" : row.id;
      if (drawn.has(key)) continue;
      drawn.add(key);
      if (spot.kind === "before") made.append(...arrowLeft(spot.high, MARK_AT));
      else if (spot.kind === "width") made.append(hatched(mark.side, spot.low, spot.high));
      else made.append(...shape(row.glyph, spot.at));
    }
    made.append(element("svg:text", { x: one.textAt.toFixed(1), y: TEXT_AT }, one.name));
    return made;
  }
  const spoken = (one) => {
    if (one.mark.grouped) return one.mark.title;
    const side = one.mark.side === "neither" ? "" : ` (${SIDES[one.mark.side]})`;
    return `${one.mark.title}${side}: ${one.rows.map((row) => `${row.what} ${row.when}${row.certainty === "unverified" ? ", unverified" : ""}`).join("; ")}`;
  };

  function ticks(seen) {
    const perYear = (seen.right - seen.left) / (seen.last - seen.first + 1);
    if (perYear > 420) {
      const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
      const found = [];
      for (let year = seen.first; year <= seen.last; year += 1) names.forEach((name, month) => { if (perYear > 700 || month % 3 === 0) found.push([Date.UTC(year, month, 1) / 864e5, month ? name : `${year}`]); });
      return found;
    }
    const by = [1, 2, 5, 10, 20].find((years) => years * perYear >= 46) || 50;
    const found = [];
    for (let year = Math.ceil(seen.first / by) * by; year <= seen.last; year += by) found.push([ofYear(year), String(year)]);
    return found;
  }
  const back = (seen, high) => [
    covered < seen.t1 && covered > seen.t0 - 1 ? element("svg:rect", { class: "beyond", x: seen.x(covered).toFixed(1), y: 0, width: Math.max(seen.right - seen.x(covered), 0).toFixed(1), height: high }) : "",
    ...ticks(seen).map(([at]) => element("svg:path", { class: "grid", d: `M${seen.x(at).toFixed(1)} 0V${high}` })),
  ];
  const axisMarks = (seen) => [
    ...back(seen, 20),
    ...ticks(seen).filter(([at]) => seen.x(at) < seen.right - 20).map(([at, words]) => element("svg:text", { x: (seen.x(at) + 3).toFixed(1), y: 14 }, words)),
  ];
  const canvas = (seen, high, attributes = {}, ...children) =>
    element("svg:svg", { width: seen.wide, height: high, viewBox: `0 0 ${seen.wide} ${high}`, ...attributes }, ...children);
  const hatches = () => element("svg:defs", {}, ...Object.keys(SIDES).map((side) =>
    element("svg:pattern", { id: `hatch-${side}`, class: `s-${side}`, patternUnits: "userSpaceOnUse", width: 4, height: 4, patternTransform: "rotate(45)" }, element("svg:path", { class: "hatch", d: "M1 0V4" }))));

  let seen = null, dayNow = null, current = "";
  const wide = () => Math.max(region.clientWidth, 640);
  const UNITS = { members: "state", facts: "statement", projects: "project" };
  const things = (many, lane) => (UNITS[lane.how] ? `${many} ${UNITS[lane.how]}${many === 1 ? "" : "s"}` : String(many));

  function draw(state) {
    const focused = document.activeElement && document.activeElement.closest ? document.activeElement.closest(".mark, [data-more]") : null;
    const was = focused ? focused.dataset.mark || "" : "", wasMore = focused ? focused.dataset.more || "" : "";
    seen = arrange(state, wide());
    const sections = seen.lanes.filter((one) => !one.off && (one.seen.length || one.lane.marks.length)).map((one) => {
      const more = one.more || one.tall ? element("button", { type: "button", "data-more": one.lane.id, "aria-expanded": String(one.tall), onclick: () => toggle("tall", one.lane.id) }, one.tall ? "fewer rows" : `+${one.more} more: zoom in or show all`) : "";
      const head = element("h3", { class: "lane-head" }, element("span", {}, one.lane.label, element("span", { class: "count" }, ` ${one.seen.length ? things(one.count, one.lane) : "nothing dated in these years"}`), element("span", { class: "count", "data-day": one.lane.id }), more));
      return element("section", { class: "lane", "data-lane": one.lane.id, "data-count": one.count, "data-more-count": one.more }, head, one.shown.length
        ? canvas(seen, one.high, { role: "group", "aria-label": `${one.lane.label}, ${seen.first} to ${seen.last}` }, ...back(seen, one.high), ...one.shown.map((mark) => drawMark(mark, mark.row * ROW + 2))) : "");
    });
    const none = sections.length ? [] : [element("p", {}, data.lanes.length ? "All lanes are switched off." : "Nothing dated is recorded here.")];
    plane.style.width = `${seen.wide}px`;
    plane.replaceChildren(
      element("svg:svg", { width: 0, height: 0, "aria-hidden": "true", style: "position:absolute" }, hatches()),
      element("div", { class: "axis-top", "aria-hidden": "true" }, canvas(seen, 20, { class: "axis" }, ...axisMarks(seen)), element("span", { class: "day-name" })), ...sections, ...none,
      canvas(seen, 20, { class: "axis", "aria-hidden": "true" }, ...axisMarks(seen)), element("div", { class: "day-line", "aria-hidden": "true" }));
    const marks = [...plane.querySelectorAll(".mark")];
    const next = marks.find((mark) => mark.dataset.mark === (was || current)) || marks.find((mark) => mark.classList.contains("chosen")) || marks[0];
    if (next) { next.setAttribute("tabindex", "0"); current = next.dataset.mark; }
    if (was && next) next.focus({ preventScroll: true });
    if (wasMore) (plane.querySelector(`[data-more="${CSS.escape(wasMore)}"]`) || region).focus({ preventScroll: true });
  }
  function drawDay(state) {
    const line = plane.querySelector(".day-line"), name = plane.querySelector(".day-name");
    const at = number(state["as-of"]);
    const inside = at >= seen.t0 && at < seen.t1;
    line.hidden = name.hidden = !inside;
    if (inside) {
      const x = seen.x(at + 0.5);
      line.style.left = name.style.left = `${((x / seen.wide) * 100).toFixed(3)}%`;
      name.classList.toggle("left-of", x > seen.wide - 110);
      name.textContent = state["as-of"];
    }
    for (const one of seen.lanes) {
      const place = plane.querySelector(`[data-day="${CSS.escape(one.lane.id)}"]`);
      if (!place) continue;
      const { yes, unknown } = onDay(one.lane, state["as-of"]);
      const said = one.lane.how === "facts" ? "as holding" : one.lane.how !== "life" ? "" : /operations|berlin-plus/.test(one.lane.id) ? "as running" : "as in existence";
      place.textContent = said && ` · on ${state["as-of"]}: ${yes} recorded ${said}${unknown ? `, ${unknown} not certain` : ""}`;
    }
  }
  function onDay(lane, day) {
    let yes = 0, unknown = 0;
    for (const mark of lane.marks) if (mark.bar && mark.bar.certainty !== "unverified") {
      const held = holds(mark.bar.fact, day);
      if (held === "yes") yes += 1; else if (held === "unknown") unknown += 1;
    }
    return { yes, unknown };
  }

  /* What changed between two days, among the lanes that are shown. */
  function changes(before, after, state) {
    const hidden = new Set(listed(state.hide));
    const joined = [], left = [];
    const [low, high] = before < after ? [before, after] : [after, before];
    for (const lane of data.lanes) if (!hidden.has(lane.id)) for (const mark of lane.marks) for (const row of mark.rows) {
      if (row.certainty === "unverified") continue;
      if (row.kind === "period") {
        const a = holds(row.fact, before) === "yes", b = holds(row.fact, after) === "yes";
        if (a !== b) (b ? joined : left).push(mark.name);
      } else if (lane.how !== "life" && row.until - row.from <= 1 && row.from > number(low) && row.from <= number(high))
        (before < after ? joined : left).push(`${mark.grouped ? eunato.shortLabel(row.thing) : mark.name} ${row.what}`);
    }
    eunato.sayChanges(before, after, joined, left);
  }

  /* The legend of the lanes, and the key to what is drawn now. */
  function legends(state) {
    const hidden = new Set(listed(state.hide));
    const field = document.getElementById("lane-legend");
    const focused = field.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    field.replaceChildren(field.querySelector("legend"), ...seen.lanes.map((one) => element("label", {},
      element("input", { type: "checkbox", checked: !hidden.has(one.lane.id), "data-name": one.lane.id, onchange: () => toggle("hide", one.lane.id) }), element("span", {}, `${one.lane.label} `, element("span", { class: "count" }, String(one.count))))));
    if (focused) field.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
    document.getElementById("key-legend").replaceChildren(...keys().map(([words, draw, side]) => element("span", {}, draw
      ? element("svg:svg", { class: `mark s-${side || "neither"}`, width: 30, height: 14, viewBox: "0 13 30 14", "aria-hidden": "true" }, ...draw(15)) : element("span", { class: side === "beyond" ? "swatch beyond" : `swatch s-${side}`, "aria-hidden": "true" }), words)));
  }
  function keys() {
    const shown = seen.lanes.flatMap((one) => one.shown), found = [];
    const glyphs = new Set(shown.flatMap((one) => one.draw.filter(({ spot }) => spot.kind === "day").map(({ row }) => row.glyph)));
    const spots = shown.flatMap((one) => one.draw.map(({ spot }) => spot));
    const said = { joins: "joins", leaves: "leaves", begins: "exists from", ends: "ended" };
    const alike = group([...glyphs], (glyph) => (ENDS.has(glyph) || glyph === "ends" ? "ends" : glyph === "declared" ? "adopted" : glyph === "opened" ? "launched" : glyph));
    for (const glyph of [...Object.keys(data.steps), "joins", "leaves", "begins", "ends"]) if (alike.has(glyph)) found.push([[...new Set(alike.get(glyph).map((one) => said[one] || words(one)))].join(", "), (x) => shape(glyph, x)]);
    if (spots.some((spot) => spot.kind === "width" || (spot.parts || []).some((part) => part[0] === "maybe"))) found.push(["some day in this span", (x) => [hatched("neither", x - 12, x + 12)]]);
    if (spots.some((spot) => spot.kind === "before" || spot.arrowLeft !== undefined)) found.push(["on or before", (x) => arrowLeft(x + 11, MARK_AT)]);
    if (spots.some((spot) => spot.arrowRight !== undefined)) found.push(["still open", (x) => [element("svg:rect", { class: "bar", "fill-opacity": 0.5, x: x - 13, y: MARK_AT - 3, width: 16, height: 6 }), poly([[0, -5.5], [8, 0], [0, 5.5]], x + 3, MARK_AT, "bar")]]);
    if (spots.some((spot) => spot.ask !== undefined)) found.push(["end not known", (x) => [element("svg:text", { class: "ask", x: x - 12, y: MARK_AT + 4 }, "?"), path(`M${x - 3} ${MARK_AT}h16`, "run")]]);
    if (covered < seen.t1) found.push([`after ${COVERED}: not yet complete`, null, "beyond"]);
    for (const side of Object.keys(SIDES)) if (shown.some((one) => one.mark.side === side)) found.push([SIDES[side], null, side]);
    return found;
  }
  function toggle(key, id) {
    const all = new Set(listed(eunato.state[key]));
    if (all.has(id)) all.delete(id); else all.add(id);
    // In the order of the lanes, so that the same choice is always the same address.
    set({ [key]: data.lanes.map((lane) => lane.id).filter((lane) => all.has(lane)).join(",") });
  }

  /* The table has all rows of the lanes that are shown, also of marks that had no room. */
  const citedText = (row) => eunato.citations(row);
  const columns = [
    { name: "when", label: "Date, as written", class: "when", text: (row) => row.when },
    { name: "what", label: "What", text: (row) => row.what },
    { name: "thing", label: "Thing", text: (row) => label(row.thing), cell: (row) => element("button", { type: "button", class: "link", "data-node": row.thing, onclick: () => reveal(row.thing) }, label(row.thing)) },
    { name: "lane", label: "Lane", text: (row) => row.lane.label },
    { name: "side", label: "Side", text: (row) => (row.side === "neither" ? "" : SIDES[row.side]) },
    { name: "certainty", label: "Certainty", text: (row) => row.certainty },
    { name: "sources", label: "Sources", class: "cited", text: citedText },
  ];
  const table = eunato.table(document.getElementById("facts"), columns, {
    empty: "Nothing dated in these years and lanes.",
    rowAttributes: (row) => ({ "data-id": row.id, "data-lane": row.lane.id, class: row.thing === eunato.state.focus ? "chosen" : null }),
  });
  let rowsNow = [];
  function fill() {
    const lanes = seen.lanes.filter((one) => !one.off);
    rowsNow = lanes.flatMap((one) => one.rows).sort((a, b) => Math.max(a.from, a.before ? a.until - 1 : -Infinity) - Math.max(b.from, b.before ? b.until - 1 : -Infinity) || (a.id < b.id ? -1 : 1));
    table.fill(rowsNow);
    const periods = rowsNow.filter((row) => row.kind === "period").length;
    const unverified = rowsNow.filter((row) => row.certainty === "unverified").length;
    document.getElementById("shown").textContent =
      `${seen.first} to ${seen.last}: ${rowsNow.length - periods} dated steps and ${periods} periods in ${lanes.length} of ${data.lanes.length} lanes${unverified ? `, ${unverified} of them unverified and not counted in the lanes` : ""}.`;
    eunato.sourceList(document.getElementById("sources"), rowsNow);
  }

  /* Details. */
  const start = [...document.getElementById("panel-body").childNodes];
  function describeStep(step, several) {
    const box = element("div", { class: "fact", "data-milestone": step.id });
    const what = words(step.what);
    box.append(several ? element("p", {}, eunato.link(step.thing), ` – ${what}`) : element("p", {}, element("b", {}, what.charAt(0).toUpperCase() + what.slice(1))), element("p", { class: "when" }, spelled(step)), element("p", {}, element("span", { class: "tag" }, step.certainty)));
    if (step.act) box.append(element("p", { class: "when" }, "Act: ", eunato.link(step.act)));
    if (step.note) box.append(element("p", {}, step.note));
    box.append(element("ul", {}, ...step.cited.map(([key, locator]) => eunato.sourceItem(key, `, ${locator}.`))));
    return box;
  }
  const spelled = (step) => (step.before ? `on or before ${step.written.slice(2)}` : step.written.includes("..") ? `${step.written}: on some day in this span` : step.until - step.from > 1 ? `${step.written}: the day is not known` : step.written);
  function details(state) {
    const body = document.getElementById("panel-body");
    if (!state.focus) { body.replaceChildren(...start); return; }
    const seenFact = (fact) => !fact.denied && (state.unverified || fact.certainty !== "unverified");
    const seenStep = (step) => state.unverified || step.certainty !== "unverified";
    const mark = allMarks.find((one) => one.id === state.focus && (one.grouped || one.lane.how === "facts"));
    let own, some, heading, text;
    if (mark) {
      heading = mark.title;
      own = mark.rows.filter((row) => row.kind === "step" && !row.fact).map((row) => steps.find((step) => step.id === row.id)).filter(seenStep);
      some = [...new Set(mark.rows.flatMap((row) => row.facts))].filter(seenFact);
      text = mark.lane.label;
    } else {
      const lanes = [...new Set(allMarks.filter((one) => one.things.includes(state.focus)).map((one) => one.lane.label))];
      heading = label(state.focus);
      own = (stepsOf.get(state.focus) || []).filter(seenStep);
      some = (about.get(state.focus) || []).filter(seenFact).sort((a, b) => Number(b.relation === "exists") - Number(a.relation === "exists"));
      const side = sideOf(state.focus);
      const kind = eunato.kindWords(state.focus);
      text = `${[kind.charAt(0).toUpperCase() + kind.slice(1), side === "neither" ? "" : SIDES[side]].filter(Boolean).join(", ")}. ${own.length ? `${own.length} dated ${own.length === 1 ? "step" : "steps"} and ` : ""}${some.length} ${some.length === 1 ? "statement" : "statements"} in this page${lanes.length ? `. Lane: ${lanes.join("; ")}` : ""}.`;
    }
    const MOST = 40;
    eunato.describe(heading, some.slice(0, MOST), { text: text + (some.length > MOST ? ` The first ${MOST} statements are listed.` : ""), empty: own.length ? "" : "Nothing is recorded here." });
    const before = body.querySelector(".fact");
    const boxes = own.sort((a, b) => Math.max(a.from, a.before ? a.until - 1 : -Infinity) - Math.max(b.from, b.before ? b.until - 1 : -Infinity)).map((step) => describeStep(step, Boolean(mark)));
    if (own.length) boxes.unshift(element("h4", {}, "Dated steps"));
    if (own.length && some.length) boxes.push(element("h4", {}, "Statements"));
    for (const box of boxes) body.insertBefore(box, before);
  }

  /* Brings a thing into the picture: its lane is switched on, the years move to it, and it is chosen. */
  function reveal(id) {
    const state = eunato.state;
    const own = allMarks.filter((one) => one.things.includes(id));
    const best = own.find((one) => one.id === id) || own.find((one) => !listed(state.hide).includes(one.lane.id)) || own[0];
    if (!best) return set({ focus: id });
    const hide = listed(state.hide).filter((lane) => lane !== best.lane.id).join(",");
    const unverified = state.unverified || (best.rows.every((row) => row.certainty === "unverified") ? "1" : "");
    const { first, last } = stretch(state);
    const row = best.rows.find((one) => one.thing === id) || best.rows[0];
    const at = row.before ? row.until - 1 : row.from;
    const year = new Date(at * 864e5).getUTCFullYear();
    const more = { focus: id, hide, unverified };
    if (best.rows.some((one) => visible(one, ofYear(first), ofYear(last + 1), true)) && !(year < first || year > last)) set(more);
    else { const half = Math.floor((last - first) / 2); show(year - half, year - half + (last - first), more); }
    const drawn = plane.querySelector(`[data-mark="${CSS.escape(best.id)}"]`);
    if (drawn) drawn.scrollIntoView({ block: "nearest", inline: "center" });
  }

  function onChange(state, before) {
    const same = before && seen && ["from", "to", "hide", "tall", "focus", "unverified"].every((key) => before[key] === state[key]);
    if (!same) draw(state);
    drawDay(state);
    if (before && before["as-of"] !== state["as-of"]) changes(before["as-of"], state["as-of"], state);
    dayNow = state["as-of"];
    if (!same) {
      legends(state);
      document.getElementById("year-from").value = String(seen.first);
      document.getElementById("year-to").value = String(seen.last);
      document.getElementById("earlier").disabled = seen.first <= FIRST;
      document.getElementById("later").disabled = seen.last >= LAST;
      document.getElementById("closer").disabled = seen.first === seen.last;
      document.getElementById("farther").disabled = seen.first <= FIRST && seen.last >= LAST;
      for (const button of document.querySelectorAll("[data-from]")) button.setAttribute("aria-pressed", String(+button.dataset.from === seen.first && +button.dataset.to === seen.last));
      document.getElementById("unverified").checked = Boolean(state.unverified);
    }
    if (!before || before.focus !== state.focus || before["as-of"] !== state["as-of"] || before.unverified !== state.unverified) details(state);
    if (!same) later();
  }
  /* The table and the sources follow when the picture stands. */
  let waiting = 0;
  function later() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(fill);
  }

  /* Choosing and going from mark to mark. */
  plane.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark");
    if (!mark || dragged) return;
    current = mark.dataset.mark;
    set({ focus: mark.dataset.mark });
    // Where the details stand below the picture, a tap goes there.
    const panel = document.getElementById("panel");
    if (getComputedStyle(panel).position === "static") panel.scrollIntoView({ block: "nearest" });
  });
  plane.addEventListener("keydown", (event) => {
    const mark = event.target.closest(".mark");
    if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
    const lanes = seen.lanes.filter((one) => one.shown.length);
    const lane = lanes.findIndex((one) => one.shown.some((shown) => shown.mark.id === mark.dataset.mark && one.lane.id === mark.closest(".lane").dataset.lane));
    const order = lanes[lane].shown;
    const at = order.findIndex((one) => one.mark.id === mark.dataset.mark);
    const nearest = (some) => [...some].sort((a, b) => Math.abs(a.textAt - order[at].textAt) - Math.abs(b.textAt - order[at].textAt))[0];
    let next = null, toLane = lane;
    if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) move(event.key === "ArrowLeft" ? -pace() : pace());
    else if (event.key === "ArrowRight") next = order[at + 1];
    else if (event.key === "ArrowLeft") next = order[at - 1];
    else if (event.key === "ArrowDown" && lanes[lane + 1]) { toLane = lane + 1; next = nearest(lanes[toLane].shown); }
    else if (event.key === "ArrowUp" && lanes[lane - 1]) { toLane = lane - 1; next = nearest(lanes[toLane].shown); }
    else if (event.key === "Home") next = order[0];
    else if (event.key === "End") next = order[order.length - 1];
    else if (event.key === "Enter" || event.key === " ") set({ focus: mark.dataset.mark });
    else if (event.key === "Escape") set({ focus: data.thing });
    else if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 0.5 : 2, yearAt(order[at].low));
    else if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (!next) return;
    const place = plane.querySelector(`[data-lane="${CSS.escape(lanes[toLane].lane.id)}"] [data-mark="${CSS.escape(next.mark.id)}"]`);
    for (const other of plane.querySelectorAll('.mark[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    place.setAttribute("tabindex", "0");
    current = next.mark.id;
    place.focus();
  });

  /* Drag moves the years; Ctrl with the wheel zooms where the pointer is. */
  let held = null, dragged = false;
  plane.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType !== "mouse" || event.button !== 0 || event.target.closest("button")) return;
    held = { x: event.clientX, ...stretch(eunato.state) };
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    const by = event.clientX - held.x;
    if (Math.abs(by) < 5 && !dragged) return;
    dragged = true;
    plane.classList.add("dragging");
    const years = Math.round((-by / (seen.right - seen.left)) * (held.last - held.first + 1));
    if (held.first + years !== seen.first) show(held.first + years, held.last + years, {}, { replace: true });
  });
  window.addEventListener("pointerup", () => { held = null; plane.classList.remove("dragging"); setTimeout(() => { dragged = false; }, 0); });
  plane.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.7 : 1.4, yearAt(event.clientX - plane.getBoundingClientRect().left));
  }, { passive: false });

  const typed = () => {
    const a = document.getElementById("year-from").value, b = document.getElementById("year-to").value;
    if (/^\d{4}$/.test(a) && /^\d{4}$/.test(b)) { const { first, last } = stretch({ from: a, to: b }); show(first, last); }
  };
  for (const id of ["year-from", "year-to"]) document.getElementById(id).addEventListener("change", typed);
  document.getElementById("earlier").addEventListener("click", () => move(-pace()));
  document.getElementById("later").addEventListener("click", () => move(pace()));
  document.getElementById("closer").addEventListener("click", () => zoom(0.5));
  document.getElementById("farther").addEventListener("click", () => zoom(2));
  for (const button of document.querySelectorAll("[data-from]")) button.addEventListener("click", () => show(+button.dataset.from, +button.dataset.to));
  document.getElementById("lanes-all").addEventListener("click", () => set({ hide: "" }));
  document.getElementById("lanes-first").addEventListener("click", () => set({ hide: data.state.hide }));
  document.getElementById("unverified").addEventListener("change", (event) => set({ unverified: event.target.checked ? "1" : "" }));
  eunato.search(document.getElementById("search"), [...new Set(allMarks.flatMap((mark) => mark.things))].sort(), reveal);

  /* The whole picture as one sheet, with the names of the lanes and the key in it. */
  function sheet() {
    const parts = [];
    let top = 0;
    parts.push(element("svg:g", { class: "axis" }, ...axisMarks(seen)));
    top = 24;
    const day = number(eunato.state["as-of"]);
    for (const one of seen.lanes) if (!one.off && one.seen.length) {
      parts.push(element("svg:text", { class: "head", x: seen.left, y: top + 13 }, `${one.lane.label}: ${things(one.count, one.lane)}${one.more ? `, ${one.more} more without room, not drawn` : ""}`));
      top += 20;
      parts.push(element("svg:g", { transform: `translate(0 ${top})` }, ...back(seen, one.high), ...one.shown.map((mark) => drawMark(mark, mark.row * ROW + 2, true))));
      top += one.high + 4;
    }
    if (day >= seen.t0 && day < seen.t1) parts.push(element("svg:path", { class: "now", d: `M${seen.x(day + 0.5).toFixed(1)} 20V${top}` }), element("svg:text", { class: "note", x: (seen.x(day + 0.5) - 3).toFixed(1), y: top + 12, "text-anchor": "end" }, `As of ${eunato.state["as-of"]}`));
    top += 24;
    let x = seen.left;
    for (const [said, draw, side] of keys()) {
      const long = widthOf(said) + 44;
      if (x + long > seen.right) { x = seen.left; top += 18; }
      parts.push(element("svg:g", { class: `s-${side || "neither"}`, transform: `translate(${x.toFixed(1)} ${top - 12})` }, ...(draw ? draw(13) : [element("svg:rect", { class: side === "beyond" ? "beyond" : "bar", x: 0, y: MARK_AT - 4, width: 24, height: 8 })]), element("svg:text", { class: "note", x: 30, y: MARK_AT + 4 }, said)));
      x += long;
    }
    const made = element("svg:svg", { class: "sheet", viewBox: `0 0 ${seen.wide} ${top + 22}`, width: seen.wide, height: top + 22, "aria-hidden": "true" }, hatches(), ...parts);
    // Styles are read from the page, so it stands in it for a moment.
    document.body.append(made);
    setTimeout(() => made.remove(), 0);
    return made;
  }
  const iso = (at) => (Number.isFinite(at) ? new Date(at * 864e5).toISOString().slice(0, 10) : "");
  const asCsv = () => eunato.csv(
    ["id", "date_as_written", "earliest", "latest", "what", "thing", "name", "lane", "side", "certainty", "sources"],
    rowsNow.map((row) => [row.id, row.kind === "period" ? `${row.fact.begins}/${row.fact.ends}` : row.when, iso(row.from), iso(row.until - 1), row.what, row.thing, label(row.thing), row.lane.label, row.side === "neither" ? "" : SIDES[row.side], row.certainty, eunato.citations(row)]));

  onState(onChange);
  eunato.dayControl(data.days, COVERED);
  eunato.downloads({ picture: sheet, shown: () => rowsNow, text: asCsv });
  new ResizeObserver(() => { if (seen && wide() !== seen.wide) { draw(eunato.state); drawDay(eunato.state); } }).observe(region);
  if (matchMedia("(max-width:40rem)").matches) document.getElementById("lanes").open = false;
  // On a narrow screen the picture is wider than its frame: begin where the chosen mark or the day is.
  const chosen = plane.querySelector(".mark.chosen");
  if (region.scrollWidth > region.clientWidth) region.scrollLeft = chosen ? chosen.getBBox().x - 60 : region.scrollWidth;
})();
