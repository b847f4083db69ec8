// The service worker, served at /sw.js: shows pushes, opens them, and without a network the lessons that were opened here.
// Those are the only private thing that is kept; they go with whoever signs out, and nothing is kept on a shared device.
const SHELL = "classbell-shell-1";
const MEMORY = "classbell-memory-1";
const LESSONS = "classbell-lessons-1";
const MOST_LESSONS = 50;
const MOST_PICTURES = 30;
const DAY = 24 * 60 * 60 * 1000;
const KEPT_DAYS = 30;
const OFFLINE = "/offline";
const HOME = "/notifications";
const ICON = "/static/icons/app-192.png";
const BADGE = "/static/icons/badge-96.png";
const GENERIC = { user: "", title: "Classbell", body: "You have something new." };
const STATIC = /(?:href|src)="(\/static\/[^"#]+\.(?:css|svg)(?:\?[^"#]*)?)/g;
const PICTURES = /<img[^>]+src="(\/files\/[0-9a-f]{32}[^"]*)"/g;
const CONTROL_OR_TRICK = /[\u0000-\u0020\u007f\\@]/;

/** The in-app path of a link in a payload, as in js/paths.js; whatever could lead elsewhere becomes HOME. */
function safePath(value) {
  if (typeof value !== "string") return HOME;
  const { origin } = self.location;
  const path = value.startsWith(`${origin}/`) ? value.slice(origin.length) : value;
  if (!path.startsWith("/") || path.startsWith("//") || CONTROL_OR_TRICK.test(path)) return HOME;
  try {
    return new URL(path, origin).origin === origin ? path : HOME;
  } catch {
    return HOME;
  }
}

/** What the last page said: whose browser this is, and the generic words in that person's language. */
async function recall() {
  try {
    const page = await (await caches.open(MEMORY)).match("/page");
    return { ...GENERIC, ...(await page?.json()) };
  } catch {
    return GENERIC;
  }
}

async function remember({ user = "", title, body, shared, keep }) {
  if (!user || shared || (await recall()).user !== user) await caches.delete(LESSONS);
  const page = { user, title: title || GENERIC.title, body: body || GENERIC.body };
  await (await caches.open(MEMORY)).put("/page", Response.json(page));
  if (!user) await Promise.all((await self.registration.getNotifications()).map((notification) => notification.close()));
  if (user && !shared && typeof keep === "string") await keepLesson(keep).catch(() => {});
}

const kept = (answer, name) => answer.headers.get(`X-Kept-${name}`);
const keptFor = (answer) => (Date.now() - Number(kept(answer, "At"))) / DAY;

/** Keeps the copy of a lesson at `address` (/lessons/…/offline?v=…) under the lesson's own path, with its pictures. */
async function keepLesson(address) {
  const { pathname } = new URL(address, self.location.origin);
  if (!pathname.startsWith("/lessons/") || !pathname.endsWith("/offline")) return;
  const path = pathname.slice(0, -"/offline".length);
  const cache = await caches.open(LESSONS);
  const known = await cache.match(path);
  if (known && kept(known, "As") === address && keptFor(known) < 1) return;
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return;
  const text = await answer.text();
  const title = /<title>([^<]*)<\/title>/.exec(text)?.[1] ?? path;
  await cache.delete(path);
  await cache.put(path, new Response(text, { headers: {
    "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": answer.headers.get("Content-Security-Policy") ?? "default-src 'self'",
    "X-Kept-As": address, "X-Kept-At": String(Date.now()), "X-Kept-Title": encodeURIComponent(title),
  } }));
  await keepAll(cache, text, STATIC);
  await keepAll(cache, text, PICTURES, MOST_PICTURES);
  await forgetOldest(cache);
}

const isLesson = (path) => path.startsWith("/lessons/");
const pathOf = (key) => (typeof key === "string" ? key : new URL(key.url).pathname);

async function forgetOldest(cache) {
  const lessons = (await cache.keys()).filter((key) => isLesson(pathOf(key)));
  await Promise.all(lessons.slice(0, -MOST_LESSONS).map((key) => cache.delete(key)));
}

/** The lesson that was asked for, or the offline page with a list of those that are here. Titles are HTML already. */
async function withoutNetwork(path) {
  const cache = await caches.open(LESSONS);
  const lesson = isLesson(path) ? await cache.match(path) : undefined;
  if (lesson && keptFor(lesson) < KEPT_DAYS) return lesson;
  const page = await (await caches.open(SHELL)).match(OFFLINE);
  const keys = (await cache.keys()).map(pathOf).filter(isLesson).reverse();
  if (!page || keys.length === 0) return page ?? Response.error();
  const rows = await Promise.all(keys.map(async (key) => `<li><a href="${key}">${decodeURIComponent(kept(await cache.match(key), "Title"))}</a></li>`));
  const text = (await page.text()).replace("<!-- kept -->", () => rows.join("")).replace("data-kept hidden", "data-kept");
  return new Response(text, { headers: page.headers });
}

function parse(data) {
  try {
    const payload = data.json();
    return payload && typeof payload === "object" ? payload : {};
  } catch {
    return {};
  }
}

/** Payload -> what to show. Malformed, or meant for somebody else who used this browser: generic words, no path. */
function describe(payload, memory) {
  const { title, body, navigate, tag } = payload.notification ?? {};
  const foreign = payload.u !== undefined && payload.u !== memory.user;
  if (foreign || typeof title !== "string" || !title) {
    return { title: memory.title, options: { body: memory.body, tag: "classbell", data: { path: HOME } } };
  }
  const options = {
    body: typeof body === "string" ? body : "", data: { path: safePath(navigate), n: payload.i ?? payload.n, proof: { n: payload.n, k: payload.k } },
    tag: typeof tag === "string" && tag ? tag : "classbell",
  };
  return { title, options };
}

const pages = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });

async function show(payload) {
  const { title, options } = describe(payload, await recall());
  const watching = (await pages()).filter((page) => page.focused && page.visibilityState === "visible");
  await self.registration.showNotification(title, {
    ...options, icon: ICON, badge: BADGE, renotify: false, silent: watching.length > 0,
  });
  for (const page of watching) page.postMessage({ type: "pushed", path: options.data.path, tag: options.tag });
}

/** Tells the server that the push arrived here or, with `clicked`, that it was opened. */
function confirm({ n, k } = {}, more = {}) {
  if (n === undefined || k === undefined) return undefined;
  const body = JSON.stringify({ n, k, ...more });
  return fetch("/push/received", { method: "POST", body, headers: { "Content-Type": "application/json" } }).catch(() => {});
}

function showCount(count) {
  if (!Number.isInteger(count) || count < 0) return undefined;
  return self.navigator.setAppBadge?.(count)?.catch(() => {});
}

/** Focuses a page of ours and tells it where to go; else opens one, which reads ?n= and cleans its address. */
async function open({ path, n }) {
  const safe = safePath(path);
  const open = await pages();
  const page = open.find((one) => one.focused) ?? open.find((one) => one.visibilityState === "visible") ?? open[0];
  if (page) {
    await page.focus().catch(() => {});
    return page.postMessage({ type: "open", path: safe, n });
  }
  const address = new URL(safe, self.location.origin);
  if (n !== undefined) address.searchParams.set("n", n);
  return self.clients.openWindow(address.href);
}

/** The browser changed the subscription by itself. Should the server not take it here, the next page tells it. */
async function resubscribe(event) {
  const options = event.oldSubscription?.options;
  if (!options) return;
  const subscription = event.newSubscription ?? await self.registration.pushManager.subscribe(options);
  await fetch("/push/subscriptions", {
    method: "POST", body: JSON.stringify({ ...subscription.toJSON(), label: "" }), headers: { "Content-Type": "application/json" },
  });
}

/** Keeps the offline page and what it is drawn with, fetched without cookies. */
async function keepShell() {
  const cache = await caches.open(SHELL);
  const answer = await fetch(OFFLINE, { credentials: "omit", cache: "no-store" });
  if (!answer.ok) return;
  const text = await answer.clone().text();
  await cache.put(OFFLINE, answer);
  await keepAll(cache, text, STATIC);
}

/** Keeps what `text` names, the first group of `pattern`, but for what is there already. */
async function keepAll(cache, text, pattern, most = 100) {
  const addresses = new Set([...text.matchAll(pattern)].map(([, address]) => address));
  for (const address of [...addresses].slice(0, most)) {
    if (await cache.match(address)) continue;
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok) await cache.put(address, answer);
  }
}

async function tidy() {
  const ours = [SHELL, MEMORY, LESSONS];
  await Promise.all((await caches.keys()).filter((name) => !ours.includes(name)).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function navigate(event) {
  const path = new URL(event.request.url).pathname;
  try {
    const answer = (await event.preloadResponse) ?? await fetch(event.request);
    if (isLesson(path) && (answer.status === 404 || answer.status === 403)) await (await caches.open(LESSONS)).delete(path);
    return answer;
  } catch {
    return withoutNetwork(path);
  }
}

async function orKept(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreVary: true })) ?? Response.error();
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().catch(() => {}).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", ({ data }) => data?.type === "page" && remember(data));
self.addEventListener("push", (event) => {
  const payload = parse(event.data);
  event.waitUntil(Promise.all([show(payload), confirm(payload), showCount(payload.app_badge)]));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { proof, ...target } = event.notification.data ?? {};
  event.waitUntil(Promise.all([open(target), confirm(proof, { clicked: true })]));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(resubscribe(event).catch(() => {})));
self.addEventListener("fetch", (event) => {
  const { mode, method, destination, url } = event.request;
  if (mode === "navigate" && method === "GET") event.respondWith(navigate(event));
  else if (destination === "style" || destination === "image" || url?.endsWith(".svg")) event.respondWith(orKept(event.request));
});
