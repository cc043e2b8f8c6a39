// Forms that wait for a signal, kept in the browser. Used by the pages and by the service worker, so that each sends what the other left.
(() => {
  "use strict";
  const WAITING = "waiting";
  const RETURNED = "returned";
  const TOKEN = "csrfmiddlewaretoken";
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("zugong", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("outbox", { keyPath: "key" });
        asked.result.createObjectStore("drafts", { keyPath: "page" });
        asked.result.createObjectStore("facts");
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  }

  // One call on one store; resolves when it is written down, not before.
  async function on(store, mode, call) {
    const transaction = (await open()).transaction(store, mode);
    const asked = call(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
  const read = (store, call) => on(store, "readonly", call);
  const write = (store, call) => on(store, "readwrite", call);

  const fact = (name) => read("facts", (facts) => facts.get(name));
  const remember = (name, value) => write("facts", (facts) => facts.put(value, name));
  const keep = (entry) => write("outbox", (entries) => entries.put(entry));
  const drop = (key) => write("outbox", (entries) => entries.delete(key));
  const entry = (key) => read("outbox", (entries) => entries.get(key));
  const draft = (page) => read("drafts", (drafts) => drafts.get(page));
  const keepDraft = (page, user, fields) => write("drafts", (drafts) => drafts.put({ page, user, fields }));
  const dropDraft = (page) => write("drafts", (drafts) => drafts.delete(page));

  // Nobody finds what somebody else has typed.
  async function dropDrafts(except) {
    for (const one of await read("drafts", (drafts) => drafts.getAll())) if (one.user !== except) await dropDraft(one.page);
  }

  // What one person has not got rid of yet, oldest first. Nobody else's is ever shown or sent.
  async function entriesOf(user) {
    const all = await read("outbox", (entries) => entries.getAll());
    return all.filter((one) => one.user === user).sort((a, b) => a.at - b.at);
  }

  // Who is signed in, and a fresh token: an answer from the network and never from the cache. Throws without a signal.
  async function session() {
    const answer = await fetch("/outbox/", { cache: "no-store", headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`outbox ${answer.status}`);
    return answer.json();
  }

  // Sends one entry under its key. Answers "sent", "returned", "signed out" or "unsent".
  async function sendOne(one, token) {
    const body = new FormData();
    for (const [name, value, filename] of one.fields) {
      if (name === TOKEN) continue;
      if (value instanceof Blob) body.append(name, value, filename);
      else body.append(name, value);
    }
    let answer;
    try {
      const headers = { Accept: "application/json", "Idempotency-Key": one.key, "X-CSRFToken": token };
      answer = await fetch(one.path, { method: "POST", body, headers, redirect: "manual" });
    } catch {
      return { state: "unsent" };
    }
    const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => ({})) : null;
    if (answer.ok && json && !json.errors) {
      await drop(one.key);
      return { state: "sent", location: json.location };
    }
    // The sign-in page, or the one for the second factor, stands between.
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signed out" };
    if (answer.status >= 500 || answer.status === 429) return { state: "unsent" };
    const returned = { ...one, state: RETURNED, errors: json?.errors ?? {}, status: answer.status };
    await keep(returned);
    return { state: "returned", errors: returned.errors };
  }

  // Sends all that waits of whoever is signed in, one after the other; two tabs never send at the same time.
  async function sendAll(only) {
    const work = async () => {
      const { user, token } = await session();
      if (!user) return { state: "signed out" };
      let last = { state: "sent" };
      for (const one of await entriesOf(user)) {
        if (one.state !== WAITING || (only && one.key !== only)) continue;
        const answer = await sendOne(one, token);
        if (!only || one.key === only) last = answer;
        if (answer.state === "unsent" || answer.state === "signed out") break;
      }
      return last;
    };
    const locked = () => (navigator.locks ? navigator.locks.request("zugong-outbox", work) : work());
    try {
      return await locked();
    } catch {
      return { state: "unsent" };
    }
  }

  self.zugongOutbox = { WAITING, RETURNED, TOKEN, fact, remember, keep, drop, entry, entriesOf, sendAll, draft, keepDraft, dropDraft, dropDrafts };
})();
