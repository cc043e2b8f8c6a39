// The report form asks why a figure fell as soon as it is typed. What is typed and sent without a signal is the outbox's.
const form = document.querySelector("[data-report]");
const value = form.querySelector("[name=value]");
const lower = form.querySelector("[data-lower]");

function showLower() {
  const before = value.dataset.before;
  lower.hidden = !(before !== "" && value.value !== "" && Number(value.value) < Number(before)) && !form.elements.why_lower.value;
}

showLower();
form.addEventListener("input", showLower);
