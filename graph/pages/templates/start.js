"use strict";
/* The search of the start page opens the page of what is chosen; ids of sources begin with @. */
(() => {
  const safe = (name) => name.replace(/[^a-z0-9-]/gu, (letter) => `_${letter.codePointAt(0).toString(16)}_`);
  const input = document.getElementById("search");
  eunato.search(input, Object.keys(eunato.data.things), (id) => {
    location.href = id.startsWith("@") ? `source/${safe(id.slice(1))}.html` : `thing/${safe(id)}.html`;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) { input.focus(); event.preventDefault(); }
  });
})();
