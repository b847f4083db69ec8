// #finish[data-viewing]: while the page is seen, the server hears every few seconds that somebody is still there, and
// what of the video was played. What that is worth it decides by its own clock.
import { post } from "../requests.js";
import { goOnAt, pieces } from "./played.js";

let timer;

const panel = () => document.querySelector("#finish[data-viewing]");
const video = () => document.querySelector("video[data-lesson-video]");

function words() {
  const body = new FormData();
  const player = video();
  if (player) {
    body.set("position", Math.floor(player.currentTime));
    body.set("seen", pieces(player.played));
  }
  return body;
}

async function beat() {
  const place = panel();
  if (!place) return stop();
  const answer = await post(place.dataset.viewing, words()).catch(() => null);
  if (answer?.status === 200) show(place, await answer.text());
  else if (answer && answer.status >= 400 && answer.status < 500 && answer.status !== 429) stop();
}

function show(place, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const fresh = holder.content.querySelector("#finish");
  if (!fresh || place.contains(document.activeElement)) return;
  place.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("classbell:inserted", { detail: fresh }));
}

function stop() {
  clearInterval(timer);
  timer = undefined;
}

function plan() {
  stop();
  const place = panel();
  if (place && !document.hidden) timer = setInterval(beat, Number(place.dataset.beat) * 1000);
}

function resume(player, position) {
  const go = () => {
    const at = goOnAt(position, player.duration);
    if (at && player.currentTime < 1) player.currentTime = at;
  };
  if (player.readyState > 0) go();
  else player.addEventListener("loadedmetadata", go, { once: true });
}

export function startViewing() {
  const player = video();
  if (player) {
    resume(player, Number(panel().dataset.position));
    player.addEventListener("ended", beat);
    player.addEventListener("pause", beat);
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) beat();
    plan();
  });
  window.addEventListener("pagehide", () => timer && beat());
  plan();
}
