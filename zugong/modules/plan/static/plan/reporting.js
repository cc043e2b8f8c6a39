// The report form keeps what is typed on the phone and sends it once there is a signal; its token lets the server take it only once.
const form = document.querySelector("[data-report]");
const state = form.querySelector("[data-report-state]");
const value = form.querySelector("[name=value]");
const lower = form.querySelector("[data-lower]");
const draftKey = `report-draft-${form.dataset.report}`;
const FIELDS = ["value", "as_of", "text", "why_lower", "token"];

function say(words, kind = "info") {
  state.hidden = !words;
  state.className = `note note-${kind}`;
  state.textContent = words;
}

function typed() { return Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value])); }
function keep(extra = {}) { localStorage.setItem(draftKey, JSON.stringify({ ...typed(), ...extra })); }
function kept() { try { return JSON.parse(localStorage.getItem(draftKey)); } catch { return null; } }

function showLower() {
  const before = value.dataset.before;
  lower.hidden = !(before !== "" && value.value !== "" && Number(value.value) < Number(before)) && !form.elements.why_lower.value;
}

const draft = kept();
if (draft) {
  for (const name of FIELDS) if (draft[name]) form.elements[name].value = draft[name];
  if (draft.waiting) { say(form.dataset.waiting, "warning"); send(); }
}
showLower();
form.addEventListener("input", () => { showLower(); keep(); });
form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
window.addEventListener("online", () => { if (kept() && kept().waiting) send(); });

async function send() {
  keep({ waiting: true });
  let answer;
  try {
    answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  } catch {
    say(form.dataset.unsent, "warning");
    return;
  }
  if (answer.ok && (answer.headers.get("Content-Type") || "").includes("json")) {
    localStorage.removeItem(draftKey);
    say(form.dataset.sent, "success");
    location.assign(`/plan/reports/${(await answer.json()).report}/`);
  } else if (answer.status === 422) {
    keep({ waiting: false });
    const { errors } = await answer.json();
    say(Object.values(errors).flat().join(" "), "error");
    for (const [name, words] of Object.entries(errors)) if (form.elements[name] && words.length) form.elements[name].setAttribute("aria-invalid", "true");
    if (errors.why_lower) lower.hidden = false;
  } else {
    // Signed out meanwhile, or a fault of the server: what was typed stays here and is sent again when the page is next opened.
    say(answer.redirected || answer.status === 403 ? form.dataset.signedOut : form.dataset.unsent, "warning");
  }
}
