"use strict";
/* Who is shut out of formal meetings on Berlin Plus on a day: verdict, rule, premises and absences, as `eunato why`
   gives them, and what is argued about other meetings. */
membership.exclusions = (holder, { goTo, choose }) => {
  const { data, element, label, shortLabel, byId, holds, words, describeFact } = eunato;
  const MEETINGS = "nac-psc-berlin-plus";
  const state = (id) => element("button", { type: "button", class: "link", "data-node": id, onclick: () => choose(id) }, label(id));
  const listing = (ids) => ids.flatMap((id, index) => [index ? ", " : "", state(id)]);
  const sources = (cited) => element("ul", { class: "cited" }, ...cited.map(([key, locator]) => eunato.sourceItem(key, `, ${locator}.`)));
  const first = data.stretches.length ? data.stretches[0][0] : "";

  /* What a state lacks for taking part, as the rule names it: [{text, is, facts}]; and what it has. */
  function parts(subject, rule, day, told) {
    const found = [];
    for (const [relation, object, concerning] of rule.absences) {
      const held = [...membership.between(subject, relation, object), ...(relation === "hasAgreementWith" ? membership.between(object, relation, subject) : [])]
        .filter((fact) => !concerning || fact.concerning === concerning);
      const holding = held.filter((fact) => !fact.denied && holds(fact, day) === "yes");
      if (holding.length) {
        found.push({ part: "present", text: `${label(subject)} ${listed(relation, object, concerning)}`, facts: holding.filter((fact) => !told.has(fact.id)), also: [] });
        continue;
      }
      const complete = membership.isComplete(subject, relation, object, day);
      const denies = (fact) => fact.denied && holds(fact, day) === "yes";
      const rest = held.filter((fact) => !told.has(fact.id));
      found.push({
        part: "absent", complete, facts: rest.filter(denies), also: rest.filter((fact) => !denies(fact)),
        text: rest.some(denies) && !complete
          ? `a source denies “${listed(relation, object, concerning)}” on ${day}; that list is not known to be complete`
          : complete
          ? `absent from the list “${listed(relation, object, concerning)}”, which is complete on ${day}`
          : `nothing recorded for “${listed(relation, object, concerning)}” on ${day}, and that list is not known to be complete`,
      });
    }
    return found;
  }
  const listed = (relation, object, concerning) => `${words(relation)} ${shortLabel(object)}${concerning ? ` on ${label(concerning)}` : ""}`;

  function reasons(subject, verdict, premises, day) {
    const told = new Set(premises);
    const box = element("article", { class: "reason", "data-state": subject, "data-verdict": verdict });
    box.append(element("h3", {}, state(subject), ": ", element("strong", {}, verdict === "yes" ? `shut out on ${day}` : `unknown on ${day}`)));
    if (verdict !== "yes") box.append(element("p", {}, "Neither shown nor excluded by what is recorded for the day."));
    const all = data.rules.flatMap((rule) => parts(subject, rule, day, told));
    const grid = element("div", { class: "parts" });
    box.append(grid);
    const section = (title, ...content) => { const part = element("div", {}, element("h4", {}, title), ...content); grid.append(part); return part; };
    for (const one of all.filter((part) => part.part === "absent")) {
      const part = section(one.complete ? "Absent" : one.facts.length ? "Denied" : "Not recorded", element("p", { class: "absence", "data-complete": String(one.complete) }, `${label(subject)}: ${one.text}.`), ...one.facts.map((fact) => describeFact(fact, day)));
      if (one.also.length) part.append(element("details", {}, element("summary", {}, `See also ${one.also.length === 1 ? "one statement" : `${one.also.length} statements`} on this`), ...one.also.map((fact) => describeFact(fact, day))));
    }
    const present = all.filter((part) => part.part === "present" && part.facts.length);
    if (present.length) section("Present", ...present.flatMap((part) => part.facts.map((fact) => describeFact(fact, day))));
    const resting = premises.map((id) => byId.get(id)).filter(Boolean);
    box.append(element("details", {}, element("summary", {}, `The ${resting.length} statements that this rests on`), ...resting.map((fact) => describeFact(fact, day))));
    return box;
  }

  /* In one sentence: who is shut out on the day, of whom it is unknown; or why nothing can be said. */
  function headline(day, rows) {
    const at = membership.stretch(day);
    if (!data.rules.length || !first) return { text: ["No rule or no such meetings in this data."], found: [], sure: false };
    if (!at) return { text: [`On ${day} the terms of December 2002 did not exist yet (the meetings on Berlin Plus are recorded from ${first} on); nothing is derived.`], found: [], sure: false };
    const yes = at[2].filter(([, verdict]) => verdict === "yes").map(([subject]) => subject);
    const open = at[2].filter(([, verdict]) => verdict !== "yes").map(([subject]) => subject);
    const lists = data.rules.flatMap((rule) => rule.absences).filter(([relation]) => relation === "memberOf");
    const sure = lists.every(([relation, object]) => membership.isComplete("", relation, object, day));
    if (!sure && !yes.length) {
      const before = data.stretches[data.stretches.indexOf(at) - 1];
      const were = before ? before[2].filter(([, verdict]) => verdict === "yes").map(([subject]) => subject) : [];
      return { text: [`On ${day} it cannot be told: the lists of Allies and of partners are not known to be complete on that day, as the data was curated up to ${data.about.covered}.`, ...(were.length ? [` On the last day before ${at[0]} shut out: `, ...listing(were), "."] : [])], found: at[2], sure };
    }
    const none = rows.some((row) => row.field === "only_a" || row.field === "both") ? "nobody" : "nobody, as there is no EU member";
    return {
      text: [`On ${day}: `, ...(yes.length ? [element("strong", {}, `${yes.length} shut out`), " – ", ...listing(yes)] : [element("strong", {}, none), " is shut out"]), ".",
        ...(open.length ? [" Unknown: ", ...listing(open), "."] : [])],
      found: at[2], sure,
    };
  }

  function reading(one, day) {
    const held = holds(one, day);
    const box = element("article", { class: "reading", "data-holder": one.holder }, element("h4", {}, label(one.holder), ` – ${one.stance}`, one.towards ? ` (towards ${label(one.towards)})` : ""));
    const end = one.ends === "?" ? "end not known" : one.ends ? `to before ${one.ends}` : "no end recorded";
    box.append(element("p", {}, one.note), element("p", { class: "when" }, `from ${one.begins}, ${end}`));
    const marks = element("p", {}, element("span", { class: "tag" }, one.certainty));
    if (held === "unknown") marks.append(element("span", { class: "tag" }, `not certain on ${day}`));
    if (held === "no") marks.append(element("span", { class: "tag" }, `not on ${day}`));
    box.append(marks, element("details", {}, element("summary", {}, one.cited.length === 1 ? "Its source" : `Its ${one.cited.length} sources`), sources(one.cited)));
    return box;
  }

  function draw(rows, now) {
    const day = now["as-of"], said = headline(day, rows);
    const shut = new Set(said.found.map(([subject]) => subject));
    const parts_ = [element("p", { class: "lead", id: "excluded-now" }, ...said.text)];
    if (data.also.length) parts_.push(element("p", {}, `The same rule shuts the same states out of: ${data.also.map(label).join(", ")}.`));
    for (const rule of data.rules) parts_.push(element("div", { class: "rule" }, element("p", {}, rule.text), ...(rule.source ? [sources([rule.source])] : [])));
    const inside = said.found.length || said.sure ? rows.filter((row) => row.field === "only_a" && !shut.has(row.state)).map((row) => row.state) : [];
    if (inside.length && said.sure && membership.stretch(day)) parts_.push(element("p", { id: "not-excluded" }, "Not shut out, though in the EU and not in NATO: ", ...listing(inside), " – partners with a security agreement; each state’s details hold its sources."));
    const boxes = element("div", { class: "reasons" }, ...said.found.map(([subject, verdict, premises]) => reasons(subject, verdict, premises, day)));
    parts_.push(boxes);

    const other = element("div", { class: "others" }, element("h3", {}, "Formal meetings on anything else"),
      element("p", {}, "They are not held, from the time on that the first entry below gives. That is not derived from the terms: whether the terms reach so far is a matter on which positions differ."));
    for (const [id, text, cited] of data.meetings) other.append(element("p", {}, element("strong", {}, `${label(id)}: `), text), element("details", {}, element("summary", {}, cited.length === 1 ? "Its source" : `Its ${cited.length} sources`), sources(cited)));
    const readings = data.readings.filter((one) => now.unverified || one.certainty !== "unverified");
    if (readings.length) other.append(element("h3", {}, `Who reads the terms how: ${[...new Set(data.undecided.map(([, matter]) => label(matter)))].join(", ")}`), element("div", { class: "readings" }, ...readings.map((one) => reading(one, day))));
    parts_.push(other, history(day));
    holder.replaceChildren(...parts_);
  }

  /* All stretches with equal verdicts; the one of the day is marked. */
  function history(day) {
    const body = element("tbody", {}, ...data.stretches.map(([from, to, found]) => {
      const those = (verdict) => found.filter(([, one]) => (one === "yes") === (verdict === "yes")).map(([subject]) => subject);
      const sure = data.rules.flatMap((rule) => rule.absences).filter(([relation]) => relation === "memberOf").every(([relation, object]) => membership.isComplete("", relation, object, from));
      return element("tr", { class: from <= day && day < to ? "chosen" : null, "data-from": from },
        element("th", { scope: "row" }, element("button", { type: "button", class: "link", onclick: () => goTo(from) }, from)),
        element("td", {}, to === eunato.OPEN ? "" : to),
        element("td", {}, those("yes").map(label).join(", ") || (sure ? "nobody" : "cannot be told: lists not known to be complete")),
        element("td", {}, those("unknown").map(label).join(", ")));
    }));
    const over = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Exclusions over time" }, element("table", {},
      element("caption", {}, `Exclusions from ${label(MEETINGS)} over time`),
      element("thead", {}, element("tr", {}, ...["From", "To (first day no longer)", "Shut out", "Unknown"].map((text) => element("th", { scope: "col" }, text)))), body));
    return element("div", {}, element("h3", {}, "Over time"), over);
  }
  /* What the rule means for one row of the day, in a few words. */
  function inWords(row) {
    const verdict = membership.verdictOn(row.state, row.day);
    if (verdict) return verdict === "yes" ? "shut out" : "unknown";
    if (!membership.stretch(row.day)) return "no such terms yet";
    if (row.field !== "both" && row.field !== "only_a") return row.field === "only_b" ? "sits there as an Ally" : "not in the EU";
    if (row.field === "both") return "not shut out, as an Ally";
    return headline(row.day, []).sure ? "not shut out, as a partner" : "cannot be told";
  }
  return { draw, parts, inWords };
};
