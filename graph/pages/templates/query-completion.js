"use strict";
/* Completion: a list of words below the caret, by Ctrl+Space, by its button, and while a word with a prefix is typed. */
(() => {
  const { element } = eunato;
  const { area } = queryEditor;
  const list = document.getElementById("words");
  const said = document.getElementById("words-said");
  let word = null, words = [], chosen = -1;

  function close() {
    list.hidden = true;
    chosen = -1;
    area.removeAttribute("aria-activedescendant");
    area.removeAttribute("aria-controls");
    said.textContent = "";
  }
  /* Below the word, inside the editor's width. */
  function settle() {
    const at = queryEditor.caretBox(word ? word.start : area.selectionStart);
    const frame = list.parentElement.getBoundingClientRect();
    list.style.left = `${Math.max(0, Math.min(at.left - frame.left - 8, frame.width - list.offsetWidth))}px`;
    list.style.top = `${Math.max(0, Math.min(at.bottom - frame.top, frame.height)) + 2}px`;
  }
  function choose(index) {
    chosen = index;
    Array.from(list.children).forEach((item, number) => item.setAttribute("aria-selected", String(number === index)));
    const item = list.children[index];
    area.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }
  function take(index) {
    const { written, sort } = words[index];
    close();
    queryEditor.replace(word.start, word.end, written);
    area.focus();
    if (sort === "prefix") open(true);
  }
  /* Opens the list for what stands before the caret. Asked for by the user, it also says that nothing fits. */
  function open(asked) {
    const caret = area.selectionStart;
    word = area.selectionEnd === caret ? queryWords.wordAt(area.value, caret) : null;
    const found = word && (asked || word.prefix !== null) ? queryWords.fitting(area.value, word) : { words: [], all: 0 };
    words = found.words;
    const done = words.length && !asked && area.value.slice(word.start, word.end) === words[0].written && found.all === 1;
    if (done || (!words.length && !asked)) return close();
    const items = words.map(({ written, label, sort }, index) =>
      element("li", { role: "option", id: `word-${index}`, "aria-selected": "false",
        onmousedown: (event) => { event.preventDefault(); take(index); } },
      element("code", {}, written), label, element("small", {}, sort)));
    const more = found.all - words.length;
    if (!words.length) items.push(element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, word ? "No word of the graph begins so." : "Here is no word to complete."));
    else if (more > 0) items.push(element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, `and ${more} more: type on`));
    list.replaceChildren(...items);
    list.hidden = false;
    area.setAttribute("aria-controls", "words");
    settle();
    if (words.length) choose(0);
    said.textContent = words.length ? `${found.all} words fit; arrow keys choose, Enter takes, Escape closes` : list.textContent;
  }

  area.addEventListener("input", (event) => {
    if (queryEditor.setting || event.isComposing) return;
    open(false);
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); return open(true); }
    if (list.hidden) return;
    if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "ArrowDown" && words.length) { event.preventDefault(); choose((chosen + 1) % words.length); }
    else if (event.key === "ArrowUp" && words.length) { event.preventDefault(); choose((chosen + words.length - 1) % words.length); }
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && chosen >= 0) {
      // What is typed in full needs no taking: the key then begins a line.
      if (area.value.slice(word.start, word.end) === words[chosen].written) return close();
      event.preventDefault();
      take(chosen);
    } else if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown", "Tab"].includes(event.key)) close();
  });
  area.addEventListener("mousedown", close);
  // The editor keeps the focus, also when the list is scrolled.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  area.addEventListener("blur", close);
  area.addEventListener("scroll", () => { if (!list.hidden) settle(); });
  document.getElementById("complete").addEventListener("click", () => { area.focus(); open(true); });
})();
