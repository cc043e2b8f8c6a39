// Finds figures among many: a search box marked data-narrows hides the lines of a table that do not have the words in their names.
(() => {
  "use strict";
  for (const box of document.querySelectorAll("[data-narrows]")) {
    const table = document.getElementById(box.dataset.narrows);
    const nothing = document.querySelector(`[data-nothing="${box.dataset.narrows}"]`);
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.addEventListener("input", () => {
      const words = box.value.trim().toLowerCase().split(/\s+/);
      let found = 0;
      for (const part of table.tBodies) {
        const heading = part.rows[0].textContent.toLowerCase();
        let shown = 0;
        for (const row of [...part.rows].slice(1)) {
          const name = `${heading} ${row.cells[0].textContent.toLowerCase()}`;
          row.hidden = !words.every((word) => name.includes(word));
          shown += row.hidden ? 0 : 1;
        }
        part.hidden = shown === 0;
        found += shown;
      }
      nothing.hidden = found > 0;
    });
  }
})();
