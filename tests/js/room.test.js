import assert from "node:assert/strict";
import { test } from "node:test";
import { Verdict, isPoor, measure } from "../../app/static/js/room/quality.js";

const report = (...entries) => new Map(entries.map((each, number) => [String(number), each]));

test("a report says what was lost, how long the way is, and how much room there is", () => {
  const found = measure(report(
    { type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.02 },
    { type: "remote-inbound-rtp", kind: "video", fractionLost: 0.2 },
    { type: "candidate-pair", nominated: false, state: "succeeded", currentRoundTripTime: 9, availableOutgoingBitrate: 1 },
    { type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.05, availableOutgoingBitrate: 800_000 },
  ));
  assert.deepEqual(found, { lost: 0.2, round: 0.05, room: 800_000 });
  assert.equal(isPoor(found), true);
});

test("what a browser does not say is not held against the connection", () => {
  assert.equal(isPoor(measure(report({ type: "candidate-pair", nominated: true, state: "succeeded" }))), false);
  assert.equal(isPoor({}), false);
});

test("each of the three makes a connection poor", () => {
  const good = { lost: 0.01, round: 0.1, room: 500_000 };
  assert.equal(isPoor(good), false);
  for (const worse of [{ lost: 0.1 }, { round: 1.5 }, { room: 40_000 }]) assert.equal(isPoor({ ...good, ...worse }), true);
});

test("one bad look is not enough, two in a row let the camera rest", () => {
  const verdict = new Verdict();
  assert.deepEqual([true, false, true, false].map((poor) => verdict.hear(poor)), ["", "", "", ""]);
  assert.deepEqual([true, true].map((poor) => verdict.hear(poor)), ["", "rest"]);
});

test("it takes longer each time until the camera tries again", () => {
  const verdict = new Verdict();
  const waits = [];
  for (let turn = 0; turn < 3; turn += 1) {
    while (verdict.hear(true) !== "rest");
    let looks = 1;
    while (verdict.hear(false) !== "again") looks += 1;
    waits.push(looks);
  }
  assert.deepEqual(waits, [5, 10, 20]);
});

test("a bad look in between begins the wait anew", () => {
  const verdict = new Verdict();
  while (verdict.hear(true) !== "rest");
  const looks = [false, false, false, false, true, false, false, false, false];
  assert.ok(looks.every((poor) => verdict.hear(poor) === ""));
  assert.equal(verdict.hear(false), "again");
});
