// Time on the pages of an attempt: told by the server's clock, looked up again now and then, and what happens at the end.
import { Countdown } from "./countdown.js";
import { ask, handIn, renewToken } from "./doors.js";
import { clockOf } from "./server_clock.js";

const LOOK_EVERY = 30_000;
const AT_THE_END = 1500;
const GIVE_UP = 30_000;
const SHORT = 60_000;

/**
 * place: an element with data-now, data-deadline, data-started and data-here. onEnd(): time is over; onLonger(): there is
 * time again; flush(): send what waits; left(): how much waits.
 */
export function startTimes(place, state, { onEnd, onLonger, flush, left }) {
  const { now, here, deadline: end, started } = place.dataset;
  const clock = clockOf(now);
  let timer, ended;

  function show(text, rest) {
    document.querySelector("[data-time]").textContent = text;
    document.querySelector("[data-clock]").classList.toggle("is-short", rest < SHORT);
  }

  function over() {
    ended = Date.now();
    state.alarm("over");
    state.warn("over");
    onEnd();
    look(AT_THE_END);
  }

  const countdown = end && new Countdown({
    clock, started: Number(started), deadline: Number(end), show, say: (name) => state.alarm(name), end: over,
  });

  /** What the server says beside its answer: its clock, an end that may have moved, whether it takes answers still. */
  function hear({ now: said, sent, came, deadline, open }) {
    if (said !== undefined) clock.hear(said, sent, came);
    if (deadline && countdown?.settle(deadline)) {
      ended = undefined;
      state.calm();
      state.alarm("longer");
      onLonger();
    }
    if (said !== undefined) countdown?.start();
    if (open === false) leave();
  }

  /** It was handed in, here or elsewhere: on to the result, once nothing waits to be sent. */
  function leave() {
    if (left() === 0 || (ended && Date.now() - ended > GIVE_UP)) location.assign(here);
    else look(AT_THE_END);
  }

  async function sync() {
    const answer = await ask(`${here}/clock`);
    if (answer.status === 200) {
      renewToken(answer.token);
      if (!ended) state.calm();
      hear(answer);
      flush();
      if (ended && answer.open && countdown.isOver() && left() === 0) await handIn(here, answer.token);
    } else if (answer.status === 401) state.warn("signed_out", { link: true });
    else if (answer.status === 403 || answer.status === 404) state.warn("someone_else");
    look(ended ? AT_THE_END : LOOK_EVERY);
  }

  function look(after) {
    clearTimeout(timer);
    timer = setTimeout(sync, after * (0.8 + Math.random() * 0.4));
  }

  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) sync(); });
  setTimeout(() => countdown?.start(), 0);
  look(LOOK_EVERY);
  return { clock, hear, sync, isLast: () => countdown?.isLast() ?? false };
}
