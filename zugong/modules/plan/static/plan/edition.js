// The read result: text and list point at each other, j and k go from target to target, selected words become a target.
const page = document.querySelector(".reading");
const text = page.querySelector("[data-part=text]");
const side = page.querySelector("[data-part=side]");
const panel = document.getElementById("panel");
const marks = [...text.querySelectorAll("mark[data-target]")];
let here = -1;

function point(number, scrollText) {
  for (const old of page.querySelectorAll(".mark-here, .target-here")) old.classList.remove("mark-here", "target-here");
  for (const mark of marks) if (mark.dataset.target === number) mark.classList.add("mark-here");
  const row = document.getElementById(`target-${number}`);
  if (row) row.classList.add("target-here");
  const first = marks.find((mark) => mark.dataset.target === number);
  here = marks.indexOf(first);
  if (first && scrollText) first.scrollIntoView({ block: "center", behavior: "smooth" });
}

page.addEventListener("click", (event) => {
  const target = event.target.closest("[data-target]");
  if (target) { if (target.tagName === "A") event.preventDefault(); point(target.dataset.target, target.tagName === "A"); }
  const tab = event.target.closest("[data-shows]");
  if (tab) showPart(tab.dataset.shows);
  if (event.target.closest("[data-panel-close]")) panel.replaceChildren();
});

function showPart(name) {
  for (const part of [text, side]) part.toggleAttribute("data-off", part.dataset.part !== name);
  for (const tab of page.querySelectorAll("[data-shows]")) tab.setAttribute("aria-pressed", String(tab.dataset.shows === name));
}
if (window.matchMedia("(max-width: 900px)").matches) showPart("text");

page.querySelector("[data-repairs]").addEventListener("change", (event) => text.classList.toggle("repairs-shown", event.target.checked));

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "Enter" && event.target.matches("mark[data-target]")) event.target.click();
  if (event.key === "j" || event.key === "k") {
    const step = event.key === "j" ? 1 : -1;
    const next = marks[Math.min(Math.max(here + step, 0), marks.length - 1)];
    if (next) { event.preventDefault(); point(next.dataset.target, true); next.focus({ preventScroll: true }); }
  }
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== panel) return;
  if (window.matchMedia("(max-width: 900px)").matches) showPart("side");
  panel.scrollIntoView({ block: "nearest" });
  const field = panel.querySelector("input:not([type=hidden]), textarea");
  if (field) field.focus();
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  // Refusals come with their words and belong in the panel too.
  if (event.detail.xhr.status === 403 || event.detail.xhr.status === 400) event.detail.shouldSwap = true;
});

const adder = document.querySelector("[data-add]");
if (adder) {
  document.addEventListener("selectionchange", () => {
    const chosen = selected();
    adder.hidden = !chosen;
    if (!chosen) return;
    const box = window.getSelection().getRangeAt(0).getBoundingClientRect();
    adder.style.left = `${window.scrollX + box.left}px`;
    adder.style.top = `${window.scrollY + box.bottom + 6}px`;
  });
  adder.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const chosen = selected();
    if (!chosen) return;
    window.htmx.ajax("GET", `${adder.dataset.add}?place=${chosen.place}&start=${chosen.start}&end=${chosen.end}`, { target: "#panel" });
    window.getSelection().removeAllRanges();
  });
}

// The words selected inside one block, as offsets in the block's text.
function selected() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const near = range.commonAncestorContainer;
  const words = (near.nodeType === 1 ? near : near.parentElement).closest("[data-words]");
  if (!words || !text.contains(words)) return null;
  const before = range.cloneRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  // Offsets count characters as the server does, not halves of surrogate pairs.
  const start = [...before.toString()].length;
  return { place: words.parentElement.dataset.place, start, end: start + [...range.toString()].length };
}
