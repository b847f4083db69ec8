// [data-refresh] with an id: figures of a page that follow what happens, while it is seen and nobody is busy in them.
const EVERY = 30_000;

const busy = (part) => part.contains(document.activeElement) && document.activeElement !== document.body;

function opened(part) {
  return [...part.querySelectorAll("details[open][id]")].map((each) => each.id);
}

async function refresh(part) {
  const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) return part;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (!fresh || busy(part)) return part;
  const made = document.importNode(fresh, true);
  for (const id of opened(part)) made.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  part.replaceWith(made);
  document.dispatchEvent(new CustomEvent("classbell:inserted", { detail: made }));
  return made;
}

function plan(part, around) {
  setTimeout(async () => {
    plan(document.hidden || busy(part) ? part : await refresh(part).catch(() => part), around);
  }, around(EVERY));
}

export function startRefresh(around) {
  const part = document.querySelector("[data-refresh][id]");
  if (part) plan(part, around);
}
