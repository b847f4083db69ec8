import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.MediaStream ??= class {};
const { Feeds } = await import("../../app/static/js/room/feeds.js");

const sends = (id) => ({ id, streams: ["audio", "camera", "screen"].map((description, mid) => ({ mid: String(mid), description })) });

test("everything of somebody new is asked for once", () => {
  const feeds = new Feeds();
  assert.equal(feeds.add([sends("a")]), true);
  assert.equal(feeds.add([sends("a"), { id: "silent", streams: [] }]), false);
  assert.deepEqual(feeds.turn(), [[{ feed: "a", mid: "0" }, { feed: "a", mid: "1" }, { feed: "a", mid: "2" }], []]);
  assert.deepEqual(feeds.turn(), [[], []]);
});

test("a camera that nobody looks at is given back; sound and screen stay", () => {
  const feeds = new Feeds();
  feeds.add([sends("a"), sends("b")]);
  feeds.turn();
  feeds.looked = new Set(["b"]);
  assert.deepEqual(feeds.turn(), [[], [{ feed: "a", mid: "1" }]]);
  feeds.looked = new Set(["a", "b"]);
  assert.deepEqual(feeds.turn(), [[{ feed: "a", mid: "1" }], []]);
});

test("who left is forgotten, and asked for anew when he is back", () => {
  const feeds = new Feeds();
  feeds.add([sends("a")]);
  feeds.turn();
  assert.deepEqual([feeds.drop("a"), feeds.drop("a")], [true, false]);
  assert.deepEqual(feeds.turn(), [[], []]);
  feeds.add([sends("a")]);
  assert.equal(feeds.turn()[0].length, 3);
});

test("lines without a word for what they are go by their order", () => {
  const feeds = new Feeds();
  feeds.add([{ id: "a", streams: [{ mid: "0" }, { mid: "1" }, { mid: "2" }] }]);
  assert.deepEqual(feeds.lines.get("a"), { 0: "audio", 1: "camera", 2: "screen" });
});
