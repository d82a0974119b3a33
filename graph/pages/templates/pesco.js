"use strict";
/* The page: filters, the matrix with its keys, details, the list of third states, files. */
(() => {
  const { data, element, label, shortLabel, set, onState, listed } = eunato;
  const day$ = pescoDay, { MARKS, GROUPS, STAGES } = day$;
  const UNSURE = "unsure";
  const at = (id) => document.getElementById(id);
  const byLabel = (a, b) => label(a).localeCompare(label(b), "en");
  const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

  const singular = (group) => GROUPS.find(([name]) => name === group)[2];

  /* focus is a project, a state, or both as state--project; anything else is nothing. */
  function focused(text) {
    const [first, second] = text.split("--");
    if (second !== undefined) return day$.state.has(first) && day$.project.has(second) ? { state: first, project: second } : {};
    return { state: day$.state.has(first) ? first : undefined, project: day$.project.has(first) ? first : undefined };
  }

  /* What is seen with this state of the page: rows, columns, cells by state--project, counts. */
  function seen(now) {
    const day = now["as-of"], unverified = Boolean(now.unverified), focus = focused(now.focus);
    const groups = new Map(day$.states.map(({ id }) => [id, day$.groupOf(id, day)]));
    const cells = new Map(), inRow = new Map(), inColumn = new Map();
    for (const { id: project } of day$.projects) {
      for (const { id: state } of day$.states) {
        const found = day$.recorded.has(state) || groups.get(state) === "pesco" ? day$.cell(state, project, day, { group: groups.get(state), unverified }) : null;
        if (found) cells.set(`${state}--${project}`, found);
        if (day$.takesPart(found)) {
          inRow.set(project, (inRow.get(project) || 0) + 1);
          inColumn.set(state, (inColumn.get(state) || 0) + 1);
        }
      }
    }
    const has = (state, project) => { const found = cells.get(`${state}--${project}`); return found !== undefined && found.mark !== "absent"; };
    const only = now.only && (focus.state || focus.project);
    const living = day$.projects.filter((one) => {
      const life = day$.lifeOf(one, day);
      return life === "yes" || life === "unknown" || (life === "after" && now.life) || now.life === "all";
    });
    const place = new Map(GROUPS.map(([name], index) => [name, index]));
    const weigh = now.states === "count" ? (id) => -(inColumn.get(id) || 0) : () => 0;
    const known = day$.states.map(({ id }) => id).filter((id) => !now.allies || groups.get(id) === "ally");
    const empty = known.filter((id) => !day$.recorded.has(id) && groups.get(id) !== "pesco");
    const columns = known
      .filter((id) => now.empty || id === focus.state || !empty.includes(id))
      .filter((id) => !only || (focus.state ? id === focus.state : has(id, focus.project)))
      .sort((a, b) => place.get(groups.get(a)) - place.get(groups.get(b)) || weigh(a) - weigh(b) || byLabel(a, b));
    const before = living
      .filter(({ id }) => !only || (focus.project ? id === focus.project : has(focus.state, id)))
      .filter(({ id }) => !now.filled || columns.some((state) => has(state, id)));
    const hideWave = new Set(listed(now["hide-wave"]));
    const [by, down] = now.order.split(":");
    const keys = {
      name: () => 0, wave: (one) => Number(one.wave) || 99, count: (one) => -(inRow.get(one.id) || 0),
    };
    const key = keys[by] || keys.wave;
    const rows = before.filter(({ wave }) => !hideWave.has(wave || "none"))
      .sort((a, b) => (down ? -1 : 1) * (key(a) - key(b) || shortLabel(a.id).localeCompare(shortLabel(b.id), "en", { numeric: true })));
    return { day, groups, cells, inRow, inColumn, rows, columns, empty, before, living, focus, hide: new Set(listed(now["hide-mark"])) };
  }
  const hidden = (view, found) => view.hide.has(found.verified ? found.mark : "unverified") || (!found.certain && found.verified && view.hide.has(UNSURE));
  function* shownCells(view) {
    for (const { id: project } of view.rows) for (const state of view.columns) {
      const found = view.cells.get(`${state}--${project}`);
      if (found && !hidden(view, found)) yield { state, project, found };
    }
  }

  /* Changes since the day before: by cell, and in words. */
  function changes(view, last) {
    const marks = new Map(), joined = [], left = [];
    if (last === null || last.day === view.day) return { marks, joined, left };
    for (const id of view.columns) {
      const [was, is] = [last.groups.get(id), view.groups.get(id)];
      if (was !== is) joined.push(`${label(id)} (${singular(is)})`);
    }
    const running = (day) => new Set(day$.projects.filter((one) => day$.lifeOf(one, day) === "yes").map(({ id }) => id));
    const [old, now] = [running(last.day), running(view.day)];
    const news = [...now].filter((id) => !old.has(id)), gone = [...old].filter((id) => !now.has(id));
    const listedProjects = (ids) => (ids.length > 3 ? [`${ids.length} projects`] : ids.map((id) => `project ${shortLabel(id)}`));
    joined.push(...listedProjects(news));
    left.push(...listedProjects(gone));
    for (const { id: project } of view.rows) for (const state of view.columns) {
      const key = `${state}--${project}`, is = view.cells.get(key), was = last.cells.get(key);
      const value = (found) => (!found || found.mark === "absent" || hidden(view, found) ? "" : day$.inShort(found));
      if (value(is) === value(was)) continue;
      const name = `${label(state)} – ${shortLabel(project)}`;
      const says = (found) => `${MARKS.get(found.mark).words}${found.certain ? "" : "?"}`;
      if (value(is)) {
        marks.set(key, "joined");
        joined.push(`${name}: ${says(is)}${value(was) ? ` (was ${says(was)})` : ""}`);
      } else {
        marks.set(key, "gone");
        left.push(`${name}: ${says(was)}`);
      }
    }
    return { marks, joined, left };
  }

  /* The matrix. It is built anew when its rows or columns change; else only its cells are written again. */
  let lines = [], drawn = "", roomy = false, tds = new Map(), lastView = null, active = { row: "", column: "project" }, picks = new Map();
  const place = at("matrix");
  const where = new WeakMap();

  function build(view) {
    const inside = place.contains(document.activeElement) && document.activeElement !== place;
    tds = new Map();
    const order = eunato.state.order.split(":");
    const sorting = (name, words, hint) => element("th", { scope: "col", rowspan: 2, class: `head ${name}`, "aria-sort": order[0] === name ? ((order[1] === "down") !== (name === "count") ? "descending" : "ascending") : null },
      element("button", { type: "button", "data-sort": name, title: hint, tabindex: -1 }, words));
    const runs = [];
    for (const id of view.columns) {
      const group = view.groups.get(id);
      if (runs.length && runs[runs.length - 1].group === group) runs[runs.length - 1].ids.push(id);
      else runs.push({ group, ids: [id] });
    }
    const firsts = new Set(runs.map((run) => run.ids[0]));
    const cols = new Map(view.columns.map((id) => [id, element("col", { "data-state": id })]));
    const top = element("tr", {}, sorting("name", "Project", "Sort by short name"), sorting("wave", "Wave", "Sort by wave"), sorting("count", "At least", "Sort by the number of states that take part, as recorded: lists are not known to be complete"),
      ...runs.map((run) => {
        const all = [...view.groups.values()].filter((group) => group === run.group).length;
        const many = run.group === "third" || all === run.ids.length ? String(run.ids.length) : `${run.ids.length} of ${all}`;
        return element("th", { scope: "colgroup", colspan: run.ids.length, class: `group first g-${run.group}` }, element("span", {}, `${GROUPS.find(([name]) => name === run.group)[1]} `, element("span", { class: "count" }, many)));
      }));
    const heads = element("tr", {}, ...view.columns.map((id) => element("th", { scope: "col", class: `state g-${view.groups.get(id)}${firsts.has(id) ? " first" : ""}` },
      element("button", { type: "button", "data-state": id, tabindex: -1 }, element("span", { class: "name" }, label(id)), element("span", { class: "code" }, day$.state.get(id).code), element("span", { class: "many" })))));
    const body = element("tbody", {}, ...view.rows.map((one) => {
      const short = shortLabel(one.id);
      const head = element("th", { scope: "row" }, element("button", { type: "button", "data-project": one.id, tabindex: -1 },
        element("b", {}, short), short === label(one.id) ? "" : ` ${label(one.id)}`), element("span", { class: "life" }));
      return element("tr", { "data-project": one.id }, head, element("td", { class: "wave", tabindex: -1 }, one.wave || "?"), element("td", { class: "many", tabindex: -1 }),
        ...view.columns.map((id) => {
          const td = element("td", { tabindex: -1, "data-state": id, "data-project": one.id });
          tds.set(`${id}--${one.id}`, td);
          return td;
        }));
    }));
    if (!view.rows.length || !view.columns.length) body.replaceChildren(element("tr", {}, element("td", { colspan: view.columns.length + 3, class: "none" }, "Nothing is left with this day and these filters.")));
    // With few columns there is room for words in the cells.
    roomy = view.columns.length <= 9;
    const table = element("table", { role: "grid", "aria-describedby": "keys", class: roomy ? "roomy" : null },
      element("caption", { class: "quiet" }, "Rows are PESCO projects, columns are states; a cell says what the state is in the project on the day."),
      element("colgroup", {}, element("col"), element("col"), element("col"), ...cols.values()), element("thead", {}, top, heads), body);
    table.firsts = firsts;
    place.replaceChildren(table);
    picks = cols;
    const control = (cell) => cell.querySelector("button") || cell;
    lines = [[...[...top.children].slice(0, 3), ...heads.children].map(control), ...[...body.children].filter((row) => row.dataset.project).map((row) => [...row.children].map(control))];
    lines.forEach((line, row) => line.forEach((one, column) => where.set(one, [row, column])));
    activate(inside);
  }
  const keyOf = (one) => ({ row: one.dataset.project || one.closest("tr").dataset.project || "", column: one.dataset.state || one.dataset.sort || (one.matches("button") ? "project" : one.className.split(" ")[0]) });
  /* One of all cells can be reached by Tab: the one that was last gone to, or the first. */
  function activate(focus, one = null) {
    let next = one;
    if (!next) {
      for (const line of lines) for (const candidate of line) {
        const key = keyOf(candidate);
        if (key.row === active.row && key.column === active.column) next = candidate;
      }
    }
    next = next || (lines[1] || lines[0])[0];
    place.querySelectorAll('[tabindex="0"]').forEach((other) => other.setAttribute("tabindex", "-1"));
    next.setAttribute("tabindex", "0");
    active = keyOf(next);
    if (focus) next.focus();
  }
  place.addEventListener("keydown", (event) => {
    const from = where.get(event.target);
    if (!from || event.altKey || event.metaKey) return;
    const last = lines.length - 1, wide = lines[0].length - 1;
    const [row, column] = from, all = event.ctrlKey;
    const to = {
      ArrowUp: [all ? 0 : row - 1, column], ArrowDown: [all ? last : row + 1, column], ArrowLeft: [row, all ? 0 : column - 1], ArrowRight: [row, all ? wide : column + 1],
      Home: [all ? 0 : row, 0], End: [all ? last : row, wide], PageUp: [Math.max(row - 10, 0), column], PageDown: [Math.min(row + 10, last), column],
    }[event.key];
    if (to) {
      event.preventDefault();
      const next = (lines[Math.max(0, Math.min(to[0], last))] || [])[Math.max(0, Math.min(to[1], wide))];
      if (next) activate(true, next);
    } else if ((event.key === "Enter" || event.key === " ") && event.target.matches("td")) {
      event.preventDefault();
      open(event.target);
    }
  });
  place.addEventListener("click", (event) => {
    const one = event.target.closest("td, button");
    if (!one || !where.has(one)) return;
    activate(false, one);
    if (one.dataset.sort) {
      const [by, down] = eunato.state.order.split(":");
      set({ order: by === one.dataset.sort && !down ? `${by}:down` : one.dataset.sort });
    } else open(one);
  });
  place.addEventListener("focusin", (event) => {
    if (where.has(event.target)) activate(false, event.target);
    const column = event.target.dataset ? event.target.dataset.state : null;
    for (const [id, col] of picks) col.classList.toggle("pointed", id === column);
  });
  place.addEventListener("mouseover", (event) => {
    const one = event.target.closest("[data-state]");
    for (const [id, col] of picks) col.classList.toggle("pointed", Boolean(one) && id === one.dataset.state);
  });
  function open(one) {
    const key = keyOf(one), state = day$.state.has(key.column) ? key.column : "";
    const focus = state && key.row ? `${state}--${key.row}` : state || key.row;
    if (focus === eunato.state.focus) details(seenNow);
    else set({ focus });
    const panel = at("panel");
    if (panel.getBoundingClientRect().top >= place.getBoundingClientRect().bottom) panel.scrollIntoView({ block: "nearest" });
  }

  function write(view, news) {
    const firsts = place.querySelector("table").firsts;
    for (const [key, td] of tds) {
      const { state, project } = td.dataset;
      const found = view.cells.get(key) || null;
      const change = news.marks.get(key) || "";
      const off = found !== null && hidden(view, found);
      const names = [`g-${view.groups.get(state)}`];
      if (firsts.has(state)) names.push("first");
      if (change) names.push(change);
      if (view.focus.state === state && view.focus.project === project) names.push("chosen");
      let text = "", words = "not recorded";
      if (off) { text = "·"; words = "hidden by a filter"; names.push("off"); }
      else if (found) {
        text = roomy ? day$.inFew(found) : day$.inShort(found);
        words = day$.inWords(found, view.day);
        names.push("filled", found.mark);
        if (!found.certain) names.push("unsure");
        if (!found.verified) names.push("unverified");
        if (found.more) names.push("more");
        if (found.denied && found.mark !== "no") names.push(found.denied === "yes" ? "denied" : "denied-once");
      } else if (change === "gone") {
        text = "−";
        words = "not recorded any more";
      }
      if (change === "joined") words += "; changed on this day";
      const name = names.join(" ");
      const sign = `${name}|${text}|${words}`;
      if (td.sign === sign) continue;
      td.sign = sign;
      td.className = name;
      td.textContent = text;
      if (found && !off) td.dataset.mark = found.mark; else delete td.dataset.mark;
      td.setAttribute("aria-label", words);
      td.setAttribute("title", `${label(state)} – ${shortLabel(project)}: ${words}`);
    }
    for (const button of place.querySelectorAll("thead button[data-state]")) {
      const id = button.dataset.state, many = view.inColumn.get(id) || 0;
      button.querySelector(".many").textContent = String(many);
      button.title = `${label(id)}: takes part in ${plural(many, "project")}, as recorded`;
      button.setAttribute("aria-label", `${label(id)}, ${day$.state.get(id).code}, ${many}: takes part in ${plural(many, "project")}, as recorded`);
      button.classList.toggle("chosen", id === view.focus.state);
      picks.get(id).classList.toggle("chosen", id === view.focus.state && !view.focus.project);
    }
    for (const row of place.querySelectorAll("tbody tr[data-project]")) {
      const id = row.dataset.project, many = view.inRow.get(id) || 0;
      const one = day$.project.get(id), life = day$.lifeOf(one, view.day);
      row.className = [id === view.focus.project && !view.focus.state ? "chosen" : "", life].join(" ").trim();
      const cell = row.children[2];
      cell.textContent = String(many);
      cell.setAttribute("aria-label", `${plural(many, "state takes", "states take")} part, as recorded`);
      row.querySelector(".life").textContent = { yes: "", unknown: "not certain that it runs on this day", before: `only from ${one.life ? one.life.begins : "?"}`, after: `closed ${one.life ? one.life.ends : "?"}` }[life];
    }
  }

  /* Figures above and beside the matrix. */
  function figures(view, now) {
    const day = view.day;
    const running = day$.projects.filter((one) => day$.lifeOf(one, day) === "yes").length;
    const unsure = day$.projects.filter((one) => day$.lifeOf(one, day) === "unknown").length;
    const members = [...view.groups.values()].filter((group) => group === "pesco").length;
    const third = day$.thirdStates(day);
    const stages = [...STAGES].reverse().map((stage) => [stage, third.filter((row) => row.stage === stage).length]).filter(([, many]) => many);
    const any = day$.projects.length ? day$.projects[0].id : "";
    const lists = data.lists.filter((list) => list.relation === "partOf");
    const whole = day$.complete(any, "partOf", "pesco", day).length > 0;
    at("summary").replaceChildren(
      whole ? "" : "At most ", element("b", {}, plural(running, "project")), ` ${running === 1 ? "is" : "are"} recorded as running on ${day}`, unsure ? `, ${unsure} more may be` : "", "; ",
      element("b", {}, plural(members, "state")), ` ${members === 1 ? "is a member" : "are members"} of PESCO. Third states: `,
      ...(stages.length ? stages.flatMap(([stage, many], index) => [index ? ", " : "", element("b", {}, String(many)), ` ${MARKS.get(stage).words}`]) : ["no step recorded"]), ".");
    const remark = lists.some((list) => list.note);
    at("list-of-projects").textContent = `The list of running projects is ${whole ? `recorded as complete${remark ? ", with this remark," : ""}` : "not known to be complete"} on ${day}`;
    at("list-notes").textContent = lists.map((list) => list.note).join(" ");
    const out = view.empty.filter((id) => !view.columns.includes(id));
    at("empty-words").textContent = `also states without any record (${view.empty.length})`;
    const parts = [];
    if (out.length && !now.only) parts.push(`Without any record in a project, and so no column here: ${out.sort(byLabel).map(label).join(", ")}.`);
    if (view.rows.length < view.living.length) parts.push(`${view.rows.length} of ${plural(view.living.length, "project")} shown: the others are left out by a filter.`);
    const off = [...view.cells].filter(([key, found]) => tds.has(key) && hidden(view, found)).length;
    if (off) parts.push(`${plural(off, "mark")} hidden by a filter, shown as a dot.`);
    at("left-out").textContent = parts.join(" ");
  }

  function completeness(view) {
    const day = view.day, items = [];
    const name = (organisation) => shortLabel(organisation);
    const source = (list) => list.cited.map(([key, locator]) => `@${key}, ${locator}`).join("; ");
    for (const organisation of ["pesco", "eu", "nato"]) {
      if (!data.things[organisation]) continue;
      const found = day$.complete("", "memberOf", organisation, day);
      items.push(`Members of ${name(organisation)}: ${found.length ? `complete on ${day} (${found.map(source).join("; ")}).` : `not known to be complete on ${day}.`}`);
    }
    const rows = view.rows.map(({ id }) => id);
    const told = (relation, words) => {
      const every = data.lists.filter((list) => list.relation === relation && list.from <= day && day < list.until);
      const all = every.filter((list) => !list.subject && (list.object === "" || list.object.startsWith("kind:")));
      if (all.length) return items.push(`${words}: complete on ${day} for every project (${all.map(source).join("; ")}).`);
      const some = every.filter((list) => list.subject || rows.includes(list.object));
      const scope = (list) => [list.subject && day$.state.has(list.subject) ? label(list.subject) : "", day$.project.has(list.object) ? shortLabel(list.object) : ""].filter(Boolean).join(" in ");
      items.push(some.length
        ? `${words}: complete on ${day} only for ${some.map((list) => `${scope(list)} (${source(list)})`).join("; ")}. Elsewhere an empty cell does not mean no.`
        : `${words}: not known to be complete on ${day} for any of the ${plural(rows.length, "project")} shown. An empty cell does not mean no.`);
    };
    told("participatesIn", "Who takes part");
    told("observerIn", "Observers");
    told("authorisedToJoin", "Third states authorised by the Council");
    at("lists").replaceChildren(...items.map((text) => element("li", {}, text)));
  }

  function legends(view, now) {
    const certain = new Map(), unsure = new Map(), waves = new Map();
    let open = 0, poor = 0;
    for (const { id: project } of view.rows) for (const state of view.columns) {
      const found = view.cells.get(`${state}--${project}`);
      if (!found) continue;
      if (!found.verified) { poor += 1; continue; }
      const tally = found.certain ? certain : unsure;
      if (!found.certain) open += 1;
      for (const mark of [found.mark, ...found.others]) tally.set(mark, (tally.get(mark) || 0) + 1);
    }
    for (const { wave } of view.before) waves.set(wave || "none", (waves.get(wave || "none") || 0) + 1);
    const box = (kind, name, mark, words, count, hint = "") => element("label", { title: hint || null },
      element("input", { type: "checkbox", checked: !new Set(listed(now[kind])).has(name), "data-filter": kind, "data-name": name, onchange: (event) => {
        const off = new Set(listed(eunato.state[kind]));
        if (event.target.checked) off.delete(name); else off.add(name);
        set({ [kind]: [...off].sort().join(",") });
      } }), mark, `${words} `, element("span", { class: "count" }, count));
    const sample = (name, group) => element("span", { class: `key filled ${name} g-${group}`, "aria-hidden": "true" }, MARKS.get(name).text);
    const counted = (name) => `${certain.get(name) || 0}${unsure.get(name) ? ` + ${unsure.get(name)}?` : ""}`;
    const marked = (name, group) => box("hide-mark", name, sample(name, group), MARKS.get(name).words, counted(name), MARKS.get(name).meaning);
    fill("role-legend", ["coordinator", "member", "observer"].map((name) => marked(name, "pesco")));
    fill("stage-legend", [...STAGES].reverse().map((name) => marked(name, "ally")));
    fill("other-legend", [
      marked("no", "third"), marked("absent", "third"),
      box("hide-mark", UNSURE, element("span", { class: "key filled member unsure g-pesco", "aria-hidden": "true" }, "M?"), "not certain on the day", String(open)),
      element("span", { class: "entry" }, element("span", { class: "key filled authorised more g-ally", "aria-hidden": "true" }, "aut"), "more may hold: a higher step or role"),
      element("span", { class: "entry" }, element("span", { class: "key filled invited denied g-ally", "aria-hidden": "true" }, "inv"), "and a recorded no to another step (×? no longer certain)"),
      element("span", { class: "entry" }, element("span", { class: "key", "aria-hidden": "true" }), "not recorded: is not “no”"),
      element("label", {}, element("input", { type: "checkbox", id: "unverified", checked: Boolean(now.unverified), "data-name": "with-unverified", onchange: (event) => set({ unverified: event.target.checked ? "1" : "" }) }),
        element("span", { class: "key filled member unverified g-pesco", "aria-hidden": "true" }, "(M)"), "also not verified ", element("span", { class: "count" }, now.unverified ? String(poor) : "")),
    ]);
    fill("wave-legend", [...new Set([...day$.projects.map(({ wave }) => wave || "none")])].sort().map((name) =>
      box("hide-wave", name, "", name === "none" ? "not recorded" : name, String(waves.get(name) || 0))));
  }
  function fill(id, boxes) {
    const field = at(id);
    const name = field.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    field.replaceChildren(field.querySelector("legend"), ...boxes);
    if (name) field.querySelector(`[data-name="${CSS.escape(name)}"]`)?.focus();
  }

  /* Details */
  const cellButton = (state, project, words) => element("button", { type: "button", class: "link", "data-cell": `${state}--${project}`, onclick: () => set({ focus: `${state}--${project}` }) }, words);
  function tally(some) {
    const sure = some.filter(({ found }) => found.certain && found.verified).length, open = some.filter(({ found }) => !found.certain && found.verified).length;
    return `${sure}${open ? ` + ${open}?` : ""}`;
  }
  function roll(view, pairs, name) {
    const groups = [...MARKS.keys()].map((mark) => [mark, pairs.filter(({ found }) => found.mark === mark && mark !== "absent")]).filter(([, some]) => some.length);
    return element("dl", { class: "roll" }, ...groups.flatMap(([mark, some]) => [
      element("dt", {}, `${MARKS.get(mark).words} `, element("span", { class: "count" }, tally(some))),
      element("dd", {}, ...some.flatMap((pair, index) => [element("span", { class: "one" }, cellButton(pair.state, pair.project, name(pair)),
        pair.found.verified ? (pair.found.certain ? "" : "?") : " (not verified)", index < some.length - 1 ? "," : ""), " "])),
    ]));
  }
  const visible = (some) => some.filter((fact) => fact.certainty !== "unverified" || eunato.state.unverified);
  function details(view) {
    const { state, project } = view.focus, day = view.day, panel = at("panel-body");
    const pairs = [...view.cells].map(([key, found]) => ({ state: key.split("--")[0], project: key.split("--")[1], found }));
    if (state && project) {
      const all = day$.factsOf(state, project), some = visible(all).sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.id < b.id ? -1 : 1));
      const found = view.cells.get(`${state}--${project}`) || null;
      eunato.describe(`${label(state)} – ${label(project)}`, some, { text: `On ${day}: ${day$.inWords(found, day)}.`, empty: "" });
      const more = [];
      if (all.length > some.length) more.push(`${plural(all.length - some.length, "statement")} that could not be verified ${all.length - some.length === 1 ? "is" : "are"} not shown; ask for them under Evidence.`);
      if (found === null) {
        more.push(some.length ? "Nothing is recorded for this day." : "Nothing is recorded here for any day.");
        more.push(`The list of who takes part is not known to be complete on ${day}, so this does not mean no.`);
      }
      for (const [relation, words] of [["participatesIn", "List of participants"], ["authorisedToJoin", "List of authorised third states"]]) {
        if (relation === "authorisedToJoin" && !day$.isThird(view.groups.get(state))) continue;
        const inList = some.some((fact) => !fact.denied && (fact.relation === relation || (relation === "participatesIn" && fact.relation === "coordinates")) && eunato.holds(fact, day) !== "no");
        if (inList) continue;
        for (const list of day$.complete(state, relation, project, day)) more.push(`${words}: complete on ${day}, so that absence from it means no. ${list.note}`);
      }
      panel.querySelector("h3").after(...(panel.querySelector("p") ? [panel.querySelector("p")] : []), ...more.map((text) => element("p", { class: "remark" }, text)));
    } else if (project) {
      const one = day$.project.get(project), many = view.inRow.get(project) || 0;
      const facts = eunato.facts.filter((fact) => fact.subject === project);
      eunato.describe(label(project), facts, { text: [`PESCO project of wave ${one.wave || "not recorded"}`, one.domain].filter(Boolean).join("; ") + `. On ${day}, ${plural(many, "state is", "states are")} recorded as taking part.` });
      panel.querySelector("p").after(roll(view, pairs.filter((pair) => pair.project === project).sort((a, b) => byLabel(a.state, b.state)), (pair) => label(pair.state)));
    } else if (state) {
      const many = view.inColumn.get(state) || 0;
      eunato.describe(label(state), day$.membershipsOf(state), { text: `${singular(view.groups.get(state))}, on ${day}. Takes part in ${plural(many, "project")}, as recorded.`, empty: "" });
      panel.querySelector("p").after(roll(view, pairs.filter((pair) => pair.state === state).sort((a, b) => byLabel(a.project, b.project)), (pair) => shortLabel(pair.project)));
    } else panel.replaceChildren(element("p", {}, "Choose a cell, a project or a state: here stand its statements with their days, acts and sources."));
  }

  /* The list of third states. */
  const third = eunato.table(at("third"), [
    { name: "state", label: "State", text: (row) => label(row.state), cell: (row) => cellButton(row.state, row.project, label(row.state)) },
    { name: "ally", label: "Ally", text: (row) => (row.group === "ally" ? "yes" : "no") },
    { name: "project", label: "Project", text: (row) => label(row.project) },
    { name: "stage", label: "Stage", text: (row) => String(STAGES.indexOf(row.stage)), cell: (row) => MARKS.get(row.stage).words },
    { name: "since", label: "Certainly since", text: (row) => row.since },
    { name: "from", label: "As the source gives it", text: (row) => row.fact.begins },
    { name: "act", label: "Act of authorisation", text: (row) => row.acts.map(label).join(", "), cell: (row) => row.acts.flatMap((act, index) => [index ? ", " : "", eunato.link(act)]) },
    { name: "certainty", label: "Certainty", text: (row) => row.certainty },
    { name: "sources", label: "Sources", class: "cited", text: (row) => row.cited.map(eunato.citations).filter(Boolean).join("; ") },
  ], { rowAttributes: (row) => ({ "data-cell": `${row.state}--${row.project}`, "data-stage": row.stage }), empty: "No third state is recorded with a step on this day." });
  function thirdList(view, now) {
    const rows = day$.thirdStates(view.day, { allies: Boolean(now.allies) });
    third.fill(rows);
    const many = new Set(rows.map((row) => row.state)).size;
    at("third-shown").textContent = `${plural(many, now.allies ? "Ally outside the EU" : "third state", now.allies ? "Allies outside the EU" : "third states")} in ${plural(new Set(rows.map((row) => row.project)).size, "project")}: the highest step that certainly holds on ${view.day}. Authorised is not participating.`;
    const unsure = [];
    for (const [key, found] of view.cells) {
      const [state, project] = key.split("--");
      const group = view.groups.get(state);
      if (!day$.isThird(group) || (now.allies && group !== "ally") || !found.verified || found.mark === "no" || found.mark === "absent") continue;
      if (!found.certain) unsure.push(`${label(state)} – ${shortLabel(project)}: ${MARKS.get(found.mark).words}`);
      else if (found.more) unsure.push(`${label(state)} – ${shortLabel(project)}: beyond ${MARKS.get(found.mark).words}`);
    }
    at("third-unsure").textContent = unsure.length ? `Not certain on ${view.day}, and so not in the list: ${unsure.sort().join("; ")}.` : "";
  }

  /* Putting it together */
  let seenNow = null, waiting = 0;
  function show(now, before) {
    const view = seen(now);
    const moved = before !== null && before["as-of"] !== now["as-of"];
    const news = changes(view, moved ? lastView : null);
    const key = JSON.stringify([view.columns.map((id) => [id, view.groups.get(id)]), view.rows.map(({ id }) => id), now.order]);
    if (key !== drawn) build(view);
    drawn = key;
    seenNow = view;
    write(view, news);
    if (moved) eunato.sayChanges(lastView.day, view.day, news.joined, news.left);
    lastView = view;
    figures(view, now);
    legends(view, now);
    at("allies").setAttribute("aria-pressed", String(Boolean(now.allies)));
    for (const id of ["only", "filled", "empty"]) at(id).checked = Boolean(now[id]);
    at("only").disabled = !now.focus;
    at("life").value = now.life;
    at("states-by").value = now.states;
    if (before === null || before.focus !== now.focus) reveal(view, before === null);
    // The details and the lists follow when the matrix stands: a slider must not wait for them.
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      details(view);
      thirdList(view, now);
      completeness(view);
      eunato.sourceList(at("sources"), statements(view));
    });
  }
  /* What is chosen becomes the cell that Tab reaches, and is scrolled to inside the matrix. */
  function reveal(view) {
    const { state, project } = view.focus;
    const one = state && project ? tds.get(`${state}--${project}`)
      : state ? place.querySelector(`thead button[data-state="${CSS.escape(state)}"]`)
        : project ? place.querySelector(`tbody button[data-project="${CSS.escape(project)}"]`) : null;
    if (!one) return;
    if (!place.contains(document.activeElement) || document.activeElement === place) activate(false, one);
    const box = one.getBoundingClientRect(), frame = place.getBoundingClientRect();
    const head = place.querySelector("thead").getBoundingClientRect().height, side = (lines[1] || lines[0])[0].closest("th").getBoundingClientRect().width;
    if (project && (box.top < frame.top + head || box.bottom > Math.min(frame.bottom, innerHeight))) place.scrollTop += box.top - frame.top - head - 60;
    if (state && (box.left < frame.left + side || box.right > frame.right)) place.scrollLeft += box.left - frame.left - side - 60;
  }
  const statements = (view) => [...new Set([...shownCells(view)].flatMap(({ found }) => found.facts))].sort((a, b) => (a.id < b.id ? -1 : 1));

  at("allies").addEventListener("click", () => {
    const on = !eunato.state.allies;
    set({ allies: on ? "1" : "", filled: on ? "1" : "" });
  });
  for (const id of ["only", "filled", "empty"]) at(id).addEventListener("change", (event) => set({ [id]: event.target.checked ? "1" : "" }));
  at("life").addEventListener("change", (event) => set({ life: event.target.value }));
  at("states-by").addEventListener("change", (event) => set({ states: event.target.value }));
  eunato.search(at("search"), [...day$.projects, ...day$.states].map(({ id }) => id), (id) => {
    const one = day$.project.get(id);
    const life = one ? day$.lifeOf(one, eunato.state["as-of"]) : "yes";
    // What is looked for is shown, also where the day or a filter would leave it out.
    const wider = life === "before" ? { life: "all" } : life === "after" && !eunato.state.life ? { life: "closed" } : {};
    const rest = one ? { "hide-wave": "", ...(eunato.state.filled ? { filled: "" } : {}) } : eunato.state.allies && day$.groupOf(id, eunato.state["as-of"]) !== "ally" ? { allies: "", filled: "" } : {};
    set({ focus: id, ...wider, ...rest });
  });
  onState(show);
  eunato.dayControl(data.days, data.about.covered);

  function asCsv() {
    const rows = [...shownCells(seenNow)].filter(({ found }) => found.facts.length).map(({ state, project, found }) => [
      project, shortLabel(project), label(project), day$.project.get(project).wave, state, day$.state.get(state).code, label(state),
      singular(seenNow.groups.get(state)), [found.mark, ...found.others].join(" "), !found.verified ? "not verified" : found.certain ? "yes" : "not certain",
      found.best.map((fact) => fact.begins).join("; "), [...new Set(found.best.map((fact) => fact.certainty))].join("; "), found.denied,
      found.facts.map((fact) => fact.id).join("; "), [...new Set(found.facts.map(eunato.citations))].filter(Boolean).join("; "),
    ]);
    return eunato.csv(["project", "short", "project_name", "wave", "state", "code", "state_name", "group", "mark", "holds", "from", "certainty", "denied", "statements", "sources"], rows);
  }
  eunato.downloads({ picture: () => pescoPicture({ ...seenNow, hidden: (found) => hidden(seenNow, found) }), shown: () => statements(seenNow), text: asCsv });
})();
