"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = new Map(data.facts.map((fact) => [fact.id, fact]));
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const frame = document.getElementById("network");
  const network = new vis.Network(frame, { nodes, edges }, data.options);
  const panel = document.getElementById("panel-body");
  const rows = Array.from(document.querySelectorAll("#facts tbody tr[data-id]"));
  const off = { group: new Set(), relation: new Set() };

  function element(name, text) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function describe(heading, facts) {
    const parts = [element("h3", heading)];
    for (const fact of facts) {
      const list = element("dl");
      const say = (term, value) => {
        if (value) list.append(element("dt", term), element("dd", value));
      };
      say("Statement", `${data.labels[fact.from]} – ${fact.words} – ${data.labels[fact.to]}`);
      say("From", fact.begins);
      say("To", fact.ends || "still open");
      say("Certainty", fact.certainty);
      say("Sources", fact.citations);
      parts.push(list);
    }
    if (!facts.length) parts.push(element("p", "No statement in this answer."));
    panel.replaceChildren(...parts);
    const chosen = new Set(facts.map((fact) => fact.id));
    for (const row of rows) row.classList.toggle("chosen", chosen.has(row.dataset.id));
  }

  function shown(fact) {
    return !off.relation.has(fact.relation) && !nodes.get(fact.from).hidden && !nodes.get(fact.to).hidden;
  }

  function focusNode(id) {
    if (!nodes.get(id) || nodes.get(id).hidden) return;
    network.selectNodes([id]);
    network.focus(id, { scale: 1.1, animation: false });
    describe(data.labels[id], data.facts.filter((fact) => (fact.from === id || fact.to === id) && shown(fact)));
  }

  function filter() {
    nodes.update(data.nodes.map((node) => ({ id: node.id, hidden: off.group.has(node.kind) })));
    edges.update(
      data.edges.map((edge) => ({
        id: edge.id,
        hidden: !edge.statements.some((statement) => !off.relation.has(byId.get(statement).relation)),
      })),
    );
    let count = 0;
    for (const row of rows) {
      const visible = shown(byId.get(row.dataset.id));
      row.hidden = !visible;
      if (visible) count += 1;
    }
    document.getElementById("shown").textContent = `${count} of ${rows.length} statements`;
  }

  for (const box of document.querySelectorAll("[data-group][type=checkbox], [data-relation][type=checkbox]")) {
    box.addEventListener("change", () => {
      const kind = box.dataset.group === undefined ? "relation" : "group";
      const name = box.dataset.group ?? box.dataset.relation;
      if (box.checked) off[kind].delete(name);
      else off[kind].add(name);
      filter();
    });
  }
  for (const button of document.querySelectorAll("button[data-node]")) {
    button.addEventListener("click", () => focusNode(button.dataset.node));
  }
  network.on("click", (event) => {
    if (event.nodes.length) focusNode(event.nodes[0]);
    else if (event.edges.length) {
      const facts = edges.get(event.edges[0]).statements.map((statement) => byId.get(statement));
      describe("Statements", facts.filter(shown));
    }
  });
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/ı/g, "i").toLowerCase();
  document.getElementById("search").addEventListener("input", (event) => {
    const text = fold(event.target.value.trim());
    const hits = text ? data.nodes.filter((node) => fold(node.label).includes(text) && !nodes.get(node.id).hidden) : [];
    document.getElementById("found").textContent = text ? `${hits.length} found` : "";
    if (hits.length) focusNode(hits[0].id);
  });
  document.getElementById("fit").addEventListener("click", () => network.fit({ animation: false }));
  network.once("afterDrawing", () => network.fit({ animation: false }));
  window.eunatoNetwork = network;
})();
