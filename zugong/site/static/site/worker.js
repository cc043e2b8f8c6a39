// The service worker: without a signal it shows the shell, the worklist and the forms that are owed, to the person they were kept for.
// `self.SHELL` is said by the address that serves it: the version, the files of the shell and the page for everything else.
(() => {
  "use strict";
  const { version, files, offline, statics } = self.SHELL;
  const SHELL = `shell-${version}`;
  const PAGES = "pages-";
  const WORK = "/";
  const IN = "/sign-in/";
  const OUT = "/sign-out/";
  const KEPT_FOR = 3 * 24 * 3600 * 1000;
  const REFRESHED_AFTER = 10 * 60 * 1000;
  const PATIENCE = 8000;
  const outbox = self.zugongOutbox;
  const pagesOf = (user) => `${PAGES}${user}`;

  self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
      await (await caches.open(SHELL)).addAll([...files, offline]);
      await self.skipWaiting();
    })());
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
      await self.clients.claim();
    })());
  });

  // Everything kept for a person goes, or everything that was kept for somebody else.
  async function forget(except) {
    for (const name of await caches.keys()) {
      if (name.startsWith(PAGES) && name !== pagesOf(except)) await caches.delete(name);
    }
  }

  async function seen(user) {
    await forget(user);
    await outbox.dropDrafts(user);
    if ((await outbox.fact("user")) === user) return;
    await outbox.remember("user", user);
    await outbox.remember("refreshed", 0);
  }

  async function leave() {
    await forget(0);
    await outbox.dropDrafts(0);
    await outbox.remember("user", 0);
  }

  // Fetches the worklist and what the person owes, and keeps of that only pages with a form that can be filled in without a signal.
  async function prefetch(user, pages) {
    const wanted = new Set([WORK, ...pages]);
    const list = [...wanted].join(" ");
    const fresh = Date.now() - ((await outbox.fact("refreshed")) || 0) < REFRESHED_AFTER;
    if (fresh && (await outbox.fact("list")) === list) return;
    const cache = await caches.open(pagesOf(user));
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (!wanted.has(path)) await cache.delete(request);
    }
    for (const path of wanted) {
      const answer = await fetch(path, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) continue;
      const text = await answer.clone().text();
      if (!text.includes(`data-user="${user}"`) || (path !== WORK && !text.includes("data-offline-form"))) continue;
      await keepFiles(text);
      await keepPage(cache, path, answer, text);
    }
    await outbox.remember("list", list);
    await outbox.remember("refreshed", Date.now());
  }

  async function keepPage(cache, path, answer, text) {
    const headers = new Headers(answer.headers);
    headers.set("X-Kept-At", String(Date.now()));
    headers.delete("Vary");
    await cache.put(path, new Response(text, { status: 200, headers }));
  }

  async function keepFiles(text) {
    const cache = await caches.open(SHELL);
    const names = new Set([...text.matchAll(/(?:href|src)="([^"]+)"/g)].map((found) => found[1]).filter((name) => name.startsWith(statics)));
    for (const name of names) if (!(await cache.match(name))) await cache.add(name).catch(() => undefined);
  }

  async function keepWork(answer) {
    const user = await outbox.fact("user");
    if (!user || !answer.ok || answer.redirected) return;
    const text = await answer.text();
    if (!text.includes(`data-user="${user}"`)) return;
    await keepFiles(text);
    await keepPage(await caches.open(pagesOf(user)), WORK, answer, text);
  }

  async function keptPage(path) {
    const user = await outbox.fact("user");
    if (!user) return undefined;
    const cache = await caches.open(pagesOf(user));
    const found = await cache.match(path, { ignoreVary: true });
    if (found && Date.now() - Number(found.headers.get("X-Kept-At")) > KEPT_FOR) {
      await cache.delete(path);
      return undefined;
    }
    return found;
  }

  // A signal that is too weak is none; but only where something is kept that can be shown instead.
  async function patiently(request, kept) {
    if (!kept) return fetch(request);
    let timer;
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error("late")), PATIENCE); });
    try {
      return await Promise.race([fetch(request), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function page(event) {
    const { pathname, search } = new URL(event.request.url);
    const kept = search ? undefined : await keptPage(pathname);
    try {
      const answer = await patiently(event.request, kept);
      if (pathname === WORK && !search) event.waitUntil(keepWork(answer.clone()));
      return answer;
    } catch {
      return kept ?? (await (await caches.open(SHELL)).match(offline)) ?? Response.error();
    }
  }

  // Through the door, in or out: whatever was kept goes first.
  async function door(event, outwards) {
    if (outwards) await leave();
    try {
      const answer = await fetch(event.request);
      await forget(0);
      await outbox.remember("refreshed", 0);
      return answer;
    } catch {
      return (await (await caches.open(SHELL)).match(offline)) ?? Response.error();
    }
  }

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== self.location.origin) return;
    if (request.mode === "navigate") {
      const outwards = url.pathname === OUT;
      if (request.method === "GET") event.respondWith(page(event));
      else if (outwards || url.pathname.startsWith(IN)) event.respondWith(door(event, outwards));
    } else if (request.method === "GET" && url.pathname.startsWith(statics)) {
      event.respondWith((async () => (await (await caches.open(SHELL)).match(request, { ignoreVary: true })) ?? fetch(request))());
    }
  });

  self.addEventListener("message", (event) => {
    const { user, pages } = event.data;
    event.waitUntil((async () => {
      await seen(user);
      if (pages) await prefetch(user, pages).catch(() => undefined);
      event.source?.postMessage({ kept: true });
    })());
  });

  self.addEventListener("sync", (event) => {
    if (event.tag !== "outbox") return;
    event.waitUntil((async () => {
      const answer = await outbox.sendAll();
      for (const client of await self.clients.matchAll()) client.postMessage({ sent: answer.state });
      if (answer.state === "unsent") throw new Error("try again");
    })());
  });
})();
