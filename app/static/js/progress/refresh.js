// [data-refresh] with an id: figures of a page that follow what happens, while it is seen and nobody types in them. Every half
// minute by itself, and soon after "classbell:quiz" says that there is something new.
const EVERY = 30_000;

let timer, running;
let soon = false;

const focused = (part) => (part.contains(document.activeElement) ? document.activeElement : null);
const busy = (part) => Boolean(focused(part)?.closest("input, select, textarea, dialog, details.menu"));

function opened(part) {
  return [...part.querySelectorAll("details[open][id]")].map((each) => each.id);
}

/** The same place in what came: by its id, or by where it leads. */
function placed(made, old) {
  if (old.id) return made.querySelector(`#${CSS.escape(old.id)}`);
  const href = old.getAttribute("href");
  return href ? made.querySelector(`a[href="${CSS.escape(href)}"]`) : null;
}

async function refresh(part) {
  const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) return part;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (!fresh || busy(part)) return part;
  const made = document.importNode(fresh, true);
  for (const id of opened(part)) made.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  const place = focused(part) && placed(made, focused(part));
  part.replaceWith(made);
  place?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("classbell:inserted", { detail: made }));
  return made;
}

const current = () => document.querySelector("[data-refresh][id]");

function plan(around, delay = around(EVERY)) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    soon = false;
    const part = current();
    if (part && !document.hidden && !busy(part) && !running) {
      running = true;
      await refresh(part).catch(() => {});
      running = false;
    }
    if (!soon) plan(around);
  }, delay);
}

export function startRefresh(around) {
  plan(around);
  // Not before the server has said all of what it holds back, and not put off by whatever comes next.
  document.addEventListener("classbell:quiz", ({ detail }) => {
    if (soon) return;
    soon = true;
    plan(around, (detail.within + Math.random()) * 1000);
  });
}
