// Rows are added to and taken from a parameter's table; without this script the spare rows are there all the same.
for (const table of document.querySelectorAll("[data-grows]")) {
  const body = table.querySelector("tbody");
  const name = table.dataset.grows;
  const numbered = (row, number) => {
    for (const input of row.querySelectorAll("[name]")) {
      input.name = input.name.replace(new RegExp(`^${name}-\\d+-`), `${name}-${number}-`);
    }
  };
  const emptied = (row) => {
    for (const input of row.querySelectorAll("input, select")) {
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
    }
    return row;
  };
  const add = table.querySelector("[data-adds]");
  add.hidden = false;
  let next = body.rows.length;
  add.addEventListener("click", () => {
    const row = emptied(body.rows[body.rows.length - 1].cloneNode(true));
    numbered(row, next++);
    body.append(row);
    row.querySelector("input, select")?.focus();
  });
  for (const button of table.querySelectorAll("[data-drops]")) button.hidden = false;
  body.addEventListener("click", (event) => {
    const row = event.target.closest("[data-drops]")?.closest("tr");
    if (!row) return;
    if (body.rows.length > 1) row.remove();
    else emptied(row);
    add.focus();
  });
}
