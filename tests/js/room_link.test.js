import assert from "node:assert/strict";
import { test } from "node:test";
import { Link } from "../../app/static/js/room/link.js";

test("a page that the server refuses for now asks again after a while, until it is closed", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const hear = new Map();
  const socket = { active: false, tries: 0, on: (name, heard) => hear.set(name, heard), connect() { this.tries += 1; }, disconnect() {} };
  const link = new Link(() => socket, {});
  const after = (seconds) => { context.mock.timers.tick(seconds * 1000); return socket.tries; };
  hear.get("connect_error")();
  assert.deepEqual([after(3.9), after(4.2)], [0, 1]);
  socket.active = true;
  hear.get("connect_error")();
  assert.equal(after(60), 1);
  socket.active = false;
  hear.get("connect_error")();
  link.close();
  assert.equal(after(60), 1);
});
