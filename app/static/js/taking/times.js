// Time on the pages of an attempt: told by the server's clock, looked up again now and then, and what happens at the end.
import { Countdown } from "./countdown.js";
import { ask, renewToken } from "./doors.js";
import { ServerClock } from "./server_clock.js";

const LOOK_EVERY = 30_000;
const AT_THE_END = 1500;
const GIVE_UP = 30_000;

/** The moment at which the server began to answer this page, by the device's clock, and how long it took. */
function arrival() {
  const { responseStart = 0, requestStart = 0 } = performance.getEntriesByType("navigation")[0] ?? {};
  return { came: performance.timeOrigin + responseStart, trip: responseStart - requestStart };
}

/**
 * place: an element with data-now, data-deadline, data-started and data-here. onEnd(): time is over; onLonger(): there is
 * time again; flush(): send what waits; left(): how much waits; open(): whether answers are taken.
 */
export function startTimes(place, words, state, { onEnd, onLonger, flush, left, open }) {
  const { now, here } = place.dataset;
  const clock = new ServerClock();
  const { came, trip } = arrival();
  if (now) clock.hear(Number(now), came - trip, came);
  let countdown, timer, ended;

  function show(text, rest) {
    const shown = document.querySelector("[data-time]");
    if (shown) shown.textContent = text;
    document.querySelector("[data-clock]")?.classList.toggle("is-short", rest < 60_000);
  }

  function end() {
    ended = Date.now();
    state.alarm("over");
    state.warn("over");
    onEnd();
    look(AT_THE_END);
  }

  /** What the server says beside its answer: its clock, and an end that may have moved. */
  function hear({ now: said, sent, came: at, deadline, open: still }) {
    if (said !== undefined) clock.hear(said, sent, at);
    if (deadline && countdown?.settle(deadline)) {
      ended = undefined;
      state.calm();
      state.alarm("longer");
      onLonger();
    }
    if (deadline && countdown) countdown.start();
    if (still === false) leave();
  }

  /** It was handed in, here or elsewhere: on to the result, once nothing waits to be sent. */
  function leave() {
    if (left() === 0 || (ended && Date.now() - ended > GIVE_UP)) location.assign(here);
    else flush();
  }

  async function sync() {
    const answer = await ask(`${here}/clock`);
    if (answer.status === 200) {
      renewToken(answer.token);
      if (!ended) state.calm();
      hear(answer);
      flush();
      if (ended && answer.open && clock.until(countdown.deadline) <= 0 && left() === 0) await handIn(answer.token);
    } else if (answer.status === 401) state.warn("signed_out", { link: true });
    else if (answer.status === 403 || answer.status === 404) state.warn("someone_else");
    look(ended ? AT_THE_END : LOOK_EVERY);
  }

  async function handIn(token) {
    const body = new FormData();
    body.set("csrf_token", token);
    await fetch(`${here}/submission`, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => {});
    location.assign(here);
  }

  function look(after) {
    clearTimeout(timer);
    timer = setTimeout(sync, after * (0.8 + Math.random() * 0.4));
  }

  if (place.dataset.deadline) {
    const { deadline, started } = place.dataset;
    countdown = new Countdown({ clock, started: Number(started), deadline: Number(deadline), show, say: (name) => state.alarm(name), end });
    countdown.start();
  }
  look(LOOK_EVERY);
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) sync(); });
  return { clock, hear, sync, isLast: () => countdown?.isLast() ?? false, isOver: () => ended !== undefined && open() };
}
