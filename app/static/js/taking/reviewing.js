// The look over all questions: time goes on, and answers that have not arrived yet are sent before anything is handed in.
import { user } from "../requests.js";
import { Outbox } from "./outbox.js";
import { State } from "./state.js";
import { sendAll } from "./sweep.js";
import { startTimes } from "./times.js";

export function startReviewing(place, announce) {
  const words = JSON.parse(place.dataset.words);
  const state = new State(words, announce);
  const form = document.querySelector("form[data-hand-in]");
  const outbox = new Outbox();
  let waiting = 0;
  const count = async () => { waiting = (await outbox.of(user())).filter(({ attempt }) => attempt === place.dataset.reviewing).length; };
  const send = () => sendAll(user()).then(count);
  startTimes(place, state, { onEnd: send, onLonger: () => {}, flush: send, left: () => waiting });
  form.addEventListener("submit", async (event) => {
    if (form.dataset.checked) return;
    event.preventDefault();
    await send();
    delete form.dataset.pending;
    if (waiting) return state.warn("unsent");
    form.dataset.checked = "yes";
    return form.requestSubmit(event.submitter);
  });
  send();
}
