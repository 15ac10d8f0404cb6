// What can be read without a network? What was opened, and nothing that is anybody's own.
// The server sets KEPT and VERSION in front of this file.
const PAGES = "pages-" + self.VERSION;
const PARTS = "parts-" + self.VERSION;
const MOST_PAGES = 120;
const PUBLIC_PATHS = /^\/(?:$|a\/|c\/|t\/|sitemap\/$|offline\/$|letters\/$|dialogue\/$|services\/$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PARTS).then((cache) => cache.addAll(self.KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== PAGES && name !== PARTS).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(page(request, address));
  } else if (address.pathname.startsWith("/static/") ) {
    event.respondWith(part(request, address));
  }
});

// The network first: what was corrected or withdrawn must not live on here. Only what the server marks as
// the same for everybody is kept, and what it says is gone is forgotten.
async function page(request, address) {
  const mayKeep = PUBLIC_PATHS.test(address.pathname);
  try {
    const response = await fetch(request);
    if (mayKeep) await remember(request, response);
    return response;
  } catch {
    const kept = mayKeep && (await caches.match(request));
    return kept || (await caches.match("/offline/")) || Response.error();
  }
}

async function remember(request, response) {
  const cache = await caches.open(PAGES);
  if (response.status === 404 || response.status === 410) return cache.delete(request);
  const rule = response.headers.get("Cache-Control") || "";
  if (response.status !== 200 || response.redirected || !/\bpublic\b/.test(rule)) return false;
  await cache.put(request, response.clone());
  const known = await cache.keys();
  return Promise.all(known.slice(0, Math.max(0, known.length - MOST_PAGES)).map((old) => cache.delete(old)));
}

async function part(request, address) {
  const kept = await caches.match(request);
  if (kept && address.pathname.startsWith("/static/") && /\.[0-9a-f]{12}\./.test(address.pathname)) return kept;
  try {
    const response = await fetch(request);
    if (response.status === 200 && address.pathname.startsWith("/static/")) {
      const cache = await caches.open(PARTS);
      await cache.put(request, response.clone());
    }
    return response;
  } catch {
    return kept || Response.error();
  }
}
