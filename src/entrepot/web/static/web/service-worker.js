/* What a reader has without a network: the look of this hub, the last pages that told where something is, and a page that
   says so for all others. The hub writes FROM_THE_START before these lines: the offline page of each edition, the style
   sheets, the script. A page that is kept says so itself, by an element with the id "kept" that stands hidden in it. */
"use strict";

const SHELL = "entrepot-shell";
const PAGES = "entrepot-pages";
const MOST_PAGES = 20;
const MOST_OF_SHELL = 80; // those of some releases before, which kept pages still name
const HIDDEN = 'id="kept" hidden';

async function keep(cache, request, answer, most) {
  const kept = await caches.open(cache);
  await kept.delete(request);
  await kept.put(request, answer);
  for (const old of (await kept.keys()).slice(0, -most)) await kept.delete(old);
}

async function takeAlong() {
  for (const address of FROM_THE_START) {
    const answer = await fetch(address, { credentials: "omit" });
    if (answer.ok) await keep(SHELL, address, answer, MOST_OF_SHELL);
  }
}

async function keepIfMeant(request, answer) {
  if (answer.ok && (await answer.clone().text()).includes(HIDDEN)) await keep(PAGES, request.url, answer, MOST_PAGES);
}

async function withoutNetwork(request) {
  const kept = request.method === "GET" && (await (await caches.open(PAGES)).match(request.url));
  if (kept) {
    const text = (await kept.text()).replace(HIDDEN, 'id="kept"');
    return new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", ...policyOf(kept) } });
  }
  const edition = new URL(request.url).pathname.split("/")[1];
  const shell = await caches.open(SHELL);
  return (await shell.match(`/${edition}/offline/`)) ?? (await shell.match(FROM_THE_START[0])) ?? Response.error();
}

function policyOf(answer) {
  return { "Content-Security-Policy": answer.headers.get("Content-Security-Policy") ?? "default-src 'self'" };
}

self.addEventListener("install", (event) => {
  event.waitUntil(takeAlong().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // Whoever signs out, or has to sign in, leaves nothing behind for the next one at this machine.
    const left = /\/account\/(login|logout)\/$/.test(pathname) ? caches.delete(PAGES) : undefined;
    event.waitUntil(Promise.resolve(left));
    event.respondWith(
      fetch(request).then(
        (answer) => {
          if (request.method === "GET") event.waitUntil(keepIfMeant(request, answer.clone()));
          return answer;
        },
        () => withoutNetwork(request),
      ),
    );
  } else if (pathname.startsWith("/static/web/") || request.destination === "style") {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});
