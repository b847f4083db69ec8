import assert from "node:assert/strict";
import { test } from "node:test";
import { loadWorker, ORIGIN } from "./worker_in_node.js";

const FILE = `/files/${"a".repeat(32)}`;
const LESSON = `<title>Leaves &amp; roots · School</title><img src="${FILE}" alt=""><p>Green.</p>`;
const answer = (path) => {
  if (path.startsWith("/lessons/gone")) return new Response("", { status: 404 });
  return path.includes("/offline?") ? new Response(LESSON) : new Response("page");
};
const page = (keep, more = {}) => ({ data: { type: "page", user: "sam", title: "School", body: "New", keep, ...more } });
const visit = (path) => ({ request: { mode: "navigate", method: "GET", url: `${ORIGIN}${path}` } });
const shellOf = async (worker) => (await worker.scope.caches.open("classbell-shell-1")).put("/offline",
  new Response('<h1>Offline</h1><section data-kept hidden><ul><!-- kept --></ul></section>'));

/** What is shown at `path` when the network is away. */
async function offlineAt(worker, path) {
  worker.network.online = false;
  const [, shown] = await worker.dispatch("fetch", visit(path));
  worker.network.online = true;
  return shown.text();
}

async function opened(keep = "/lessons/leaf/offline?v=1", more = {}) {
  const worker = loadWorker({ answer });
  await shellOf(worker);
  await worker.dispatch("message", page(keep, more));
  return worker;
}

test("a lesson that was opened is there without a network, its pictures too", async () => {
  const worker = await opened();
  assert.match(await offlineAt(worker, "/lessons/leaf"), /Green/);
  assert.ok(worker.sent.some(([path]) => path === FILE));
});

test("another page says offline and lists what is here", async () => {
  const text = await offlineAt(await opened(), "/classrooms");
  assert.match(text, /<a href="\/lessons\/leaf">Leaves &amp; roots · School<\/a>/);
  assert.ok(!text.includes("hidden"));
});

test("a copy is not fetched again until the lesson changes", async () => {
  const worker = await opened();
  const fetched = () => worker.sent.filter(([path]) => String(path).includes("/offline?")).length;
  await worker.dispatch("message", page("/lessons/leaf/offline?v=1"));
  assert.equal(fetched(), 1);
  await worker.dispatch("message", page("/lessons/leaf/offline?v=2"));
  assert.equal(fetched(), 2);
});

test("signing out, another person and a shared device leave nothing", async () => {
  for (const leave of [page(undefined, { user: "" }), page(undefined, { user: "sue" }), page(undefined, { shared: true })]) {
    const worker = await opened();
    await worker.dispatch("message", leave);
    assert.match(await offlineAt(worker, "/lessons/leaf"), /Offline/);
  }
});

test("on a shared device nothing is kept", async () => {
  const worker = await opened("/lessons/leaf/offline?v=1", { shared: true });
  assert.match(await offlineAt(worker, "/lessons/leaf"), /Offline/);
  assert.ok(!worker.sent.some(([path]) => String(path).includes("/offline?")));
});

test("a lesson that is no longer there goes from here, too", async () => {
  const worker = await opened("/lessons/gone/offline?v=1");
  const cache = await worker.scope.caches.open("classbell-lessons-1");
  await cache.put("/lessons/gone", new Response("old", { headers: { "X-Kept-At": String(Date.now()) } }));
  await worker.dispatch("fetch", visit("/lessons/gone"));
  assert.match(await offlineAt(worker, "/lessons/gone"), /Offline/);
});

test("a copy older than a month is not shown", async () => {
  const worker = await opened();
  const cache = await worker.scope.caches.open("classbell-lessons-1");
  const old = String(Date.now() - 31 * 24 * 3600 * 1000);
  await cache.put("/lessons/leaf", new Response("old", { headers: { "X-Kept-At": old, "X-Kept-Title": "Leaf" } }));
  assert.match(await offlineAt(worker, "/lessons/leaf"), /Offline/);
});

test("no more than fifty lessons are kept, and only lessons", async () => {
  const worker = await opened("/me/offline?v=1");
  for (let number = 0; number < 55; number += 1) await worker.dispatch("message", page(`/lessons/l${number}/offline?v=1`));
  const cache = await worker.scope.caches.open("classbell-lessons-1");
  const lessons = (await cache.keys()).filter((key) => key.startsWith("/lessons/"));
  assert.equal(lessons.length, 50);
  assert.ok(!lessons.includes("/lessons/l0") && lessons.includes("/lessons/l54"));
  assert.equal(await cache.match("/me"), undefined);
});
