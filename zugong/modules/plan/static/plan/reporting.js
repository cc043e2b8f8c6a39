// The report form asks why a figure fell, and says how far it reaches, as soon as it is typed. What is typed and sent without a signal is the outbox's.
const form = document.querySelector("[data-report]");
const value = form.querySelector("[name=value]");
const lower = form.querySelector("[data-lower]");

function showLower() {
  const before = value.dataset.before;
  lower.hidden = !(before !== "" && value.value !== "" && Number(value.value) < Number(before)) && !form.elements.why_lower.value;
}

// What the number means is said beside it while it is typed; from which figure on it is enough, the server has said.
const reached = form.querySelector("[data-reached]");
function showReached() {
  const { required, enough } = value.dataset;
  const atMost = "atMost" in value.dataset;
  const typed = value.value.trim() === "" ? NaN : Number(value.value);
  if (Number.isNaN(typed)) {
    reached.textContent = "";
    return;
  }
  const fulfilled = atMost ? typed <= Number(enough) : typed >= Number(enough);
  const words = atMost ? (fulfilled ? "within" : "over") : fulfilled ? "yes" : "no";
  const share = Number(required) > 0 ? Math.floor((typed / Number(required)) * 1000) / 10 : 0;
  const rest = Number(Math.abs(Number(enough) - typed).toFixed(4));
  reached.textContent = reached.dataset[words].replace("{share}", share).replace("{rest}", rest);
  reached.classList.toggle("reached-yes", fulfilled);
}

function show() {
  showLower();
  showReached();
}
show();
form.addEventListener("input", show);
