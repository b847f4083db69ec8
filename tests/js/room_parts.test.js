import assert from "node:assert/strict";
import { test } from "node:test";
import { grid, mainOf } from "../../app/static/js/room/layout.js";
import { filled, initials } from "../../app/static/js/room/parts.js";

const tile = (key, more = {}) => ({ key, me: false, leads: false, screen: false, ...more });
const me = tile("me", { me: true });
const usual = { view: "speaker", pinned: "", speaker: "" };

test("tiles are as big as the room lets them be", () => {
  const shape = (...given) => { const { columns, rows } = grid(...given); return [columns, rows]; };
  assert.deepEqual(shape(1, 1200, 700), [1, 1]);
  assert.deepEqual(shape(3, 390, 700), [1, 3]);
  assert.deepEqual(shape(4, 1200, 700), [2, 2]);
  assert.deepEqual(shape(9, 1600, 900), [3, 3]);
  assert.deepEqual(shape(0, 1200, 700), [1, 1]);
});

test("no grid has fewer places than tiles", () => {
  for (let count = 1; count <= 24; count += 1) {
    for (const [wide, high] of [[320, 500], [800, 600], [2000, 300], [0, 0]]) {
      const { columns, rows } = grid(count, wide, high);
      assert.ok(columns * rows >= count, `${count} on ${wide} × ${high}`);
    }
  }
});

test("a grid has nobody in big, but for a screen that somebody else shows", () => {
  const screen = tile("a screen", { screen: true });
  assert.equal(mainOf([me, tile("a")], { ...usual, view: "grid" }), undefined);
  assert.equal(mainOf([screen, me], { ...usual, view: "grid" }), screen);
  assert.equal(mainOf([{ ...screen, me: true }, me], { ...usual, view: "grid" }), undefined);
});

test("big is what was chosen, then a screen, then who speaks, then the host, then anybody else", () => {
  const [screen, host, other] = [tile("a screen", { screen: true }), tile("h", { leads: true }), tile("o")];
  const tiles = [me, other, host, screen];
  assert.equal(mainOf(tiles, { ...usual, pinned: "o", speaker: "h" }), other);
  assert.equal(mainOf(tiles, { ...usual, speaker: "h" }), screen);
  assert.equal(mainOf([me, other, host], { ...usual, speaker: "o" }), other);
  assert.equal(mainOf([me, other, host], { ...usual, speaker: "gone" }), host);
  assert.equal(mainOf([me, other], usual), other);
  assert.equal(mainOf([me], usual), me);
});

test("names in words, and letters of names in any writing", () => {
  assert.equal(filled("Screen of {name}, {other}", { name: "Ana" }), "Screen of Ana, ");
  assert.deepEqual(["Ana Lima", "  anna   b c ", "आशा वर्मा", "😀 x", ""].map(initials), ["AL", "AB", "आव", "😀X", "?"]);
});
