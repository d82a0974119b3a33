"use strict";
/* What the statements say of a day: the groups of states, the mark of each cell, counts, and which lists are complete.
   Nothing here touches the page. */
const pescoDay = (() => {
  const { data, facts, byId, holds, counts } = eunato;
  const LADDER = data.ladder; // [relation, stage, words, definition], lowest first
  const STEP = new Map(LADDER.map(([relation], index) => [relation, index + 1]));
  const STAGES = LADDER.map(([, stage]) => stage);
  const SHORT = { interested: "int", requested: "req", authorised: "aut", invited: "inv", "arrangement-concluded": "arr", participating: "par" };
  const CERTAINTIES = ["unverified", "probable", "confirmed"];

  /* The marks, in the order of the legend: what is printed in the cell, and its words. */
  const MARKS = new Map([
    ["coordinator", { text: "C", words: "coordinator", meaning: data.meanings.coordinates }],
    ["member", { text: "M", words: "member", meaning: data.meanings.participatesIn }],
    ["observer", { text: "O", words: "observer", meaning: data.meanings.observerIn }],
    ...[...LADDER].reverse().map(([, stage, words, meaning]) => [stage, { text: SHORT[stage] || stage.slice(0, 3), words, meaning }]),
    ["no", { text: "×", words: "no, recorded", meaning: "A source says that the state has not taken this step, or is not in the project." }],
    ["absent", { text: "–", words: "no: complete list", meaning: "The list of participants is complete on the day, and the state is not on it." }],
  ]);
  const COUNTED = new Set(["coordinator", "member", "participating"]);
  const GROUPS = [
    ["pesco", "PESCO members", "Member of PESCO"], ["ally", "Third states: Allies", "Third state, Ally"],
    ["third", "Other third states", "Third state, no Ally"], ["eu", "EU, not in PESCO", "Member of the EU outside PESCO"],
  ];

  const projects = data.projects.map(([id, wave, domain]) => ({ id, wave, domain, life: byId.get(`${id}--exists`) || null }));
  const project = new Map(projects.map((one) => [one.id, one]));
  const states = data.states.map(([id, code]) => ({ id, code }));
  const state = new Map(states.map((one) => [one.id, one]));
  const ofCell = new Map(), memberships = new Map();
  for (const fact of facts) {
    if (project.has(fact.object)) push(ofCell, `${fact.subject}--${fact.object}`, fact);
    else if (fact.relation === "memberOf") push(memberships, fact.subject, fact);
  }
  function push(map, key, value) {
    if (!map.has(key)) map.set(key, []);
    map.get(key).push(value);
  }
  const factsOf = (stateId, projectId) => ofCell.get(`${stateId}--${projectId}`) || [];
  const membershipsOf = (stateId) => memberships.get(stateId) || [];
  const recorded = new Set([...ofCell.values()].flat().map((fact) => fact.subject));

  /* Groups. Who is in is what is certain; so the answers of the catalogue have it. */
  const isIn = (stateId, organisation, day) =>
    membershipsOf(stateId).some((fact) => fact.object === organisation && counts(fact) && holds(fact, day) === "yes");
  function groupOf(stateId, day) {
    if (isIn(stateId, "pesco", day)) return "pesco";
    if (isIn(stateId, "eu", day)) return "eu";
    return isIn(stateId, "nato", day) ? "ally" : "third";
  }
  const isThird = (group) => group === "ally" || group === "third";

  /* Whether a list that holds this statement, if it were true, is complete on the day. */
  function complete(subject, relation, object, day) {
    const covers = (given, id) => given === "" || given === id || given === `kind:${eunato.kindOf(id)}`;
    return data.lists.filter((list) => list.relation === relation && list.from <= day && day < list.until
      && covers(list.subject, subject) && covers(list.object, object));
  }

  /* The rank of a relation in a cell, and the mark it gives: for third states the ladder, with observers below it. */
  function rankOf(relation, third) {
    if (relation === "coordinates") return 9;
    if (relation === "observerIn") return third ? 0.5 : 7;
    if (relation === "participatesIn") return third ? 6 : 8;
    return STEP.get(relation) || 0;
  }
  function markOf(relation, third) {
    if (relation === "coordinates") return "coordinator";
    if (relation === "observerIn") return "observer";
    if (relation === "participatesIn" && !third) return "member";
    return STAGES[STEP.get(relation) - 1];
  }

  /* What a cell shows on a day, or null: {mark, others (marks beside it), certain, more (a higher one may hold),
     verified, denied ("yes", "unknown" or ""), best (statements behind the mark), facts (those that hold or may hold)}. */
  function cell(stateId, projectId, day, { group = groupOf(stateId, day), unverified = false } = {}) {
    const third = isThird(group);
    const life = project.get(projectId).life;
    const certain = [], unsure = [], poor = [], denials = [];
    for (const fact of factsOf(stateId, projectId)) {
      const held = holds(fact, day);
      if (held === "no") continue;
      if (fact.certainty === "unverified") { if (unverified && !fact.denied) poor.push(fact); }
      else if (fact.denied) { if (held === "yes" || day >= fact.from) denials.push(fact); }
      else if (held === "yes") certain.push(fact);
      // That something may hold says nothing before the project may exist.
      else if (!life || day >= life.possiblyFrom) unsure.push(fact);
    }
    const highest = (some) => Math.max(...some.map((fact) => rankOf(fact.relation, third)));
    const denied = denials.some((fact) => holds(fact, day) === "yes") ? "yes" : denials.length ? "unknown" : "";
    const basis = certain.length ? certain : unsure.length ? unsure : poor;
    if (basis.length) {
      const top = highest(basis);
      const best = basis.filter((fact) => rankOf(fact.relation, third) === top);
      const mark = markOf(best[0].relation, third);
      const others = third ? [] : [...new Set(basis.map((fact) => markOf(fact.relation, third)))]
        .filter((other) => other === "observer" && other !== mark);
      return {
        mark, others, certain: basis === certain, verified: basis !== poor, denied, best,
        more: basis === certain && unsure.length > 0 && highest(unsure) > top,
        facts: [...basis, ...(basis === certain ? unsure : []), ...denials],
      };
    }
    const plain = { others: [], verified: true, more: false, denied: "" };
    if (denials.length) return { ...plain, mark: "no", certain: denied === "yes", best: denials, facts: denials };
    if (complete(stateId, "participatesIn", projectId, day).length) return { ...plain, mark: "absent", certain: true, best: [], facts: [] };
    return null;
  }
  const takesPart = (found) => found !== null && found.certain && found.verified && COUNTED.has(found.mark);

  /* A cell in words. */
  function inWords(found, day) {
    if (found === null) return "not recorded";
    const { words } = MARKS.get(found.mark);
    const parts = [[words, ...found.others.map((other) => MARKS.get(other).words)].join(found.certain ? " and " : " or ")];
    if (!found.verified) parts.push("not verified");
    else if (!found.certain) parts.push(found.mark === "no" ? `last shown before ${day}` : `not certain on ${day}`);
    if (found.more) parts.push("a higher one may hold");
    if (found.mark !== "no" && found.denied) parts.push(found.denied === "yes" ? "a source says no to another step" : "a source said no to another step before this day");
    return parts.join("; ");
  }
  /* The text printed in it. */
  function inShort(found) {
    const text = [found.mark, ...found.others].map((mark) => MARKS.get(mark).text).join("");
    if (!found.verified) return `(${text})`;
    return found.certain ? text : `${text}?`;
  }

  /* The same where there is more room. */
  function inFew(found) {
    const words = [found.mark, ...found.others].map((mark) => MARKS.get(mark).words).join(found.certain ? ", " : " or ");
    if (!found.verified) return `(${words})`;
    return found.certain ? words : `${words}?`;
  }

  /* Third states on a day: each with the highest step that certainly holds, as the catalogue answers it. */
  function thirdStates(day, { allies = false } = {}) {
    const rows = [];
    for (const { id } of states) {
      const group = groupOf(id, day);
      if (!isThird(group) || (allies && group !== "ally")) continue;
      for (const one of projects) {
        const held = factsOf(id, one.id).filter((fact) => counts(fact) && STEP.has(fact.relation) && holds(fact, day) === "yes");
        if (!held.length) continue;
        const top = Math.max(...held.map((fact) => STEP.get(fact.relation)));
        const acts = held.filter((fact) => fact.relation === "authorisedToJoin" && fact.basis.length);
        for (const fact of held.filter((fact) => STEP.get(fact.relation) === top)) {
          const ally = membershipsOf(id).filter((other) => other.object === "nato" && counts(other) && holds(other, day) === "yes");
          const behind = [fact, ...acts, ...ally];
          rows.push({
            fact, state: id, project: one.id, group, stage: STAGES[top - 1], since: fact.from, acts: [...new Set(acts.flatMap((act) => act.basis))].sort(),
            certainty: CERTAINTIES.find((word) => behind.some((other) => other.certainty === word)), cited: [...new Set([fact, ...acts])],
          });
        }
      }
    }
    return rows;
  }

  /* Whether a project runs on a day: "yes", "unknown", "before" or "after". */
  function lifeOf(one, day) {
    if (!one.life || !counts(one.life)) return "unknown";
    const held = holds(one.life, day);
    return held === "no" ? (day < one.life.from ? "before" : "after") : held;
  }

  return {
    LADDER, STAGES, MARKS, COUNTED, GROUPS, projects, project, states, state, recorded, factsOf, membershipsOf, groupOf,
    isThird, complete, cell, takesPart, inWords, inShort, inFew, thirdStates, lifeOf,
  };
})();
