"use strict";
/* The words that a query may use: classes, relations, properties, concepts, things by any name, sources, prefixes.
   Only what the graph holds is ever offered. */
const queryWords = (() => {
  const { data, fold } = eunato;
  const KEYWORDS = new Set(("SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES " +
    "OPTIONAL GRAPH UNION MINUS FILTER BIND SERVICE SILENT UNDEF EXISTS NOT IN a true false STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND " +
    "CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 " +
    "COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR").split(" "));
  const TOKEN = new RegExp([
    "(?<comment>#[^\\n]*)",
    "(?<text>\"\"\"(?:[^\"\\\\]|\\\\[^]|\"(?!\"\"))*(?:\"\"\"|$)|'''(?:[^'\\\\]|\\\\[^]|'(?!''))*(?:'''|$)|\"(?:[^\"\\\\\\n]|\\\\.)*\"?|'(?:[^'\\\\\\n]|\\\\.)*'?)",
    "(?<iri><[^<>\"{}|^`\\\\\\s]*>)",
    "(?<variable>[?$][\\p{L}\\p{N}_]+)",
    "(?<word>(?:[\\p{L}][\\p{L}\\p{N}_-]*|_)?:(?:[\\p{L}\\p{N}_-]|\\.(?=[\\p{L}\\p{N}_-])|%[0-9A-Fa-f]{2}|\\\\.)*)",
    "(?<bare>[\\p{L}_][\\p{L}\\p{N}_]*)",
    "(?<rest>\\s+|\\d+|[^])",
  ].join("|"), "gu");

  /* The parts of a query in turn: {type, start, end}; `type` is empty for what needs no colour. */
  function tokens(text) {
    const found = [];
    for (const match of text.matchAll(TOKEN)) {
      const [type] = Object.entries(match.groups).find(([, part]) => part !== undefined);
      const kind = type === "bare" ? (KEYWORDS.has(match[0]) || KEYWORDS.has(match[0].toUpperCase()) ? "keyword" : "") : type === "rest" ? "" : type;
      found.push({ type: kind, start: match.index, end: match.index + match[0].length });
    }
    return found;
  }

  const SAFE = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/;
  const spaces = new Map();
  function add(space, local, label, sort, names) {
    if (!SAFE.test(local)) return;
    if (!spaces.has(space)) spaces.set(space, []);
    spaces.get(space).push({ space, local, label, sort, names: [...new Set([local.replaceAll("-", " "), label, ...names].map(fold))].filter(Boolean) });
  }
  for (const [id, thing] of Object.entries(data.things)) {
    const names = [thing.h || "", ...(thing.a || [])];
    if (id.startsWith("@")) add(data.prefixes.src, id.slice(1), thing.l, "source", names);
    else add(data.prefixes.id, id, thing.l, data.kinds[thing.k] || "thing", names);
  }
  for (const [written, label, sort] of data.terms) {
    const [prefix, local] = written.split(":");
    add(data.prefixes[prefix], local, label, sort, [local.replace(/([a-z])([A-Z])/g, "$1 $2")]);
  }

  /* The prefixes that hold for a query: ours, and over them those that it declares itself. */
  function prefixesOf(text) {
    const known = new Map(Object.entries(data.prefixes));
    const plain = tokens(text).filter(({ type }) => type !== "comment" && type !== "text").map(({ start, end }) => text.slice(start, end)).join("");
    for (const [, name, address] of plain.matchAll(/PREFIX\s+([\p{L}][\p{L}\p{N}_-]*)?:\s*<([^>]*)>/giu)) known.set(name || "", address);
    return known;
  }

  /* What stands before the caret and may be completed: {start, end, prefix (null: none typed), typed}; null inside a
     text, an address, a comment or a variable. */
  function wordAt(text, caret) {
    const inside = tokens(text).find(({ start, end }) => start < caret && caret <= end);
    if (inside && ["comment", "text", "iri", "variable"].includes(inside.type)) {
      // A finished text or address is left behind at its end.
      const part = text.slice(inside.start, inside.end);
      const quote = part.match(/^(?:"""|'''|["'])/);
      const closed = inside.type === "iri" || (quote && part.length >= 2 * quote[0].length && part.endsWith(quote[0]));
      if (caret < inside.end || !closed) return null;
    }
    const before = text.slice(0, caret);
    // An address that has no end yet.
    if (/<[^<>"{}|^`\\\s]*$/.test(before)) return null;
    const end = caret + text.slice(caret).match(/^[\p{L}\p{N}_-]*/u)[0].length;
    const prefixed = before.match(/(?<![\p{L}\p{N}_?$@:-])([\p{L}][\p{L}\p{N}_-]*)?:([\p{L}\p{N}_-]*)$/u);
    if (prefixed) return { start: prefixed.index, end, prefix: prefixed[1] || "", typed: prefixed[2] };
    const bare = before.match(/(?<![\p{L}\p{N}_?$@:-])([\p{L}][\p{L}\p{N}_-]*)$/u);
    if (bare) return { start: bare.index, end, prefix: null, typed: bare[1] };
    return /[\p{L}\p{N}_?$@:-]$/u.test(before) ? null : { start: caret, end: caret, prefix: null, typed: "" };
  }

  function rank(names, text) {
    let best = 9;
    for (const name of names) {
      if (name === text) best = Math.min(best, 0);
      else if (name.startsWith(text)) best = Math.min(best, 1);
      else if (` ${name}`.includes(` ${text}`)) best = Math.min(best, 2);
      else if (text.length > 2 && name.includes(text)) best = Math.min(best, 3);
    }
    return best;
  }
  const ORDER = ["prefix", "class", "relation", "derived relation", "property", "concept"];
  const own = new Set([data.prefixes[""], data.prefixes.c, data.prefixes.id]);
  const order = ({ sort, space }) => (own.has(space) ? 0 : 0.5) + (ORDER.includes(sort) ? ORDER.indexOf(sort) : sort === "source" ? 9 : 7);
  const collator = new Intl.Collator("en", { numeric: true });

  /* The words that fit: [{written, label, sort}], the best first. `all` says how many there are. */
  function fitting(text, word, most = 80) {
    const known = prefixesOf(text);
    const written = new Map();
    for (const [name, address] of known) if (!written.has(address) || name === "" || written.get(address) === "eunato") written.set(address, name);
    if (word.prefix !== null) written.set(known.get(word.prefix), word.prefix);
    const typed = fold(word.typed);
    let some = word.prefix === null ? [...spaces.values()].flat() : spaces.get(known.get(word.prefix)) || [];
    const afterA = /(?:^|[\s;{])(?:a|rdf:type)\s+$/.test(text.slice(0, word.start));
    if (afterA) some = some.filter(({ sort }) => sort === "class");
    let hits;
    if (word.prefix === null && !typed && !afterA) {
      hits = Object.keys(data.prefixes).filter((name) => known.get(name) === data.prefixes[name])
        .map((name) => ({ written: `${name}:`, label: data.prefixes[name], sort: "prefix" }));
      return { words: hits, all: hits.length };
    }
    hits = some
      .filter(({ space }) => written.has(space))
      .map((one) => [typed ? rank(one.names, typed) : 1, order(one), one])
      .filter(([place]) => place < 9)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1] || collator.compare(a[2].local, b[2].local));
    return {
      words: hits.slice(0, most).map(([, , one]) => ({ written: `${written.get(one.space)}:${one.local}`, label: one.label, sort: one.sort })),
      all: hits.length,
    };
  }

  /* The query with a declaration for each prefix of ours that it uses and does not declare. */
  function declared(text) {
    const own = new Set([...text.matchAll(/PREFIX\s+([\p{L}][\p{L}\p{N}_-]*)?:/giu)].map(([, name]) => name || ""));
    const used = new Set(tokens(text).filter(({ type }) => type === "word").map(({ start, end }) => text.slice(start, end).split(":")[0]));
    const lines = Object.keys(data.prefixes).filter((name) => used.has(name) && !own.has(name)).sort().map((name) => `PREFIX ${name}: <${data.prefixes[name]}>`);
    return lines.length ? `${lines.join("\n")}\n${text}` : text;
  }

  /* The prefixes that a query uses and that nobody has declared. */
  function unknown(text) {
    const known = prefixesOf(text);
    const used = tokens(text).filter(({ type }) => type === "word").map(({ start, end }) => text.slice(start, end).split(":")[0]);
    return [...new Set(used)].filter((name) => name !== "_" && !known.has(name));
  }

  return { tokens, wordAt, fitting, declared, unknown };
})();
