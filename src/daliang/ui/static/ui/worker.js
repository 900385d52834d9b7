// Keeps one page and what it loads, so that it opens again without network. The network always wins.
"use strict";
const KEPT = "daliang-offline-1";
const isOurs = (request) => request.method === "GET" && new URL(request.url).origin === location.origin
  && (request.mode === "navigate" || new URL(request.url).pathname.includes("/static/"));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (request, answer) => {
  // a redirect leads to the sign-in page: that must never take this page's place
  if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  if (!isOurs(event.request)) return;
  const kept = () => caches.match(event.request, { ignoreSearch: event.request.mode === "navigate" });
  event.respondWith(fetch(event.request)
    // a gateway that says 502 on the way is no network either
    .then(async (answer) => (answer.status >= 500 && (await kept())) || keep(event.request, answer))
    .catch(async () => (await kept()) || Response.error()));
});

self.addEventListener("message", (event) => {
  if (!event.data?.keep) return;
  event.waitUntil(Promise.all(event.data.keep.map((url) => fetch(url, { credentials: "same-origin" })
    .then((answer) => keep(new Request(url), answer)).catch(() => {})))
    .then(() => event.source?.postMessage("kept")));
});
