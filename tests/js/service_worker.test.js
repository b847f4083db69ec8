import assert from "node:assert/strict";
import { test } from "node:test";
import { loadWorker, ORIGIN, pushOf } from "./worker_in_node.js";

const PAYLOAD = {
  web_push: 8030, notification: { title: "New lesson", body: "Fractions", navigate: "/lessons/x", tag: "t1" }, n: "d1", k: "mac", u: "sam", app_badge: 3,
};
const introduce = (worker, user = "sam") => worker.dispatch("message", { data: { type: "page", user, title: "Campana", body: "Hay algo nuevo." } });

test("a push is shown, counted and confirmed", async () => {
  const worker = loadWorker();
  await introduce(worker);
  await worker.dispatch("push", pushOf(PAYLOAD));
  const [{ title, body, tag, data, renotify, silent }] = worker.shown;
  assert.deepEqual([title, body, tag, renotify, silent], ["New lesson", "Fractions", "t1", false, false]);
  assert.equal(data.path, "/lessons/x");
  assert.deepEqual(worker.sent, [["/push/received", '{"n":"d1","k":"mac"}'], ["badge", 3]]);
});

test("every malformed push still shows something", async () => {
  const broken = [
    { data: null }, { data: { json: () => { throw new SyntaxError(); } } }, pushOf("null"), pushOf("[]"), pushOf("7"),
    pushOf({ notification: {} }), pushOf({ notification: null }), pushOf({ notification: { title: 5 } }), pushOf({ notification: "x" }),
  ];
  for (const event of broken) {
    const worker = loadWorker({ online: false });
    await worker.dispatch("push", event);
    assert.equal(worker.shown.length, 1);
    assert.equal(worker.shown[0].body, "You have something new.");
    assert.equal(worker.shown[0].data.path, "/notifications");
  }
});

test("a push for somebody else says nothing but that there is one, in the language of the last page", async () => {
  const worker = loadWorker();
  await introduce(worker, "sue");
  await worker.dispatch("push", pushOf(PAYLOAD));
  assert.deepEqual([worker.shown[0].title, worker.shown[0].body, worker.shown[0].data.path], ["Campana", "Hay algo nuevo.", "/notifications"]);
});

test("after signing out a push names nothing", async () => {
  const worker = loadWorker();
  await introduce(worker, "");
  await worker.dispatch("push", pushOf(PAYLOAD));
  assert.equal(worker.shown[0].title, "Campana");
});

test("offline, the push is shown though it cannot be confirmed", async () => {
  const worker = loadWorker({ online: false });
  await introduce(worker);
  await worker.dispatch("push", pushOf(PAYLOAD));
  assert.equal(worker.shown[0].title, "New lesson");
});

test("a page in front makes the notification silent and is told", async () => {
  const told = [];
  const page = { focused: true, visibilityState: "visible", postMessage: (message) => told.push({ ...message }) };
  const worker = loadWorker({ clients: [page] });
  await introduce(worker);
  await worker.dispatch("push", pushOf(PAYLOAD));
  assert.equal(worker.shown[0].silent, true);
  assert.deepEqual(told, [{ type: "pushed", path: "/lessons/x", tag: "t1" }]);
});

test("a click focuses an open page, else opens one with the id in its address", async () => {
  const told = [];
  const page = { focus: async () => {}, visibilityState: "hidden", postMessage: (message) => told.push({ ...message }) };
  const notification = { close() {}, data: { path: "/lessons/x?a=1", n: "d1" } };
  await loadWorker({ clients: [page] }).dispatch("notificationclick", { notification });
  assert.deepEqual(told, [{ type: "open", path: "/lessons/x?a=1", n: "d1" }]);
  const worker = loadWorker();
  await worker.dispatch("notificationclick", { notification });
  assert.deepEqual(worker.opened, [`${ORIGIN}/lessons/x?a=1&n=d1`]);
});

test("a click is proved to the server", async () => {
  const worker = loadWorker();
  await introduce(worker);
  await worker.dispatch("push", pushOf(PAYLOAD));
  await worker.dispatch("notificationclick", { notification: { close() {}, data: worker.shown[0].data } });
  assert.deepEqual(worker.sent.at(-1), ["/push/received", '{"n":"d1","k":"mac","clicked":true}']);
});

test("a click on a hostile path stays in the app", async () => {
  const worker = loadWorker();
  await worker.dispatch("notificationclick", { notification: { close() {}, data: { path: "//evil.example" } } });
  assert.deepEqual(worker.opened, [`${ORIGIN}/notifications`]);
});

test("without a network a navigation gets the offline page, other requests pass by", async () => {
  const worker = loadWorker({ online: false });
  const cache = await worker.scope.caches.open("classbell-shell-1");
  await cache.put("/offline", new Response("no network"));
  const [, answer] = await worker.dispatch("fetch", { request: { mode: "navigate", method: "GET", url: `${ORIGIN}/classrooms` }, preloadResponse: Promise.resolve() });
  assert.equal(await answer.text(), "no network");
  assert.equal((await worker.dispatch("fetch", { request: { mode: "cors", method: "GET", destination: "" } })).length, 1);
});
