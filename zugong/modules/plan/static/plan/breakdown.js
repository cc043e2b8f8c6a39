// Bars and numbers move together; the remainder is always in sight.
const form = document.querySelector("[data-breakdown]");
const total = Number(form.dataset.total);
const remainder = form.querySelector("[data-remainder]");
const rows = [...form.querySelectorAll("[data-unit-row]")].map((row) => ({
  row,
  box: row.querySelector("input[type=checkbox]"),
  value: row.querySelector("input[name^=value]"),
  weight: row.querySelector("input[name^=weight]"),
  bar: row.querySelector("[data-bar]"),
}));
const number = (input) => { const found = Number(input.value.replaceAll(",", "")); return Number.isFinite(found) ? found : 0; };
const plain = (value) => String(Math.round(value * 100) / 100);
const kind = () => form.querySelector("input[name=kind]:checked").value;

function told(template, sum) {
  const rest = plain(total - sum);
  return template.replace("{sum}", plain(sum)).replace("{total}", plain(total)).replace("{rest}", rest);
}

function show() {
  const owed = rows.filter((one) => one.box.checked);
  for (const one of rows) one.row.classList.toggle("row-off", !one.box.checked);
  form.classList.toggle("with-weights", kind() === "floor");
  let sum = owed.reduce((so, one) => so + number(one.value), 0);
  let words = sum >= total ? remainder.dataset.enough : remainder.dataset.short;
  if (kind() === "floor") {
    const weights = owed.map((one) => number(one.weight));
    const even = weights.every((weight) => weight === 0);
    const whole = even ? owed.length : weights.reduce((so, weight) => so + weight, 0);
    sum = whole ? owed.reduce((so, one, at) => so + number(one.value) * (even ? 1 : weights[at]), 0) / whole : 0;
    words = remainder.dataset.floor;
  } else if (kind() === "replicate") {
    sum = owed.length ? Math.min(...owed.map((one) => number(one.value))) : 0;
    words = remainder.dataset.least;
  }
  remainder.textContent = told(words, sum);
  remainder.classList.toggle("remainder-short", sum < total);
}

for (const one of rows) {
  one.value.addEventListener("input", () => { one.bar.value = number(one.value); show(); });
  one.weight.addEventListener("input", show);
  one.bar.addEventListener("input", () => { one.value.value = one.bar.value; one.box.checked = true; show(); });
  one.box.addEventListener("change", show);
}
for (const choice of form.querySelectorAll("input[name=kind]")) choice.addEventListener("change", show);
show();
