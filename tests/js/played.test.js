import assert from "node:assert/strict";
import { test } from "node:test";
import { goOnAt, pieces } from "../../app/static/js/progress/played.js";

const ranges = (...all) => ({ length: all.length, start: (n) => all[n][0], end: (n) => all[n][1] });

test("only whole seconds that were played", () => {
  assert.equal(pieces(ranges([0, 15.9], [40.2, 61])), "0-15,41-61");
  assert.equal(pieces(ranges([3.1, 3.9])), "");
  assert.equal(pieces(ranges()), "");
});

test("no more stretches than the server takes", () => {
  const many = Array.from({ length: 300 }, (_, n) => [n * 10, n * 10 + 5]);
  assert.equal(pieces(ranges(...many)).split(",").length, 200);
});

test("a video goes on where it stood, and begins anew after its end", () => {
  assert.equal(goOnAt(30, 100), 30);
  assert.equal(goOnAt(1, 100), 0);
  assert.equal(goOnAt(97, 100), 0);
});
