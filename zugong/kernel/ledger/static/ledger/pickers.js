// The picker of several: what the picker inside has chosen joins the list, and can be taken out again.
(() => {
  "use strict";
  document.addEventListener("change", (event) => {
    const picks = event.target.closest("[data-picks]");
    if (!picks || event.target.type !== "hidden" || !event.target.closest("[data-picker]") || !event.target.value) return;
    const kept = event.target;
    const typed = picks.querySelector("input[type=search]");
    const list = picks.querySelector(".picks-chosen");
    const present = [...list.querySelectorAll("input")].some((input) => input.value === kept.value);
    if (!present) {
      const row = picks.querySelector("template").content.firstElementChild.cloneNode(true);
      row.querySelector("input").value = kept.value;
      row.querySelector("span").textContent = typed.value;
      row.querySelector("button").setAttribute("aria-label", `${row.querySelector("button").getAttribute("aria-label")} ${typed.value}`);
      list.append(row);
    }
    kept.value = "";
    typed.value = typed.dataset.name = "";
    typed.focus();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-unpick]");
    if (!button) return;
    const typed = button.closest("[data-picks]").querySelector("input[type=search]");
    button.closest("li").remove();
    typed.focus();
  });
})();
