// Filling in a return: what is typed is kept on the device until an answer is taken (the key changes then); known values show when they were corrected.
const form = document.querySelector("[data-answer]");
const state = form.querySelector("[data-answer-state]");
const rows = form.querySelector("[data-rows-of-answer]");
const key = `form-answer-${document.body.dataset.user ?? ""}-${form.dataset.answer}`;
const passing = new Set(["csrfmiddlewaretoken", "way", "files"]);

form.elements.way.value = matchMedia("(max-width: 767px)").matches ? "phone" : "page";

function compare(input) {
  const mark = input.closest(".field")?.querySelector("[data-changed]");
  if (mark) mark.hidden = input.value === input.dataset.known;
}

let next = rows ? rows.querySelectorAll("[data-row]").length : 0;
function addRow() {
  const made = form.querySelector("[data-new-row]").innerHTML
    .replaceAll(/(c\d+)-0/g, `$1-${next}`).replace('name="row" value="0"', `name="row" value="${next}"`);
  rows.insertAdjacentHTML("beforeend", made);
  next += 1;
  return rows.lastElementChild;
}

function keep() {
  const typed = [...new FormData(form)].filter(([name, value]) => !passing.has(name) && typeof value === "string");
  localStorage.setItem(key, JSON.stringify(typed));
}

function putBack() {
  let typed;
  try { typed = JSON.parse(localStorage.getItem(key)); } catch { typed = null; }
  if (!typed || document.querySelector("#problems")) return;
  const wanted = typed.filter(([name]) => name === "row").map(([, value]) => Number(value));
  while (rows && wanted.length && next <= Math.max(...wanted)) addRow();
  let changed = false;
  for (const [name, value] of typed) {
    const input = name === "row" ? null : form.elements[name];
    if (input && input.value !== value) {
      input.value = value;
      changed = true;
    }
  }
  if (changed) {
    state.hidden = false;
    state.textContent = form.dataset.kept;
  }
}

form.addEventListener("input", (event) => {
  compare(event.target);
  keep();
});
form.addEventListener("click", (event) => {
  if (event.target.closest("[data-add-row]")) addRow().querySelector("input:not([type=hidden]), select").focus();
  const row = event.target.closest("[data-remove]")?.closest("[data-row]");
  if (row) {
    row.remove();
    keep();
  }
  const meant = event.target.closest("[data-suggests]");
  if (meant) {
    const input = form.elements[meant.dataset.suggests];
    input.value = meant.textContent;
    compare(input);
    keep();
  }
});
putBack();
for (const input of form.querySelectorAll("[data-known]")) compare(input);
