// Forms marked data-offline-form: what is typed stays, what is sent without a signal waits and is sent later, once.
(() => {
  "use strict";
  const outbox = self.zugongOutbox;
  const bar = document.querySelector("[data-outbox]");
  const user = Number(document.body.dataset.user || 0);
  const form = document.querySelector("form[data-offline-form]");
  if (!bar || !user) return;
  const words = bar.dataset;
  const here = location.pathname;

  const uuid = () => {
    const random = crypto.getRandomValues(new Uint8Array(16));
    random[6] = (random[6] & 0x0f) | 0x40;
    random[8] = (random[8] & 0x3f) | 0x80;
    const hex = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  // The bar: how many wait, which, and what to do about it.
  const list = bar.querySelector("[data-outbox-list]");
  let askSignIn = false;
  async function show() {
    const entries = await outbox.entriesOf(user);
    bar.hidden = entries.length === 0;
    const waiting = entries.filter((one) => one.state === outbox.WAITING).length;
    const said = [];
    if (waiting) said.push(words.waiting.replace("%d", waiting));
    if (entries.length > waiting) said.push(words.returned.replace("%d", entries.length - waiting));
    bar.querySelector("[data-outbox-count]").textContent = said.join("，");
    bar.classList.toggle("outbox-returned", entries.length > waiting);
    const door = bar.querySelector("[data-outbox-sign-in]");
    door.hidden = !askSignIn;
    door.href = `/sign-in/?next=${encodeURIComponent(here)}`;
    bar.querySelector("[data-outbox-send]").hidden = askSignIn || !waiting;
    list.replaceChildren(...entries.map(line));
  }

  function line(one) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${one.page}#sent=${one.key}`;
    link.textContent = one.title;
    const at = document.createElement("time");
    at.textContent = new Date(one.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    item.append(link, at);
    if (one.state === outbox.RETURNED) {
      const why = document.createElement("span");
      why.className = "outbox-why";
      why.textContent = Object.values(one.errors).flat().join(" ") || words.refused;
      const away = document.createElement("button");
      away.type = "button";
      away.className = "btn btn-sm";
      away.textContent = words.drop;
      away.addEventListener("click", async () => {
        if (!confirm(words.sure)) return;
        await outbox.drop(one.key);
        await show();
      });
      item.append(why, away);
    }
    return item;
  }

  async function send(only) {
    const answer = await outbox.sendAll(only);
    askSignIn = answer.state === "signed out";
    await show();
    return answer;
  }

  async function laterByItself() {
    try {
      const registration = await navigator.serviceWorker?.ready;
      await registration?.sync?.register("outbox");
    } catch { /* without background sync it is sent when a page is open */ }
  }

  // The form.
  const note = form?.querySelector("[data-outbox-note]");
  let editing = null;

  function say(text, kind) {
    if (!note) return;
    note.hidden = !text;
    note.className = `note note-${kind}`;
    note.textContent = text;
  }

  const fieldsOf = () => [...new FormData(form)].filter(([, value]) => !(value instanceof File) || value.size)
    .map(([name, value]) => (value instanceof File ? [name, value, value.name] : [name, value]));

  function fill(fields) {
    const files = new Map();
    for (const [name, value, filename] of fields) {
      if (name === outbox.TOKEN || form.elements[name] === undefined) continue;
      if (value instanceof Blob) {
        const held = files.get(name) ?? new DataTransfer();
        held.items.add(value instanceof File ? value : new File([value], filename, { type: value.type }));
        files.set(name, held);
      } else form.elements[name].value = value;
    }
    for (const [name, held] of files) form.elements[name].files = held.files;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function mark(errors) {
    for (const old of form.querySelectorAll("[data-sent-error]")) old.remove();
    for (const field of form.elements) field.removeAttribute("aria-invalid");
    const others = [];
    for (const [name, said] of Object.entries(errors)) {
      const field = form.elements[name];
      const box = field?.closest?.(".field, .answer-cell");
      if (!box || field.type === "hidden") {
        others.push(...said);
        continue;
      }
      const error = document.createElement("div");
      error.className = "field-error";
      error.dataset.sentError = "";
      error.id = `${name}-sent-error`;
      error.textContent = said.join(" ");
      box.append(error);
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", error.id);
      box.closest("[hidden]")?.removeAttribute("hidden");
    }
    say([words.mend, ...others].join(" "), "error");
    form.querySelector("[aria-invalid]")?.focus();
  }

  // The field by which the server knows the form again is the key as well; each form that is begun has a new one.
  function renew() {
    const once = form.querySelector("[data-once]");
    if (once) once.value = uuid();
    return once?.value ?? uuid();
  }

  async function begin() {
    const key = new URLSearchParams(location.hash.slice(1)).get("sent");
    const entries = (await outbox.entriesOf(user)).filter((one) => one.page === here);
    editing = entries.find((one) => one.key === key) ?? entries.find((one) => one.state === outbox.RETURNED) ?? null;
    if (editing) {
      fill(editing.fields);
      if (editing.state === outbox.RETURNED) mark(editing.errors);
      else say(words.again, "warning");
      return;
    }
    const draft = await outbox.draft(here);
    if (draft && draft.user === user) fill(draft.fields);
    renew();
  }

  // Two fillings are the same if everything but the server's own tokens is; then the key stays, and the server takes it once.
  function told(fields) {
    const once = form.querySelector("[data-once]")?.name;
    return JSON.stringify(fields.filter(([name]) => name !== outbox.TOKEN && name !== once)
      .map(([name, value, filename]) => (value instanceof Blob ? [name, filename, value.size, value.type] : [name, value])));
  }

  let busy = false;
  async function submit(event) {
    event.preventDefault();
    delete form.dataset.sent;
    if (busy) return;
    busy = true;
    try {
      await hand();
    } catch {
      // A browser that keeps nothing sends as any form is sent.
      form.submit();
    } finally {
      busy = false;
    }
  }

  async function hand() {
    const button = form.querySelector("button[type=submit], button:not([type])");
    const again = editing && told(fieldsOf()) === told(editing.fields);
    const key = again ? editing.key : renew();
    const entry = { key, user, path: form.getAttribute("action") || here, page: here, title: form.dataset.offlineTitle || document.title, fields: fieldsOf(), state: outbox.WAITING, errors: {}, at: Date.now() };
    await outbox.keep(entry);
    if (editing && !again) await outbox.drop(editing.key);
    editing = entry;
    await outbox.dropDraft(here);
    if (button) button.disabled = true;
    say(words.sending, "info");
    const answer = await send(key);
    if (button) button.disabled = false;
    if (answer.state === "sent" && answer.location) {
      location.assign(answer.location);
    } else if (answer.state === "returned") {
      mark(answer.errors);
    } else {
      say(answer.state === "signed out" ? words.signedOut : words.unsent, "warning");
      await laterByItself();
    }
  }

  let typing = 0;
  function typed() {
    clearTimeout(typing);
    typing = setTimeout(() => { if (!editing) outbox.keepDraft(here, user, fieldsOf()); }, 300);
  }

  bar.querySelector("[data-outbox-send]").addEventListener("click", () => send());
  window.addEventListener("online", () => send());
  navigator.serviceWorker?.addEventListener("message", (event) => { if (event.data.sent) show(); });
  if (form) {
    window.addEventListener("hashchange", begin);
    form.addEventListener("submit", submit);
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
  }

  (async () => {
    if (form) await begin();
    await show();
    if (!bar.hidden) await send();
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register("/worker.js", { scope: "/" });
    const registration = await navigator.serviceWorker.ready;
    const pages = here === "/" ? (await (await fetch("/outbox/?pages", { headers: { Accept: "application/json" } })).json()).pages : undefined;
    registration.active.postMessage({ user, pages });
  })().catch(() => undefined);
})();
