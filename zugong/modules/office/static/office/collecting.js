// Drawing up a form: columns are added, moved and taken out; only the checks that fit a column's kind are shown.
const form = document.querySelector("[data-columns]");
if (form) {
  const list = form.querySelector("[data-list]");
  const total = form.querySelector("[name=c-TOTAL_FORMS]");
  const number = () => [...list.children].forEach((row, at) => { row.querySelector("[data-order]").value = at + 1; });
  const fit = (row) => {
    const kind = row.querySelector("[name$=-kind]").value;
    const numeric = ["integer", "decimal", "percent"].includes(kind);
    for (const part of row.querySelectorAll("[data-for-number]")) part.hidden = !numeric;
    for (const part of row.querySelectorAll("[data-for-choice]")) part.hidden = kind !== "choice";
    if (kind === "choice") row.querySelector("details").open = true;
  };
  const add = () => {
    const made = form.querySelector("[data-new]").innerHTML.replaceAll("__prefix__", total.value);
    list.insertAdjacentHTML("beforeend", made);
    total.value = Number(total.value) + 1;
    fit(list.lastElementChild);
    number();
  };
  form.addEventListener("click", (event) => {
    const row = event.target.closest("[data-column]");
    if (event.target.closest("[data-add]")) {
      add();
      list.lastElementChild.querySelector("[name$=-label]").focus();
    } else if (row && event.target.closest("[data-up]") && row.previousElementSibling) row.previousElementSibling.before(row);
    else if (row && event.target.closest("[data-down]") && row.nextElementSibling) row.nextElementSibling.after(row);
    number();
  });
  form.addEventListener("change", (event) => { if (event.target.name.endsWith("-kind")) fit(event.target.closest("[data-column]")); });
  if (!list.children.length) add();
  [...list.children].forEach(fit);
  number();
}

// Who confirms is asked only where a unit is to be named.
for (const head of document.querySelectorAll("[data-head]")) {
  const confirms = head.querySelector("[name=confirms]");
  const named = head.querySelector("[name=named_confirmer]")?.closest(".field");
  const show = () => { if (named) named.hidden = confirms.value !== "named"; };
  confirms?.addEventListener("change", show);
  show();
}

// Every return that can be confirmed, at once.
document.querySelector("[data-all]")?.addEventListener("click", (event) => {
  const boxes = [...event.target.closest("form").querySelectorAll("[name=entry]")];
  const every = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !every;
});
