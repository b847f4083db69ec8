import assert from "node:assert/strict";
import { test } from "node:test";
import { Doubts, total } from "../../app/static/js/room/doubts.js";

const person = (letter, n = 1) => ({ peer: letter.repeat(32), n });
const [me, ana, ben, eve] = ["a", "b", "c", "d"].map((letter) => person(letter));

/** A page that knows `known`, and a server where `there` are: a list that tests change. */
function page(known, there) {
  const here = new Map(known.map((each) => [each.peer, each]));
  const asked = [], heard = [];
  const presence = {
    here, me: me.peer, others: () => [...here.keys()].filter((peer) => peer !== me.peer),
    hear: (news) => {
      heard.push(news);
      news.gone.forEach((peer) => here.delete(peer));
      news.here.forEach((each) => here.set(each.peer, each));
    },
  };
  const answers = { room_count: () => ({ sum: total(there) }), room_all: () => ({ people: [...there], count: there.length }) };
  const doubts = new Doubts({ presence, ask: async (name) => { asked.push(name); return { ok: true, ...answers[name]() }; } });
  return { asked, heard, presence, doubts, answers, known: () => [...here.values()].map(({ peer, n }) => [peer[0], n]) };
}

test("people add up by the first digits of their names and by how often they changed", () => {
  assert.equal(total([{ peer: `0000000f${"0".repeat(24)}`, n: 2 }, { peer: `00000010${"f".repeat(24)}`, n: 1 }]), 34);
});

test("a page that agrees asks for nothing more", async () => {
  const { asked, doubts } = page([me, ana], [ana, me]);
  for (let look = 0; look < 3; look += 1) await doubts.look();
  assert.deepEqual(asked, ["room_count", "room_count", "room_count"]);
});

test("who was missed and who left unnoticed are set right at the second look", async () => {
  const { asked, heard, doubts, known } = page([me, ana], [me, ben, eve]);
  await doubts.look();
  assert.deepEqual(heard, []);
  await doubts.look();
  assert.deepEqual(asked, ["room_count", "room_count", "room_all"]);
  assert.deepEqual([heard[0].gone, heard[0].count], [[ana.peer], 3]);
  assert.deepEqual(known(), [["a", 1], ["c", 1], ["d", 1]]);
});

test("so is a change that was missed", async () => {
  const { doubts, known } = page([me, ana], [me, person("b", 4)]);
  for (let look = 0; look < 2; look += 1) await doubts.look();
  assert.deepEqual(known(), [["a", 1], ["b", 4]]);
});

test("news that are only late are waited for", async () => {
  const there = [me, ana];
  const { asked, presence, doubts } = page([me], there);
  await doubts.look();
  presence.here.set(ana.peer, ana);
  there.push(ben);
  await doubts.look();
  presence.here.set(ben.peer, ben);
  await doubts.look();
  assert.deepEqual(new Set(asked), new Set(["room_count"]));
});

test("a server that does not answer is no doubt", async () => {
  const { asked, doubts, answers } = page([me], [me, ana]);
  await doubts.look();
  answers.room_count = () => ({ ok: false });
  await doubts.look();
  answers.room_count = () => ({ sum: total([me, ana]) });
  await doubts.look();
  assert.deepEqual(new Set(asked), new Set(["room_count"]));
});

test("who comes while all are asked for stays, and so does the page itself", async () => {
  const { doubts, presence, answers, known } = page([me, ana], []);
  answers.room_all = () => { presence.here.set(eve.peer, eve); return { people: [ben], count: 2 }; };
  for (let look = 0; look < 2; look += 1) await doubts.look();
  assert.deepEqual(known().map(([letter]) => letter), ["a", "d", "c"]);
});

test("all as they were for another joining are not taken", async () => {
  const { heard, doubts, presence, answers } = page([me], [me, ana]);
  answers.room_all = () => { presence.me = "another"; return { people: [me, ana], count: 2 }; };
  for (let look = 0; look < 2; look += 1) await doubts.look();
  assert.deepEqual(heard, []);
});

test("a page in the room looks every 15 to 20 seconds, and no more once it is out", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, doubts } = page([me], [me]);
  const after = async (seconds) => { context.mock.timers.tick(seconds * 1000); await new Promise(setImmediate); return asked.length; };
  doubts.enter();
  assert.deepEqual([await after(14.9), await after(5.2), await after(14.7), await after(5.4)], [0, 1, 1, 2]);
  doubts.leave();
  assert.equal(await after(60), 2);
});
