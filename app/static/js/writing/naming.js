// What the parts of an answer are called, and what a new question becomes once it is kept.
// Parts keep their names from the first moment on, so that answers of students still fit later.
const NAMED = /^(q-(?:choices|items|pairs|distractors)-\d+-)/;

const random = () => [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function hidden(form, name) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value: random() });
  return field;
}

export function nameParts(form) {
  for (const row of form.querySelectorAll("[data-row]")) {
    const begin = NAMED.exec(row.querySelector("[name]")?.name ?? "")?.[1];
    if (!begin) continue;
    const wanted = begin.startsWith("q-pairs-") ? ["id", "answer_id"] : ["id"];
    for (const name of wanted) if (!form.elements[begin + name]) row.append(hidden(form, begin + name));
  }
}

/** From now on it is a question of its own: where it goes, and which version it began with. */
export function became(form, kept) {
  form.action = kept.action;
  form.elements.version.value = kept.version;
  const type = form.querySelector("select[data-question-type]");
  if (type && !type.disabled) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "type", value: type.value }));
    type.disabled = true;
    const there = new URL(location.href);
    for (const name of ["new", "section"]) there.searchParams.delete(name);
    there.searchParams.set("open", kept.id);
    history.replaceState(history.state, "", there);
  }
}

export async function send(address, form, token, signal) {
  const headers = { "X-CSRFToken": token(), "X-Requested-With": "fetch" };
  return fetch(address, { method: "POST", headers, body: new FormData(form), credentials: "same-origin", redirect: "manual", signal });
}
