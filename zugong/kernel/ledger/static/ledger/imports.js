// Mending by keyboard: a row that was judged hands the focus to its first bad cell, or to that of the next bad row.
(() => {
  "use strict";
  let sent = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const line = event.target.closest(".import-line");
    sent = line ? { id: line.id, next: line.nextElementSibling && line.nextElementSibling.id } : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!sent) return;
    const cell = [sent.id, sent.next]
      .map((id) => id && document.querySelector(`#${id} .import-cell-bad, #${id} .import-cell`))
      .find(Boolean);
    sent = null;
    if (cell) { cell.focus(); cell.select(); }
  });
})();
