"use strict";
/* What stands in a result, in words: things, statements, words and sources of ours by their names, all else as it is. */
const queryCells = (() => {
  const { data, element } = eunato;
  const terms = new Map(data.terms.map(([written, label, sort]) => [written, { label, sort }]));
  const LINKED = new Set(["class", "relation", "derived relation", "concept"]);
  const spaces = Object.entries(data.prefixes).filter(([name]) => name !== "eunato").sort((a, b) => b[1].length - a[1].length);
  const safe = (name) => name.replace(/[^a-z0-9-]/gu, (letter) => `_${letter.codePointAt(0).toString(16)}_`);
  const XSD = data.prefixes.xsd;
  const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger", "positiveInteger"].map((name) => XSD + name));

  /* An address with a prefix of ours, or as it is. */
  function short(address) {
    const space = spaces.find(([, start]) => address.startsWith(start));
    return space ? `${space[0]}:${address.slice(space[1].length)}` : address;
  }
  /* A thing, source, statement or word by its address: {text, href}. */
  const described = new Map();
  function describe(address) {
    if (!described.has(address)) described.set(address, make(address));
    return described.get(address);
  }
  function make(address) {
    const { prefixes, things } = data;
    const own = (space) => (address.startsWith(space) ? address.slice(space.length) : "");
    const id = own(prefixes.id);
    if (things[id]) return { text: things[id].l, href: `${data.root}thing/${safe(id)}.html` };
    const key = own(prefixes.src);
    if (things[`@${key}`]) return { text: `@${key}`, href: `${data.root}source/${safe(key)}.html` };
    const statement = own(prefixes.st);
    if (statement) {
      const [subject, relation, target] = statement.split("--");
      if (things[subject]) {
        const denied = statement.endsWith("--not") ? "denied: " : "";
        const words = [eunato.label(subject), eunato.words(relation), things[target] ? eunato.label(target) : ""].filter(Boolean).join(" ");
        return { text: `${denied}${words}`, href: `${data.root}thing/${safe(subject)}.html#statement-${statement}` };
      }
    }
    const written = short(address);
    const term = terms.get(written);
    if (term && LINKED.has(term.sort) && /^(?:c)?:/.test(written)) return { text: term.label, href: `${data.root}glossary.html#term-${written.replace(":", "-").replace(/^-/, "")}` };
    if (term && term.label) return { text: term.label, href: "" };
    const outside = written === address && /^https?:\/\//.test(address) && !address.startsWith("https://w3id.org/eunato/");
    return { text: written, href: outside ? address : "" };
  }

  /* A term of a result ({type, value, …} as in SPARQL results in JSON, or nothing) as text. */
  function text(term) {
    if (!term) return "";
    if (term.type === "uri") return describe(term.value).text;
    return term.type === "bnode" ? `_:${term.value}` : term.value;
  }
  const isNumber = (term) => Boolean(term) && term.type === "literal" && NUMBERS.has(term.datatype);
  /* By what a column is sorted: numbers as such. */
  const key = (term) => (isNumber(term) ? Number(term.value) : text(term));
  const DAYS = /^\d{4}(?:-\d{2}){0,2}(?:\.\.\d{4}(?:-\d{2}){0,2})?$/;
  /* A text as it is; days in one piece. */
  const words = (value) => (DAYS.test(value) ? element("span", { class: "day" }, value) : value);
  /* The same term as elements; with `full` its address, datatype or language below. */
  function cell(term, full) {
    if (!term) return [element("span", { class: "unbound" }, "–", element("span", { class: "quiet" }, " not bound"))];
    if (term.type === "uri") {
      const { text: words, href } = describe(term.value);
      const outside = /^https?:/.test(href);
      const shown = href ? element("a", { href, rel: outside ? "noreferrer" : null }, words) : words;
      return full ? [shown, element("small", {}, term.value)] : [shown];
    }
    if (term.type === "bnode") return [`_:${term.value}`];
    const kind = term["xml:lang"] ? `@${term["xml:lang"]}` : term.datatype && term.datatype !== `${XSD}string` ? short(term.datatype) : "";
    const shown = term.value === "" ? element("span", { class: "unbound" }, "“” (empty text)") : words(term.value);
    return full && kind ? [shown, element("small", {}, kind)] : [shown];
  }

  /* N-Triples as rows of three terms. Throws where a line is none. */
  const LINE = /^(<[^>]*>|_:\S+) (<[^>]*>) (?:(<[^>]*>)|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^(<[^>]*>))?) \.$/;
  const ESCAPED = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\" };
  const plain = (text) => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (all, four, eight, one) =>
    (one ? ESCAPED[one] : String.fromCodePoint(parseInt(four || eight, 16))));
  const node = (written) => (written.startsWith("<") ? { type: "uri", value: plain(written.slice(1, -1)) } : { type: "bnode", value: written.slice(2) });
  function triples(text) {
    return text.split("\n").filter((line) => line.trim()).map((line) => {
      const match = LINE.exec(line);
      if (!match) throw new Error(`this line is no triple: ${line.slice(0, 200)}`);
      const [, subject, predicate, target, blank, value, language, datatype] = match;
      const literal = value === undefined ? null : { type: "literal", value: plain(value), ...(language ? { "xml:lang": language } : {}), ...(datatype ? { datatype: datatype.slice(1, -1) } : {}) };
      return { subject: node(subject), predicate: node(predicate), object: literal || node(target || blank) };
    });
  }
  return { describe, text, key, cell, words, isNumber, triples };
})();
