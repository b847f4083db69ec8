import assert from "node:assert/strict";
import { test } from "node:test";
import { cardState, deviceLabel, fromBase64Url, reconciliation } from "../../app/static/js/push_state.js";

const DAY = 24 * 60 * 60 * 1000;
const READY = { secure: true, supported: true, appleBrowser: false, installed: false, permission: "granted", subscribed: true };
const KEPT = { user: "sam", key: "1", endpoint: "https://push.example/a", at: 10 * DAY };
const LOAD = { permission: "granted", endpoint: KEPT.endpoint, kept: KEPT, user: "sam", key: "1", now: 10 * DAY + 1 };

test("the card says what is true of this browser", () => {
  assert.equal(cardState(READY), "on");
  assert.equal(cardState({ ...READY, subscribed: false }), "off");
  assert.equal(cardState({ ...READY, permission: "default" }), "off");
  assert.equal(cardState({ ...READY, permission: "denied" }), "blocked");
  assert.equal(cardState({ ...READY, supported: false }), "unsupported");
  assert.equal(cardState({ ...READY, supported: false, appleBrowser: true }), "install");
  assert.equal(cardState({ ...READY, supported: false, appleBrowser: true, installed: true }), "unsupported");
  assert.equal(cardState({ ...READY, secure: false }), "insecure");
});

test("a page load mends what is broken and reports once a day", () => {
  const cases = [
    [{}, "nothing"], [{ now: 11 * DAY + 1 }, "report"], [{ user: "sue" }, "report"], [{ endpoint: "https://push.example/b" }, "report"],
    [{ kept: null }, "report"], [{ kept: { ...KEPT, at: 0 } }, "report"], [{ endpoint: undefined }, "subscribe"], [{ key: "2" }, "subscribe"],
    [{ key: undefined }, "nothing"], [{ permission: "default" }, "nothing"], [{ permission: "denied" }, "nothing"], [{ user: "" }, "nothing"],
    [{ kept: { user: "sam", off: true } }, "nothing"], [{ kept: { user: "sue", off: true } }, "nothing"],
  ];
  for (const [change, step] of cases) assert.equal(reconciliation({ ...LOAD, ...change }), step, JSON.stringify(change));
});

test("base64url becomes bytes", () => {
  assert.deepEqual([...fromBase64Url("-_8")], [251, 255]);
  assert.equal(fromBase64Url("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8").length, 65);
});

test("a device is named where the browser tells", () => {
  const brands = [{ brand: "Not/A)Brand" }, { brand: "Chromium" }, { brand: "Google Chrome" }];
  assert.equal(deviceLabel({ brands, platform: "Android" }), "Google Chrome, Android");
  assert.equal(deviceLabel(undefined), "");
});
