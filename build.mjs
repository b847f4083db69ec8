// Builds the front end into app/static/dist/ (ignored by git): content-hashed files, manifest.json, THIRD_PARTY.txt.
//   node build.mjs           once, minified; exits 1 when a file is over its budget
//   node build.mjs --watch   again on every change under app/static/, with source maps
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const ROOT = dirname(fileURLToPath(import.meta.url));
const STATIC = join(ROOT, "app/static");
const DIST = join(STATIC, "dist");
const PACKAGES = join(ROOT, "node_modules");
const WATCHING = process.argv.includes("--watch");
// Those load only on pages that need them, and are weighed by themselves.
const CHUNKS_OF_SOME_PAGES = /^(editor|outline|upload|uploads|math|ordering|question_rows|taking|reviewing|sweep|writing|moving|room|sfu|recorder)-/;

// What a page may cost, in bytes after gzip.
const BUDGETS = {
  "scripts before the first input": 20_000,
  "scripts of a student page, all": 45_000,
  "our own scripts": 10_000,
  "editor": 180_000,
  "formulas": 95_000,
  "uploads": 30_000,
  "outline": 20_000,
  "questions": 4_000,
  "taking": 9_000,
  "room": 28_000,
  "media server": 34_000,
  "app.css": 20_000,
  "calendar.css": 2_000,
  "editor.css": 4_000,
  "room.css": 4_000,
  "icons.svg": 15_000,
};

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: !WATCHING,
  sourcemap: WATCHING,
  metafile: true,
  write: false,
  outdir: DIST,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "none",
  logLevel: "warning",
  target: ["chrome109", "firefox115", "safari16.4"],
  loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
};

const gzipped = (contents) => gzipSync(contents, { level: 9 }).length;

/** esbuild result -> Map of file name in dist -> {contents, entry, imports}. */
function filesOf(result) {
  const files = new Map();
  for (const file of result.outputFiles) {
    const about = result.metafile.outputs[join("app/static/dist", basename(file.path))] ?? {};
    files.set(basename(file.path), {
      contents: file.contents,
      entry: about.entryPoint,
      imports: (about.imports ?? []).filter((item) => !item.external),
      inputs: Object.keys(about.inputs ?? {}),
    });
  }
  return files;
}

/** Each of KaTeX's fonts in one format: every browser that we build for reads WOFF2. */
const NEWEST_FONTS = {
  name: "newest-fonts",
  setup: (build) => build.onLoad({ filter: /katex\.css$/ }, ({ path }) => ({
    contents: readFileSync(path, "utf8").replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, ""), loader: "css",
  })),
};

async function buildStyles() {
  const entryPoints = ["app.css", "calendar.css", "editor.css", "math.css", "room.css"].map((name) => join(STATIC, "css", name)).filter(existsSync);
  return entryPoints.length ? filesOf(await esbuild.build({ ...COMMON, entryPoints, plugins: [NEWEST_FONTS] })) : new Map();
}

/** The editor and formulas load their own stylesheets, so their scripts must know the hashed names. */
async function buildScripts(editorStyles, mathStyles) {
  const entryPoints = [join(STATIC, "js/app.js")];
  const define = { EDITOR_STYLES: JSON.stringify(editorStyles ?? ""), MATH_STYLES: JSON.stringify(mathStyles ?? "") };
  return filesOf(await esbuild.build({ ...COMMON, entryPoints, define, format: "esm", splitting: true }));
}

/** Icon names from sprite.txt (one a line, # begins a comment); a drawing of our own wins over bootstrap-icons. */
function buildSprite() {
  const list = join(STATIC, "icons/sprite.txt");
  const lines = existsSync(list) ? readFileSync(list, "utf8").split("\n") : [];
  const names = [...new Set(lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean))].sort();
  const symbols = names.map((name) => {
    const places = [join(STATIC, "icons", `${name}.svg`), join(PACKAGES, "bootstrap-icons/icons", `${name}.svg`)];
    const place = places.find(existsSync);
    if (!place) throw new Error(`icons/sprite.txt: no icon is called "${name}"`);
    const [, attributes, body] = readFileSync(place, "utf8").match(/<svg([^>]*)>([\s\S]*)<\/svg>/);
    const box = attributes.match(/viewBox="([^"]+)"/)[1];
    return `<symbol id="${name}" viewBox="${box}">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  const contents = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">${symbols.join("\n")}</svg>\n`);
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8);
  return new Map([[`icons-${hash}.svg`, { contents, entry: "icons.svg", imports: [], inputs: [] }]]);
}

/** What the server writes certificates with: one family for Latin, Greek, Cyrillic and Devanagari. No page loads it. */
function copyFonts() {
  const family = "@expo-google-fonts/noto-sans";
  const cuts = { "certificate.ttf": "400Regular/NotoSans_400Regular.ttf", "certificate-bold.ttf": "600SemiBold/NotoSans_600SemiBold.ttf" };
  return new Map(Object.entries(cuts).map(([name, path]) => {
    const contents = readFileSync(join(PACKAGES, family, path));
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8);
    const file = { contents, entry: name, imports: [], inputs: [`node_modules/${family}/${path}`] };
    return [name.replace(".", `-${hash}.`), file];
  }));
}

/** What must be there before an entry runs (static imports), or all it can ever load (dynamic ones too). */
function reachable(files, start, dynamic) {
  const seen = new Set();
  const visit = (name) => {
    if (seen.has(name) || !files.has(name)) return;
    seen.add(name);
    for (const item of files.get(name).imports) {
      if (item.kind === "import-statement" || (dynamic && item.kind === "dynamic-import" && !CHUNKS_OF_SOME_PAGES.test(basename(item.path)))) {
        visit(basename(item.path));
      }
    }
  };
  visit(start);
  return [...seen];
}

/** Our own modules without the packages, bundled once more only to be weighed. */
async function weighOwn() {
  const result = await esbuild.build({
    ...COMMON, entryPoints: [join(STATIC, "js/app.js")], format: "esm", packages: "external", minify: true,
    sourcemap: false, define: { EDITOR_STYLES: '""', MATH_STYLES: '""' },
    plugins: [{
      name: "without-editor",
      setup: (build) => build.onResolve({ filter: /^\.\/(editor|outline|uploads|math|ordering|question_rows|taking|reviewing|sweep|writing|moving|room|recorder)\.js$/ }, ({ path }) => ({ path, external: true })),
    }],
  });
  return gzipped(result.outputFiles[0].contents);
}

async function weigh(files, manifest) {
  const sum = (names) => names.reduce((total, name) => total + gzipped(files.get(name).contents), 0);
  const weights = {};
  if (manifest["app.js"]) {
    weights["scripts before the first input"] = sum(reachable(files, manifest["app.js"], false));
    weights["scripts of a student page, all"] = sum(reachable(files, manifest["app.js"], true));
    weights["our own scripts"] = await weighOwn();
  }
  if (manifest["uploads.js"]) weights["uploads"] = sum(reachable(files, manifest["uploads.js"], false));
  if (manifest["outline.js"]) weights["outline"] = sum(reachable(files, manifest["outline.js"], false));
  if (manifest["ordering.js"]) weights["questions"] = sum([manifest["ordering.js"], manifest["question_rows.js"]]);
  if (manifest["taking.js"]) weights["taking"] = sum(reachable(files, manifest["taking.js"], false));
  if (manifest["room.js"]) weights["room"] = sum(reachable(files, manifest["room.js"], false));
  if (manifest["sfu.js"]) weights["media server"] = sum(reachable(files, manifest["sfu.js"], false));
  if (manifest["editor.js"]) weights["editor"] = sum(reachable(files, manifest["editor.js"], false));
  if (manifest["math.js"]) weights["formulas"] = sum([...reachable(files, manifest["math.js"], false), manifest["math.css"]]);
  for (const name of ["app.css", "calendar.css", "editor.css", "room.css", "icons.svg"]) {
    if (manifest[name]) weights[name] = sum([manifest[name]]);
  }
  return weights;
}

function report(weights) {
  const over = Object.entries(weights).filter(([name, weight]) => weight > BUDGETS[name]);
  for (const [name, weight] of Object.entries(weights)) {
    const mark = weight > BUDGETS[name] ? "  OVER" : "";
    console.log(`${name.padEnd(32)} ${String(weight).padStart(7)} of ${String(BUDGETS[name]).padStart(7)} bytes gzipped${mark}`);
  }
  return over.length === 0;
}

/** One entry a package that is in the output: name, version, licence and the licence's text. */
function thirdParty(files) {
  const inputs = [...files.values()].flatMap((file) => file.inputs).filter((path) => path.startsWith("node_modules/"));
  const names = new Set(inputs.map((path) => path.split("node_modules/").pop().match(/^(@[^/]+\/[^/]+|[^/]+)/)[1]));
  if (files.size) names.add("bootstrap-icons");
  return [...names].sort().map((name) => {
    const folder = join(PACKAGES, name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const licences = readdirSync(folder).filter((file) => /^(licen[sc]e|copying)/i.test(file));
    const texts = licences.map((file) => readFileSync(join(folder, file), "utf8").trim());
    const text = texts.join("\n\n") || "(no licence file in the package)";
    return `${name} ${about.version} (${about.license})\n\n${text}\n`;
  }).join(`\n${"-".repeat(78)}\n\n`);
}

/** New files first, then the manifest in one step, then the old files: a page never meets a missing file. */
function write(files, manifest) {
  mkdirSync(DIST, { recursive: true });
  for (const [name, file] of files) writeFileSync(join(DIST, name), file.contents);
  writeFileSync(join(DIST, "THIRD_PARTY.txt"), thirdParty(files));
  writeFileSync(join(DIST, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(join(DIST, "manifest.json.new"), join(DIST, "manifest.json"));
  const keep = new Set([...files.keys(), "manifest.json", "THIRD_PARTY.txt"]);
  for (const name of readdirSync(DIST)) if (!keep.has(name)) rmSync(join(DIST, name), { recursive: true });
}

async function build() {
  const started = performance.now();
  const styles = await buildStyles();
  const [editorStyles, mathStyles] = ["editor", "math"].map((kind) => [...styles.keys()].find((name) => new RegExp(`^${kind}-.*\\.css$`).test(name)));
  const files = new Map([...styles, ...(await buildScripts(editorStyles, mathStyles)), ...buildSprite(), ...copyFonts()]);
  const manifest = Object.fromEntries(
    [...files].filter(([, file]) => file.entry && !file.entry.startsWith("node_modules/"))
      .map(([name, file]) => [basename(file.entry), name]).sort());
  write(files, manifest);
  const within = report(await weigh(files, manifest));
  console.log(`built ${files.size} files in ${Math.round(performance.now() - started)} ms`);
  return within;
}

async function buildOnChange() {
  let waiting;
  const again = (_event, name) => {
    if (name && resolve(STATIC, name).startsWith(DIST)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => build().catch((error) => console.error(error.message)), 80);
  };
  watch(STATIC, { recursive: true }, again);
  console.log("watching app/static/");
}

const within = await build().catch((error) => {
  console.error(error.message);
  return false;
});
if (WATCHING) await buildOnChange();
else process.exitCode = within ? 0 : 1;
