"use strict";
(() => {
  const { data, element, label, set, onState, listed, facts, shortLabel } = eunato;
  const { OF, FIELDS } = membership;
  const goTo = (day) => set({ "as-of": day });
  const choose = (id) => set({ focus: id });
  const read = (heading, some) => eunato.describe(heading, some);
  const diagram = membership.diagram(document.getElementById("diagram"), { choose });
  const series = membership.series(document.getElementById("series"), { goTo, read });
  const exclusions = membership.exclusions(document.getElementById("excluded"), { goTo, choose });
  let rowsNow = [], rowsBefore = null;

  /* A cell of the table: what is known of one membership on the day, and since when. */
  const NOT = { no: "no", unknown: "not certain", unverified: "not verified", unrecorded: "not recorded" };
  function told(row, organisation) {
    const one = row[organisation];
    if (one.is === "none") return "did not exist yet";
    if (one.is !== "yes") return NOT[one.is] + (one.facts.length && one.is !== "no" ? ` (${one.facts.map(eunato.when).join("; ")})` : "");
    const since = `yes, since ${one.facts.find((fact) => !fact.denied).begins}${one.unsure ? ", contradicted" : ""}`;
    return one.body !== organisation ? `${since} (${shortLabel(one.body)})` : since + earlier(row.state, organisation, one);
  }
  /* Since when in the predecessor, where membership went over from it without a break. */
  function earlier(state, organisation, one) {
    const before = data.stands[organisation].find(([body, , until]) => body !== organisation && one.facts.some((fact) => fact.from === until));
    const stint = before && membership.between(state, "memberOf", before[0]).find((fact) => !fact.denied && eunato.counts(fact) && fact.from < before[2] && before[2] <= fact.until);
    return stint ? ` (in the ${shortLabel(before[0])} since ${stint.begins})` : "";
  }
  const candidacy = (row) => (row.candidate.is === "yes" ? `since ${row.candidate.facts[0].begins}` : NOT[row.candidate.is]);
  const partnership = (row) => told(row, "partnership-for-peace") + (row.suspended.is === "yes" ? `, suspended since ${row.suspended.facts[0].begins}` : "");
  const certainty = (row) => {
    const own = row.facts.map((fact) => fact.certainty);
    return row.unsure ? "not certain" : ["unverified", "probable", "confirmed"].find((one) => own.includes(one)) || "";
  };
  const columns = [
    { name: "state", label: "State", text: (row) => label(row.state), cell: (row) => element("button", { type: "button", class: "link", "data-node": row.state, onclick: () => choose(row.state) }, label(row.state)) },
    { name: "field", label: "Field", text: (row) => (row.field === "outside" && row["partnership-for-peace"].is !== "yes" ? "in neither" : membership.fieldWords(row.field, row.day)) },
    { name: "eu", label: "EU or its predecessor", text: (row) => told(row, "eu") },
    { name: "nato", label: "NATO", text: (row) => told(row, "nato") },
    { name: "pesco", label: "PESCO", text: (row) => told(row, "pesco") },
    { name: "partnership", label: "Partnership for Peace", text: partnership },
    { name: "candidate", label: "EU candidate", text: candidacy },
    { name: "shut", label: "Formal meetings on Berlin Plus", text: exclusions.inWords },
    { name: "certainty", label: "Certainty", text: certainty },
    { name: "sources", label: "Sources", class: "cited", text: (row) => eunato.sourceKeys(row.facts).map((key) => `@${key}`).join("; ") },
  ];
  const table = eunato.table(document.getElementById("states"), columns, {
    rowAttributes: (row) => ({ "data-state": row.state, "data-field": row.field, class: row.state === eunato.state.focus ? "chosen" : null }),
    empty: "No member on this day with these filters.",
  });
  const steps = eunato.table(document.getElementById("steps"), series.columns, { rowAttributes: (step) => ({ "data-from": step.from, class: series.within(eunato.state["as-of"]) === step ? "chosen" : null }) });

  const visible = (state) => rowsNow.filter((row) => !listed(state.hide).includes(row.field));
  const evidence = (state) => {
    const shown = visible(state).flatMap((row) => row.facts);
    const bodies = OF.map((one) => membership.standing(one, state["as-of"])).filter(Boolean).map((body) => eunato.byId.get(`${body}--exists`)).filter(Boolean);
    return [...new Set([...shown, ...bodies])];
  };

  function show(state, before) {
    const day = state["as-of"], on = { unverified: Boolean(state.unverified), candidates: Boolean(state.candidates) };
    const moved = before !== null && before["as-of"] !== day;
    const dayBefore = moved ? before["as-of"] : null;
    if (moved) rowsBefore = membership.on(dayBefore, on);
    rowsNow = membership.on(day, on);
    diagram.draw(rowsNow, state, rowsBefore);
    counted(state);
    if (moved) changes(dayBefore, day);
    legends(state);
    document.getElementById("candidates").checked = on.candidates;
    document.getElementById("unverified").checked = on.unverified;
    exclusions.draw(rowsNow, state);
    series.draw(state);
    exactly(state);
    table.fill(visible(state), { keep: true });
    steps.fill(series.steps, { keep: true });
    document.getElementById("shown").textContent = `${visible(state).length} of ${rowsNow.length} states on ${day}`;
    eunato.sourceList(document.getElementById("sources"), evidence(state));
    if (!before || moved || before.focus !== state.focus || before.unverified !== state.unverified) panel(state);
  }

  /* The counts in words, and which body stands for the EU on the day. */
  function counted(state) {
    const day = state["as-of"], many = (field) => membership.count(rowsNow, field);
    document.getElementById("counted").textContent = document.getElementById("series-now").textContent =
      `On ${day}: ${many("both")} in both, ${many("only_a")} only in the ${membership.nameOn("eu", day)}, ${many("only_b")} only in ${membership.nameOn("nato", day)}.`;
    const notes = [];
    for (const organisation of ["eu", "nato"]) {
      const body = membership.standing(organisation, day), name = organisation === "nato" ? "NATO" : `the ${shortLabel(organisation)}`;
      if (body === null) notes.push(`On this day there was no ${shortLabel(organisation)}, nor a predecessor that counts in its place.`);
      else if (body !== organisation) notes.push(`On this day ${name} did not exist yet; its predecessor, the ${label(body)}, counts in its place.`);
      if (body !== null && !membership.isComplete("", "memberOf", body, day)) notes.push(`The list of members of ${body === "nato" ? "NATO" : `the ${shortLabel(body)}`} is not known to be complete on this day: absence does not mean no.`);
    }
    if (day > data.about.covered) notes.push(`The data was curated up to ${data.about.covered}: what changed since is not shown.`);
    document.getElementById("standing").textContent = notes.join(" ");
  }
  /* Who joined and who left what since the day shown before. */
  function changes(from, to) {
    const was = new Map((rowsBefore || []).map((row) => [row.state, row])), now = new Map(rowsNow.map((row) => [row.state, row]));
    const joined = [], left = [];
    for (const organisation of OF) {
      const inside = (rows, id) => rows.has(id) && rows.get(id)[organisation].is === "yes";
      const name = membership.nameOn(organisation, to);
      for (const id of data.states) {
        if (!inside(was, id) && inside(now, id)) joined.push(`${label(id)} in ${name}`);
        if (inside(was, id) && !inside(now, id)) left.push(`${label(id)} in ${name}`);
      }
    }
    eunato.sayChanges(from, to, joined, left);
  }

  function legends(state) {
    const day = state["as-of"], hidden = new Set(listed(state.hide));
    const place = document.getElementById("field-legend");
    const focused = place.contains(document.activeElement) ? document.activeElement.dataset.name : null;
    place.replaceChildren(place.querySelector("legend"), ...FIELDS.map((field) => element("label", {},
      element("input", { type: "checkbox", checked: !hidden.has(field), "data-name": field, onchange: (event) => {
        const off = new Set(hidden);
        if (event.target.checked) off.delete(field); else off.add(field);
        set({ hide: [...off].sort().join(",") });
      } }), element("span", { class: `swatch ${field}`, "aria-hidden": "true" }), `${membership.fieldWords(field, day)} `, element("span", { class: "count" }, field === "outside" && membership.standing("partnership-for-peace", day) === null ? "did not exist yet" : String(membership.count(rowsNow, field))))));
    if (focused) place.querySelector(`[data-name="${CSS.escape(focused)}"]`).focus();
    const marks = document.getElementById("mark-legend");
    marks.replaceChildren(marks.querySelector("legend"), ...Object.entries(membership.MARKS)
      .filter(([kind]) => kind !== "candidate" || state.candidates)
      .map(([kind, words]) => {
        const own = rowsNow.flatMap((row) => row.marks).filter((mark) => mark.kind === kind);
        const open = own.filter((mark) => mark.open).length;
        const of = { pesco: "pesco", partner: "partnership-for-peace", suspended: "partnership-for-peace" }[kind];
        const none = of && membership.standing(of, day) === null;
        return element("span", { class: "entry" }, diagram.mark(kind), `${words} `, element("span", { class: "count" }, none ? "did not exist yet" : `${own.length - open}${open ? ` and ${open} not certain` : ""}`));
      }), element("span", { class: "entry" }, element("span", { class: "swatch broken", "aria-hidden": "true" }, "?"), "not certain on this day"));
  }
  function exactly(state) {
    const pick = document.getElementById("exactly");
    if (!pick.options.length) for (const many of series.numbers) pick.append(element("option", { value: many }, String(many)));
    pick.value = state.exactly;
    const found = series.periods(Number(state.exactly));
    const times = { 0: "never", 1: "in one period", 2: "in two periods", 3: "in three periods" }[found.length] || `in ${found.length} periods`;
    document.getElementById("exactly-said").textContent = `Exactly ${state.exactly} shared members ${times}${found.length ? `: ${found.map(series.said).join("; ")}` : ""}.`;
  }

  /* A state's memberships over time, with what else is recorded on its place between the two. */
  function panel(state) {
    const body = document.getElementById("panel-body"), day = state["as-of"], id = state.focus;
    if (!id || !data.states.includes(id)) {
      body.replaceChildren(element("p", {}, "Choose a state in the picture or in the table: its memberships over time stand here, each with its days and sources."));
      return;
    }
    const own = facts.filter((fact) => (fact.subject === id || fact.object === id) && (state.unverified || fact.certainty !== "unverified"));
    const row = rowsNow.find((one) => one.state === id);
    const order = ["eu", "european-communities", "nato", "pesco", "partnership-for-peace"];
    const groups = [
      ["Memberships", own.filter((fact) => fact.relation === "memberOf").sort((a, b) => order.indexOf(a.object) - order.indexOf(b.object) || (a.from < b.from ? -1 : 1))],
      ["Candidacy and suspension", own.filter((fact) => ["candidateFor", "suspendedFrom"].includes(fact.relation))],
      ["Security agreement with NATO", own.filter((fact) => fact.relation === "hasAgreementWith")],
      ["In formal NAC–PSC meetings", own.filter((fact) => fact.relation === "attends")],
    ];
    const verdict = membership.verdictOn(id, day);
    const parts = [element("h3", {}, label(id)), element("p", {}, row ? `On ${day} – ${membership.spoken(row)}.` : `On ${day} in none of these.`)];
    if (verdict) parts.push(element("p", {}, element("button", { type: "button", id: "to-reasons", onclick: () => { const there = document.getElementById("shut-out"); there.scrollIntoView(); there.focus({ preventScroll: true }); } }, verdict === "yes" ? "Why it is shut out" : "Why this is unknown")));
    for (const [title, some] of groups) if (some.length) parts.push(element("h4", {}, title), ...some.map((fact) => eunato.describeFact(fact, day)));
    body.replaceChildren(...parts);
  }

  document.getElementById("candidates").addEventListener("change", (event) => set({ candidates: event.target.checked ? "1" : "" }));
  document.getElementById("unverified").addEventListener("change", (event) => set({ unverified: event.target.checked ? "1" : "" }));
  document.getElementById("exactly").addEventListener("change", (event) => set({ exactly: event.target.value }));
  document.getElementById("unfocus").addEventListener("click", () => { set({ focus: "" }); document.getElementById("search").value = ""; });
  eunato.search(document.getElementById("search"), data.states, choose);
  onState(show);
  eunato.dayControl(data.days, data.about.covered);
  eunato.downloads({
    picture: diagram.withKey, shown: () => evidence(eunato.state),
    text: () => eunato.csv(["state", "code", ...columns.slice(1, -1).map((column) => column.name), "statements", "sources"],
      table.rows().map((row) => [label(row.state), data.codes[row.state] || "", ...columns.slice(1, -1).map((column) => column.text(row)), row.facts.map((fact) => fact.id).join("; "), row.facts.map(eunato.citations).join("; ")])),
  });
  for (const button of document.querySelectorAll("[data-series]")) button.addEventListener("click", () => {
    const name = `eunato-shared-members-${eunato.state["as-of"]}`, kind = button.dataset.series;
    if (kind === "csv") return eunato.save(`${name}.csv`, "text/csv;charset=utf-8", series.csv());
    const svg = eunato.standaloneSvg(series.svg, series.facts, { title: `Members of the EU and NATO since 1949; exactly ${eunato.state.exactly} shared are marked` });
    if (kind === "svg") eunato.save(`${name}.svg`, "image/svg+xml", svg);
    else eunato.png(svg, (blob) => eunato.save(`${name}.png`, "image/png", blob));
  });
})();
