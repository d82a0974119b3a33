"use strict";
/* Shows the claims of a result and of a publication; which, stands in the address. */
(() => {
  const claims = Array.from(document.querySelectorAll("article.claim"));
  const choices = ["result", "publication"].map((name) => document.getElementById(name));
  for (const choice of choices) choice.addEventListener("change", () => eunato.set({ [choice.id]: choice.value }));
  eunato.onState((state) => {
    for (const choice of choices) choice.value = Array.from(choice.options, (option) => option.value).includes(state[choice.id]) ? state[choice.id] : "";
    let many = 0;
    for (const claim of claims) {
      const shown = choices.every((choice) => !choice.value || claim.dataset[choice.id] === choice.value);
      claim.hidden = !shown;
      if (shown) many += 1;
    }
    for (const part of document.querySelectorAll("section.part")) part.hidden = !part.querySelector("article.claim:not([hidden])");
    document.getElementById("shown").textContent = `${many} of ${claims.length} claims`;
  });
})();
