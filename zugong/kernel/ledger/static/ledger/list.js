// Lists: the address names only the filters in force, and the export follows them.
(() => {
  "use strict";
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.closest("form.filters")) return;
    const asked = event.detail.parameters;
    for (const name of Object.keys(asked)) if (asked[name] === "") delete asked[name];
  });
  // Without htmx the same: an empty input is not sent.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.filters") || event.defaultPrevented) return;
    for (const input of event.target.elements) if (input.name && input.value === "") input.disabled = true;
  });
  window.addEventListener("pageshow", () => {
    for (const input of document.querySelectorAll("form.filters :disabled")) input.disabled = false;
  });
  // One box ticks the page.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-ticks-all]")) {
      for (const box of event.target.closest("table").querySelectorAll("td.tick input")) box.checked = event.target.checked;
    }
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const link of document.querySelectorAll("a[data-follows-filters]")) link.search = location.search;
  });
})();
