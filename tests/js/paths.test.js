// Run all of these with `npm test` (node --test, nothing to install but Node 20).
import assert from "node:assert/strict";
import { test } from "node:test";
import { safePath } from "../../app/static/js/paths.js";
import { loadWorker, ORIGIN } from "./worker_in_node.js";

const GOOD = ["/", "/lessons/ab_c-1", "/notifications?unread=1", "/a#b", "/a/../b", "/%2e%2e/x", "/é", "/a?x=http://b"];
const BAD = [
  "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/a", "javascript:alert(1)",
  "data:text/html,x", "lessons/1", "", " /a", "/a b", "/a\n", "/\t/evil.example", "/\u0000", "/user@evil.example",
  "https:evil.example", "HTTPS://EVIL.EXAMPLE", `${ORIGIN}.evil.example/a`, `${ORIGIN}@evil.example/`, `${ORIGIN}//evil.example`,
  null, undefined, 7, {}, [],
];

for (const [place, check] of [["page", (path) => safePath(path, ORIGIN)], ["service worker", (path) => loadWorker().scope.safePath(path)]]) {
  test(`the ${place} keeps in-app paths`, () => {
    for (const path of GOOD) assert.equal(check(path), path);
    assert.equal(check(`${ORIGIN}/lessons/1`), "/lessons/1");
  });

  test(`the ${place} turns everything else into the notifications page`, () => {
    for (const path of BAD) assert.equal(check(path), "/notifications", JSON.stringify(path));
  });
}
