import assert from "node:assert/strict";
import { test } from "node:test";
import { around, untilNextSync, untilNextTry } from "../../app/static/js/delays.js";

const [lowest, highest] = [() => 0, () => 1];

test("a delay lies within half and one and a half", () => {
  assert.deepEqual([around(1000, lowest), around(1000, highest)], [500, 1500]);
  for (let turn = 0; turn < 200; turn += 1) assert.ok(around(1000) >= 500 && around(1000) <= 1500);
});

test("the page asks every 60 s with a socket, 30 s without, 120 s hidden", () => {
  const middle = () => 0.5;
  assert.equal(untilNextSync({ connected: true, hidden: false }, middle), 60_000);
  assert.equal(untilNextSync({ connected: false, hidden: false }, middle), 30_000);
  assert.equal(untilNextSync({ connected: false, hidden: true }, middle), 120_000);
});

test("socket tries back off to a minute", () => {
  const middle = () => 0.5;
  assert.deepEqual([1, 2, 3, 6, 7, 50].map((attempt) => untilNextTry(attempt, middle) / 1000), [1, 2, 4, 32, 60, 60]);
});
