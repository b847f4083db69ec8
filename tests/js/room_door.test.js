import assert from "node:assert/strict";
import { test } from "node:test";
import { Door } from "../../app/static/js/room/door.js";

globalThis.document = { querySelector: () => ({ focus() {} }) };

/** A door and what it asked; `answer(given)` answers the one that waits for it. */
function atTheDoor() {
  const asked = [], shown = [];
  const place = { dataset: { room: "r" }, querySelector: () => null };
  const room = {
    place, words: {}, state: () => ({ audio: true }), strip() {}, lobby: { said() {}, close() {} },
    link: { isOpen: true, ask: (name) => new Promise((resolve) => asked.push({ name, resolve })) },
    enter: ({ peer }) => shown.push(peer), show: (part) => shown.push(part), over: (_said, why) => shown.push(why),
  };
  const door = new Door(room);
  const answer = async (given) => { asked.at(-1).resolve(given); await new Promise(setImmediate); };
  return { asked, shown, door, heard: door.heard(), answer };
}

test("a page asks to come in once, however often it hears that it may", async () => {
  const { asked, shown, door, heard, answer } = atTheDoor();
  door.join();
  heard.room_door({ state: "open" });
  heard.connected();
  assert.deepEqual(asked.map(({ name }) => name), ["room_join"]);
  await answer({ ok: true, peer: "a" });
  assert.deepEqual([shown, asked.length], [["a"], 1]);
});

test("a door that opens before the word to wait is there is not forgotten", async () => {
  const { asked, shown, door, heard, answer } = atTheDoor();
  door.join();
  heard.room_door({ state: "open" });
  await answer({ ok: false, why: "waiting" });
  assert.equal(asked.length, 2);
  await answer({ ok: true, peer: "a" });
  assert.deepEqual(shown, ["a"]);
});

test("who waits asks again when the door opens, and not before", async () => {
  const { asked, shown, door, heard, answer } = atTheDoor();
  door.join();
  await answer({ ok: false, why: "waiting", said: "Wait." });
  assert.deepEqual([shown, asked.length], [["wait"], 1]);
  heard.room_door({ state: "open" });
  assert.equal(asked.length, 2);
  await answer({ ok: true, peer: "a" });
  assert.deepEqual(shown, ["wait", "a"]);
});
