"use strict";
/* The editor: a plain text field, behind it the same text in colours, beside it the numbers of the lines. */
const queryEditor = (() => {
  const { element } = eunato;
  const area = document.getElementById("query");
  const paint = document.getElementById("paint");
  const lines = document.getElementById("lines");
  const LONGEST = 20000; // characters; a longer text stays without colours, so that typing stays quick
  let wrong = null; // the place in the text that the server could not read
  let setting = false;

  function draw() {
    const text = area.value;
    const many = text.split("\n").length;
    const wrongLine = wrong === null ? 0 : text.slice(0, wrong).split("\n").length;
    lines.parentElement.style.width = `${Math.max(String(many).length, 2) + 1.4}ch`;
    const numbers = Array.from({ length: many }, (_, index) => index + 1);
    if (wrongLine) {
      lines.replaceChildren(numbers.slice(0, wrongLine - 1).map((number) => `${number}\n`).join(""), element("span", { class: "wrong" }, String(wrongLine)), numbers.slice(wrongLine).map((number) => `\n${number}`).join(""));
    } else lines.replaceChildren(numbers.join("\n"));
    const tokens = text.length > LONGEST ? [{ type: "", start: 0, end: text.length }] : queryWords.tokens(text);
    const parts = [];
    let plain = "";
    const flush = () => { if (plain) parts.push(plain); plain = ""; };
    for (const { type, start, end } of tokens) {
      const here = wrong !== null && start <= wrong && wrong < end;
      if (!type && !here) { plain += text.slice(start, end); continue; }
      flush();
      if (here && tokens.length === 1) parts.push(text.slice(0, wrong), element("span", { class: "wrong-here" }, text.slice(wrong, wrong + 1)), text.slice(wrong + 1));
      else {
        const part = text.slice(start, end);
        // Where a line ends too early there is nothing to underline but its end.
        parts.push(...(here && /^\s/.test(part) ? [element("span", { class: "wrong-here" }, " "), part] : [element("span", { class: `${type ? `t-${type}` : ""}${here ? " wrong-here" : ""}` }, part)]));
      }
    }
    flush();
    if (wrong !== null && wrong >= text.length) parts.push(element("span", { class: "wrong-here" }, " "));
    // A last line without text has its height only with something in it.
    paint.replaceChildren(...parts, "\n");
    scroll();
  }
  function scroll() {
    paint.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
    lines.style.transform = `translateY(${-area.scrollTop}px)`;
  }

  /* The place of a line and column as the server counts them: from 1, in whole characters. */
  function place(line, column) {
    const all = area.value.split("\n");
    if (line > all.length) return area.value.length;
    const before = all.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    return before + Array.from(all[line - 1]).slice(0, column - 1).join("").length;
  }
  function mark(line, column) {
    wrong = place(line, column);
    area.setAttribute("aria-invalid", "true");
    area.setAttribute("aria-describedby", "problem keys");
    draw();
  }
  function unmark() {
    if (wrong === null) return;
    wrong = null;
    area.removeAttribute("aria-invalid");
    area.setAttribute("aria-describedby", "keys");
    draw();
  }
  function goTo(line, column) {
    const at = place(line, column);
    area.focus();
    area.setSelectionRange(at, at);
    show(at);
  }
  /* Scrolls the text so that a place in it is seen. */
  function show(at) {
    const { top, bottom, left, right } = caretBox(at);
    const box = area.getBoundingClientRect();
    if (top < box.top || bottom > box.bottom) area.scrollTop += top - box.top - box.height / 3;
    if (left < box.left || right > box.right - 20) area.scrollLeft += left - box.left - box.width / 2;
    scroll();
  }
  /* Where a place of the text stands on the screen. */
  function caretBox(at) {
    const walker = document.createTreeWalker(paint, NodeFilter.SHOW_TEXT);
    let left = at;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left <= node.length) {
        const range = document.createRange();
        range.setStart(node, left);
        range.setEnd(node, left);
        const boxes = range.getClientRects();
        return boxes.length ? boxes[boxes.length - 1] : range.getBoundingClientRect();
      }
      left -= node.length;
    }
    return paint.getBoundingClientRect();
  }

  /* Puts text in place of what stands between two places; Ctrl+Z takes it back. */
  function replace(start, end, text) {
    setting = true;
    const had = document.activeElement;
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, end);
    // The only way that keeps the history of the field, in every browser.
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done) area.setRangeText(text, start, end, "end");
    if (had && had !== area && had !== document.body) had.focus({ preventScroll: true });
    else if (had !== area) area.blur();
    setting = false;
    unmark();
    draw();
  }
  function set(text) {
    if (area.value === text) return;
    replace(0, area.value.length, text);
    area.setSelectionRange(0, 0);
    area.scrollTop = area.scrollLeft = 0;
    scroll();
  }

  area.addEventListener("input", () => { if (!setting) { wrong = null; area.removeAttribute("aria-invalid"); draw(); } });
  area.addEventListener("scroll", scroll);
  area.closest(".editor").classList.add("painted");
  draw();
  return { area, mark, unmark, goTo, caretBox, replace, set, get text() { return area.value; }, get setting() { return setting; } };
})();
