import assert from "node:assert/strict";
import { test } from "node:test";
import { badgeText, countText, freshItems, isNewer, titleWith } from "../../app/static/js/bell_state.js";

test("a state counts only when its version is higher", () => {
  assert.equal(isNewer({ version: 4 }, { version: 5 }), true);
  for (const other of [{ version: 4 }, { version: 3 }, { version: "5" }, { version: null }, {}, null, undefined]) {
    assert.equal(isNewer({ version: 4 }, other), false);
  }
});

test("any order of states ends in the same one", () => {
  const states = [1, 2, 3, 4, 5].map((version) => ({ version, unread: version * 2 }));
  for (let turn = 0; turn < 50; turn += 1) {
    const shuffled = [...states, ...states].sort(() => Math.random() - 0.5);
    const end = shuffled.reduce((own, other) => (isNewer(own, other) ? other : own), { version: 0 });
    assert.equal(end.unread, 10);
  }
});

test("the badge shows nothing, 1 to 9, then 9+", () => {
  assert.deepEqual([0, 1, 9, 10, 5000].map(badgeText), ["", "1", "9", "9+", "9+"]);
});

test("the title carries one count, however often it is put there", () => {
  assert.equal(titleWith(3, "Home"), "(3) Home");
  assert.equal(titleWith(12, titleWith(3, "Home")), "(9+) Home");
  assert.equal(titleWith(0, "(9+) Home"), "Home");
  assert.equal(titleWith(0, "(2nd) class"), "(2nd) class");
});

test("a text takes its number", () => {
  const texts = { none: "No news", one: "1 new", other: "{n} new" };
  assert.deepEqual([0, 1, 12].map((count) => countText(count, texts)), ["No news", "1 new", "12 new"]);
});

test("fresh items are unread, after what is known, oldest first; none while nothing is known", () => {
  const items = [{ seq: 9 }, { seq: 7 }, { seq: 8, read: true }, { seq: 10, read_at: "2026-01-01T00:00:00Z" }, { seq: 6 }];
  assert.deepEqual(freshItems(items, 6).map((item) => item.seq), [7, 9]);
  assert.deepEqual(freshItems(items, null), []);
});
