// What the shell does beyond HTML: dialogs, menus that close, keys, rows that open.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (element) => element.closest("input, textarea, select, [contenteditable=true]") !== null;

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog && !dialog.open) dialog.showModal();
    }
    if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
    if (event.target.matches("dialog.sheet")) event.target.close();
    if (event.target.closest("[data-back]")) history.back();
    if (event.target.closest("[data-print]")) window.print();
    const copier = event.target.closest("[data-copies]");
    if (copier) copy(copier);
    const unfolder = event.target.closest("[data-unfolds]");
    if (unfolder) unfolder.form.classList.add("unfolded");
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target) || opener) menu.open = false;
    const row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, label, select, summary") && !String(getSelection())) {
      location.assign(row.dataset.href);
    }
  });

  async function copy(button) {
    const source = document.getElementById(button.dataset.copies);
    const text = source.value ?? source.textContent;
    try {
      await navigator.clipboard.writeText(text.trim());
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    button.dataset.copied = "true";
    const live = button.querySelector("[data-when-copied]");
    if (live) live.hidden = false;
  }

  // Lists: j and k move, Enter opens. A list is any table body or list marked data-rows; a row opens its first link.
  const rows = () => all("[data-rows] > *, table.table > tbody > tr").filter((row) => row.querySelector("a[href]") && row.offsetParent);
  function step(by) {
    const list = rows();
    if (!list.length) return;
    const now = list.findIndex((row) => row.classList.contains("row-here"));
    const next = list[Math.min(Math.max(now + by, 0), list.length - 1)];
    if (now >= 0) list[now].classList.remove("row-here");
    next.classList.add("row-here");
    next.querySelector("a[href]").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of all("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500) {
      going = 0;
      const place = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (place) location.assign(place.href);
      return;
    }
    if (event.key === "/") {
      const search = document.getElementById("search");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    } else if (event.key === "g") going = Date.now();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") document.getElementById("keys")?.showModal();
  });

  // A box that scrolls can be reached by keyboard, also when nothing inside it can be.
  function reachable() {
    for (const box of all(".table-box, .table-frame, .table-responsive")) {
      const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  reachable();
  addEventListener("resize", reachable);
  document.addEventListener("htmx:afterSettle", reachable);

  // What was typed is not lost by leaving a form unawares.
  let changed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-keeps]")) changed = true;
  });
  document.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) event.preventDefault();
    else form.dataset.sent = "true";
    // An export answers with a file and leaves the page as it is.
    setTimeout(() => delete form.dataset.sent, 5000);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    // A session that ran out answers with the sign-in page; the whole page must go there.
    if (status === 401 || status === 403) location.reload();
  });
  document.addEventListener("keydown", (event) => {
    // The phone's and the reader's arrow keys reach menu entries as they reach links.
    const panel = event.target.closest(".menu-panel");
    if (!panel || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const entries = all("a[href], button", panel);
    const at = entries.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
    entries[(at + entries.length) % entries.length].focus();
    event.preventDefault();
  });
})();
