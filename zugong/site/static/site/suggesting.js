// The search's suggestions: they open while something is found, arrow keys walk through them, Escape puts them away.
(() => {
  "use strict";
  const input = document.getElementById("search");
  const panel = document.getElementById("suggestions");
  if (!input || !panel) return;

  function open(shown) {
    panel.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
  }

  panel.addEventListener("htmx:afterSettle", () => open(input.value.trim() !== "" && panel.childElementCount > 0));
  input.addEventListener("input", () => { if (!input.value.trim()) open(false); });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || panel.hidden) return;
    event.preventDefault();
    panel.querySelector("a")?.focus();
  });
  panel.addEventListener("keydown", (event) => {
    const first = panel.querySelector("a");
    if (event.key !== "ArrowUp" || event.target !== first) return;
    // Up from the first suggestion leads back to what was typed, and not round to the last one.
    event.preventDefault();
    event.stopPropagation();
    input.focus();
  });
  input.form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    open(false);
    input.focus();
  });
  document.addEventListener("click", (event) => { if (!input.form.contains(event.target)) open(false); });
  input.form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !input.form.contains(event.relatedTarget)) open(false);
  });
})();
