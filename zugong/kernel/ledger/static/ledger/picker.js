// The picker: what is typed is looked up, what is chosen is kept by key in the hidden input beside it.
(() => {
  "use strict";
  const parts = (picker) => ({
    kept: picker.querySelector("input[type=hidden]"),
    typed: picker.querySelector("input[type=search]"),
    list: picker.querySelector("[role=listbox]"),
  });

  function close(picker) {
    const { typed, list } = parts(picker);
    list.hidden = true;
    typed.setAttribute("aria-expanded", "false");
    typed.removeAttribute("aria-activedescendant");
  }

  async function look(picker) {
    const { typed, list } = parts(picker);
    const asked = typed.value;
    // In the body: what is typed may be somebody's number, which no address is to hold.
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const response = await fetch(picker.dataset.picker, { method: "POST", headers, body: new URLSearchParams({ q: asked }) });
    // A slow answer must not replace that to what was typed since.
    if (!response.ok || asked !== typed.value || document.activeElement !== typed) return;
    list.innerHTML = await response.text();
    for (const option of list.children) option.id = `${list.id}-${option.dataset.value}`;
    list.hidden = false;
    typed.setAttribute("aria-expanded", "true");
  }

  function choose(picker, option) {
    const { kept, typed } = parts(picker);
    kept.value = option.dataset.value;
    typed.value = typed.dataset.name = option.dataset.name;
    close(picker);
    kept.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(picker, by) {
    const { typed, list } = parts(picker);
    const options = [...list.querySelectorAll("[role=option]")];
    if (list.hidden || !options.length) return look(picker);
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = options[(now + by + options.length) % options.length];
    for (const option of options) option.setAttribute("aria-selected", String(option === next));
    typed.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  let waiting = 0;
  document.addEventListener("input", (event) => {
    const picker = event.target.closest("[data-picker]");
    if (!picker || event.target.type !== "search") return;
    const { kept, typed } = parts(picker);
    if (kept.value) {
      kept.value = "";
      if (!typed.value) kept.dispatchEvent(new Event("change", { bubbles: true }));
    }
    clearTimeout(waiting);
    waiting = setTimeout(() => look(picker), 200);
  });
  document.addEventListener("focusin", (event) => {
    const picker = event.target.closest("[data-picker]");
    for (const other of document.querySelectorAll("[data-picker]")) if (other !== picker) close(other);
    if (picker && event.target.type === "search" && !parts(picker).kept.value) look(picker);
  });
  document.addEventListener("keydown", (event) => {
    const picker = event.target.closest("[data-picker]");
    if (!picker) return;
    const { list } = parts(picker);
    const chosen = list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(picker, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const option = chosen ?? list.querySelector("[role=option]");
      if (option) choose(picker, option);
    } else if (event.key === "Escape") close(picker);
  });
  // Before the input loses the focus to the click.
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-picker] [role=option]");
    if (!option) return;
    event.preventDefault();
    choose(option.closest("[data-picker]"), option);
  });
})();
