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
const atMost = form.hasAttribute("data-at-most");

function told(template, sum) {
  const words = { sum: plain(sum), total: plain(total), rest: plain(total - sum), over: plain(sum - total) };
  return template.replace(/\{(\w+)\}/g, (_, name) => words[name]);
}

function mean(owed) {
  const weights = owed.map((one) => number(one.weight));
  const even = weights.every((weight) => weight === 0);
  const whole = even ? owed.length : weights.reduce((so, weight) => so + weight, 0);
  return whole ? owed.reduce((so, one, at) => so + number(one.value) * (even ? 1 : weights[at]), 0) / whole : 0;
}

function standing(owed) {
  const values = owed.map((one) => number(one.value));
  if (kind() === "floor") return [mean(owed), remainder.dataset.floor];
  if (kind() === "replicate") {
    const weakest = values.length ? (atMost ? Math.max(...values) : Math.min(...values)) : 0;
    return [weakest, atMost ? remainder.dataset.most : remainder.dataset.least];
  }
  // Decimal fractions are added with a tiny error; what is shown is rounded anyway.
  const sum = Number(values.reduce((so, value) => so + value, 0).toFixed(4));
  if (sum === total) return [sum, remainder.dataset.enough];
  return [sum, sum > total ? remainder.dataset.more : remainder.dataset.short];
}

function show() {
  const owed = rows.filter((one) => one.box.checked);
  for (const one of rows) one.row.classList.toggle("row-off", !one.box.checked);
  form.classList.toggle("with-weights", kind() === "floor");
  const [sum, words] = standing(owed);
  remainder.textContent = told(words, sum);
  remainder.classList.toggle("remainder-short", atMost ? sum > total : sum < total);
}

for (const one of rows) {
  one.value.addEventListener("input", () => { one.bar.value = number(one.value); show(); });
  one.weight.addEventListener("input", show);
  one.bar.addEventListener("input", () => { one.value.value = one.bar.value; one.box.checked = true; show(); });
  one.box.addEventListener("change", show);
}
for (const choice of form.querySelectorAll("input[name=kind]")) choice.addEventListener("change", show);
show();
