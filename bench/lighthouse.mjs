// Lighthouse (mobile) over pages given as JSON on stdin: [{name, url, cookie}]. Prints one JSON line a page:
// the scores of four categories (0 to 100) and the gzipped bytes of the style sheets and scripts that it loaded.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const STATIC = new URL("../app/static/", import.meta.url);
const FAST_ENOUGH = 95;
const TRIES = 3;

const pages = JSON.parse(readFileSync(0, "utf8"));
const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
try {
  for (const page of pages) console.log(JSON.stringify(await best(page)));
} finally {
  await chrome.kill();
}

/** The best of up to three tries: other work on the machine only ever makes a page slower. */
async function best(page) {
  let kept = null;
  for (let number = 0; number < TRIES && (kept?.scores.performance ?? 0) < FAST_ENOUGH; number++) {
    const seen = await visit(page);
    if (!kept || seen.scores.performance > kept.scores.performance) kept = seen;
  }
  return kept;
}

async function visit({ name, url, cookie }) {
  const extraHeaders = cookie ? { Cookie: cookie } : {};
  const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: CATEGORIES, extraHeaders, logLevel: "silent" });
  const requests = lhr.audits["network-requests"].details.items;
  return {
    name,
    scores: Object.fromEntries(CATEGORIES.map((id) => [id, Math.round(lhr.categories[id].score * 100)])),
    bytes: { css: gzipped(requests, "Stylesheet"), js: gzipped(requests, "Script") },
    metrics: { fcp: value(lhr, "first-contentful-paint"), lcp: value(lhr, "largest-contentful-paint"),
      tbt: value(lhr, "total-blocking-time"), cls: value(lhr, "cumulative-layout-shift") },
    faults: faults(lhr),
  };
}

/** Bytes over the wire where a server compresses, as nginx does in deploy/. The service worker is not the page's. */
function gzipped(requests, type) {
  const paths = requests.filter((each) => each.resourceType === type).map((each) => new URL(each.url).pathname);
  const files = new Set(paths.filter((path) => path.startsWith("/static/")));
  return [...files].reduce((sum, path) => sum + gzipSync(readFileSync(new URL(path.slice(8), STATIC))).length, 0);
}

function value(lhr, id) {
  return Math.round(lhr.audits[id].numericValue * 1000) / 1000;
}

/** The audits that keep accessibility and best practices from 100. */
function faults(lhr) {
  const refs = [...lhr.categories.accessibility.auditRefs, ...lhr.categories["best-practices"].auditRefs];
  const failed = refs.filter((ref) => ref.weight && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1);
  return failed.map((ref) => `${ref.id}: ${firstNode(lhr.audits[ref.id])}`);
}

function firstNode(audit) {
  const item = audit.details?.items?.[0];
  return item?.node?.snippet ?? item?.description ?? JSON.stringify(item ?? "");
}
