// The parts of the page of an attempt that need no page: clock, countdown, queue.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Countdown, inWords, marksOf } from "../../app/static/js/taking/countdown.js";
import { untilNext } from "../../app/static/js/taking/pauses.js";
import { Queue } from "../../app/static/js/taking/queue.js";
import { ServerClock } from "../../app/static/js/taking/server_clock.js";

const MINUTE = 60_000;

test("the server's clock is told from the quickest answer", () => {
  let device = 1000;
  const clock = new ServerClock(() => device);
  clock.hear(51_000, 0, 2000);
  assert.equal(clock.now(), 51_000);
  device = 3000;
  clock.hear(52_950, 2900, 3000);
  assert.equal(clock.now(), 53_000);
  clock.hear(53_000, 2000, 3000);
  assert.equal(clock.now(), 53_000);
});

test("a device whose clock is set is noticed by what the server says next", () => {
  let device = 0;
  const clock = new ServerClock(() => device);
  clock.hear(100_000, 0, 10);
  device = 3_600_000;
  clock.hear(101_000, 3_600_000, 3_600_400);
  device += 400;
  assert.ok(Math.abs(clock.now() - 101_200) < 5);
});

test("of two things typed the later has the later stamp, however the clock jumps", () => {
  let device = 5000;
  const clock = new ServerClock(() => device);
  const first = clock.stamp();
  device = 1000;
  assert.ok(clock.stamp() > first);
});

test("time left is written as a clock has it", () => {
  assert.deepEqual([inWords(545_900), inWords(4_145_000), inWords(-5)], ["9:05", "1:09:05", "0:00"]);
});

test("warnings: one and five minutes, and the half of a long quiz", () => {
  assert.deepEqual(marksOf(30 * MINUTE).map(([, name]) => name), ["one", "five", "half"]);
  assert.deepEqual(marksOf(10 * MINUTE).map(([, name]) => name), ["one", "five"]);
  assert.deepEqual(marksOf(MINUTE).map(([, name]) => name), []);
});

function counting(length, at = 0) {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: at });
  const said = [];
  let ended = 0;
  const clock = { until: (instant) => instant - Date.now() };
  const countdown = new Countdown({
    clock, started: 0, deadline: length, show: () => {}, say: (name) => said.push(name), end: () => { ended += 1; },
  });
  countdown.start();
  return { countdown, said, ended: () => ended };
}

test("each warning is said once, and the end comes a second early", () => {
  const { said, ended } = counting(30 * MINUTE);
  for (let second = 0; second < 30 * 60 - 1; second += 1) mock.timers.tick(1000);
  assert.deepEqual([said, ended()], [["half", "five", "one"], 0]);
  mock.timers.tick(1000);
  mock.timers.tick(5000);
  assert.equal(ended(), 1);
  mock.timers.reset();
});

test("who comes late is not told what has passed", () => {
  const { said } = counting(30 * MINUTE, 26 * MINUTE);
  mock.timers.tick(2000);
  assert.deepEqual(said, []);
  mock.timers.reset();
});

test("more time after the end begins anew", () => {
  const { countdown, ended } = counting(2000);
  mock.timers.tick(2000);
  assert.equal(ended(), 1);
  assert.equal(countdown.settle(2000), false);
  assert.equal(countdown.settle(60_000), true);
  mock.timers.tick(60_000);
  assert.equal(ended(), 2);
  mock.timers.reset();
});

const soon = () => new Promise((resolve) => setImmediate(resolve));

function queued(answers) {
  const seen = { sent: [], kept: [], dropped: [], done: [], failed: 0 };
  const queue = new Queue({
    send: async (entry) => { seen.sent.push({ ...entry }); return answers.shift() ?? { status: 200, sequence: 1 }; },
    keep: (entry) => seen.kept.push({ ...entry }), drop: (entry) => seen.dropped.push(entry.question),
    done: (entry, answer, newest) => seen.done.push([entry.question, answer.status, newest]),
    failed: () => { seen.failed += 1; },
  });
  return { queue, seen };
}

test("an answer is kept on the device, sent after a pause, and forgotten when it is there", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { queue, seen } = queued([]);
  queue.add({ question: "a", sequence: 0 });
  assert.deepEqual([seen.kept.length, seen.sent.length], [1, 0]);
  mock.timers.tick(300);
  await soon();
  assert.deepEqual([seen.sent.length, seen.dropped, queue.size], [1, ["a"], 0]);
  mock.timers.reset();
});

test("whoever types on and on is saved within a second and a half", async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  const { queue, seen } = queued([]);
  for (let key = 0; key < 15; key += 1) {
    queue.add({ question: "a", sequence: 0, key });
    mock.timers.tick(100);
  }
  await soon();
  assert.ok(seen.sent.length >= 1);
  mock.timers.reset();
});

test("what was typed while another was on its way is sent after it, made from it", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { queue, seen } = queued([{ status: 200, sequence: 7 }]);
  queue.add({ question: "a", sequence: 0, text: "first" });
  mock.timers.tick(300);
  queue.add({ question: "a", sequence: 0, text: "second" });
  await soon();
  mock.timers.tick(300);
  await soon();
  assert.deepEqual(seen.sent.map(({ text, sequence }) => [text, sequence]), [["first", 0], ["second", 7]]);
  assert.deepEqual(seen.dropped, ["a"]);
  mock.timers.reset();
});

for (const status of [0, 400, 401, 403, 404, 429, 500, 503]) {
  test(`after ${status} it is kept and tried again`, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { queue, seen } = queued([{ status }]);
    queue.add({ question: "a", sequence: 0 });
    mock.timers.tick(300);
    await soon();
    assert.deepEqual([seen.failed, queue.size, seen.dropped], [1, 1, []]);
    mock.timers.tick(1000);
    await soon();
    assert.deepEqual([seen.sent.length, queue.size], [2, 0]);
    mock.timers.reset();
  });
}

for (const status of [409, 422]) {
  test(`${status} settles it`, async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { queue, seen } = queued([{ status }]);
    queue.add({ question: "a", sequence: 0 });
    mock.timers.tick(300);
    await soon();
    assert.deepEqual([queue.size, seen.done], [0, [["a", status, true]]]);
    mock.timers.reset();
  });
}

test("it is tried more and more seldom, and often in the last seconds", () => {
  const middle = () => 0.5;
  assert.deepEqual([1, 2, 3, 9].map((tries) => untilNext(tries, false, middle)), [500, 1000, 2000, 10_000]);
  assert.equal(untilNext(9, true, middle), 400);
});
