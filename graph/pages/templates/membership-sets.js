"use strict";
/* Who is in what on a day: the rules of graph/membership.py and graph/reasons.py, on the statements of the page. */
const membership = (() => {
  const { data, facts, holds, counts, label, shortLabel } = eunato;
  const OF = ["eu", "nato", "pesco", "partnership-for-peace"];
  const about = new Map();
  for (const fact of facts) {
    const key = `${fact.subject} ${fact.relation} ${fact.object}`;
    if (!about.has(key)) about.set(key, []);
    about.get(key).push(fact);
  }
  const between = (subject, relation, object) => about.get(`${subject} ${relation} ${object}`) || [];

  /* The body that stands for an organisation on a day: itself or a predecessor, or null. */
  function standing(organisation, day) {
    const found = (data.stands[organisation] || []).find(([, from, until]) => from <= day && day < until);
    return found ? found[0] : null;
  }
  const isComplete = (subject, relation, object, day) => data.complete.some(([of, target, one, from, until]) =>
    of === relation && (target === object || target === "") && (one === "" || one === subject || one === `kind:${eunato.kindOf(subject)}`) && from <= day && day < until);

  /* What is known of a membership on a day: {is, facts, unsure}. `is`: yes, no, unknown (the sources leave it open),
     unverified (only on request), unrecorded (nothing recorded, and the list not complete), none (no such body). */
  function known(state, relation, object, day, unverified) {
    const own = between(state, relation, object);
    const sure = own.filter((fact) => fact.certainty !== "unverified");
    const holding = sure.filter((fact) => !fact.denied && holds(fact, day) === "yes");
    const denying = sure.filter((fact) => fact.denied && holds(fact, day) === "yes");
    if (holding.length) return { is: "yes", facts: [...holding, ...denying], unsure: denying.length > 0 };
    if (denying.length) return { is: "no", facts: denying, unsure: false };
    const open = sure.filter((fact) => !fact.denied && holds(fact, day) === "unknown");
    if (open.length) return { is: "unknown", facts: open, unsure: true };
    const doubtful = own.filter((fact) => fact.certainty === "unverified" && !fact.denied && holds(fact, day) !== "no");
    if (unverified && doubtful.length) return { is: "unverified", facts: doubtful, unsure: true };
    const ended = sure.filter((fact) => !fact.denied && fact.possiblyUntil <= day);
    if (ended.length || isComplete(state, relation, object, day)) return { is: "no", facts: [], unsure: false };
    return { is: "unrecorded", facts: [], unsure: false };
  }
  function membershipOf(state, organisation, day, unverified) {
    const body = standing(organisation, day);
    if (body === null) return { is: "none", facts: [], unsure: false, body };
    return { ...known(state, "memberOf", body, day, unverified), body };
  }

  /* One row for each state that is in a field on the day, sorted by name. */
  function on(day, { unverified = false, candidates = false } = {}) {
    const rows = [];
    for (const state of data.states) {
      const row = { state, day, candidate: known(state, "candidateFor", "eu", day, unverified), suspended: known(state, "suspendedFrom", "partnership-for-peace", day, unverified) };
      for (const organisation of OF) row[organisation] = membershipOf(state, organisation, day, unverified);
      const may = (one) => ["yes", "unknown", "unverified"].includes(one.is);
      const inEu = row.eu.is === "yes", inNato = row.nato.is === "yes";
      if (inEu) row.field = inNato ? "both" : "only_a";
      else if (inNato) row.field = "only_b";
      else if (OF.some((organisation) => may(row[organisation])) || (candidates && may(row.candidate))) row.field = "outside";
      else continue;
      row.unsure = row.eu.unsure || row.nato.unsure || (row.field === "outside" && row["partnership-for-peace"].unsure);
      row.marks = marks(row, candidates);
      row.facts = [...OF.map((one) => row[one]), ...(candidates ? [row.candidate] : []), row.suspended].filter(may).flatMap((one) => one.facts);
      rows.push(row);
    }
    return rows;
  }
  function marks(row, candidates) {
    const found = [];
    const add = (kind, one) => { if (["yes", "unknown", "unverified"].includes(one.is)) found.push({ kind, open: one.is !== "yes" }); };
    add("pesco", row.pesco);
    add(row.suspended.is === "yes" ? "suspended" : "partner", row["partnership-for-peace"]);
    if (candidates) add("candidate", row.candidate);
    const verdict = verdictOn(row.state, row.day);
    if (verdict) found.push({ kind: "shut", open: verdict === "unknown" });
    return found;
  }

  /* The stretch of days with equal exclusions that a day falls in, or null. */
  const stretch = (day) => data.stretches.find(([from, until]) => from <= day && day < until) || null;
  function verdictOn(state, day) {
    const found = stretch(day);
    const row = found && found[2].find(([subject]) => subject === state);
    return row ? row[1] : "";
  }

  const FIELDS = ["only_a", "both", "only_b", "outside"];
  const count = (rows, field) => rows.filter((row) => row.field === field && (field !== "outside" || row["partnership-for-peace"].is === "yes")).length;
  /* Short names for the day: "EC" while the Communities stand for the EU. */
  const nameOn = (organisation, day) => shortLabel(standing(organisation, day) || organisation);
  const fullOn = (organisation, day) => label(standing(organisation, day) || organisation);
  const fieldWords = (field, day) => ({
    only_a: `only in the ${nameOn("eu", day)}`, both: "in both", only_b: `only in ${nameOn("nato", day)}`, outside: "in neither, in the Partnership for Peace",
  })[field];
  const MARKS = {
    pesco: "in PESCO", partner: "in the Partnership for Peace", suspended: "in the Partnership for Peace, suspended",
    candidate: "candidate for the EU", shut: "shut out of formal meetings on Berlin Plus",
  };
  /* Everything of a row in words, for those who do not see its shape and colour. */
  const spoken = (row) => [
    `${label(row.state)}: ${row.field === "outside" && row["partnership-for-peace"].is !== "yes" ? "in neither" : fieldWords(row.field, row.day)}`,
    ...row.marks.map((mark) => `${MARKS[mark.kind]}${mark.open ? " (not certain)" : ""}`),
    ...["eu", "nato"].filter((one) => row[one].unsure).map((one) => `${nameOn(one, row.day)} not certain on this day`),
  ].join("; ");

  return { OF, FIELDS, MARKS, between, standing, isComplete, known, on, stretch, verdictOn, count, nameOn, fullOn, fieldWords, spoken, counts };
})();
