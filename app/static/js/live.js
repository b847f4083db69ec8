// The socket is a hint; the bell is true without it. WebSocket only; polling when none can be had.
import { apply } from "./bell.js";
import { around, SOCKET_PATIENCE, TRIES_BEFORE_POLLING, untilNextSync, untilNextTry } from "./delays.js";
import { user } from "./requests.js";
import { sync } from "./sync.js";

let socket, timer, retry;
let tries = 0;
let stopped = false;
let greeted = false;

/** Plans the next look at the server; each look plans the one after it. */
function plan(delay = untilNextSync({ connected: socket?.connected, hidden: document.hidden })) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(look, delay);
}

async function look(options) {
  clearTimeout(timer);
  if ((await sync(options)) === "stop") stop();
  plan();
}

function stop() {
  stopped = true;
  clearTimeout(timer);
  clearTimeout(retry);
  socket?.disconnect();
}

function onBell(hint) {
  if ("live" in hint) document.dispatchEvent(new CustomEvent("classbell:live", { detail: hint.live }));
  const news = apply(hint);
  const first = !greeted;
  greeted = true;
  // A hidden tab may have passed the new count on already; what is new is still for this one to show.
  if ((hint.latest || (news && first)) && !document.hidden) look();
}

function tryAgain() {
  tries += 1;
  if (tries === TRIES_BEFORE_POLLING) look();
  clearTimeout(retry);
  if (!stopped) retry = setTimeout(() => socket.connect(), untilNextTry(tries));
}

async function connect() {
  const { io } = await import("socket.io-client");
  socket = io({ transports: ["websocket"], reconnection: false, timeout: SOCKET_PATIENCE });
  socket.on("connect", () => {
    tries = 0;
    greeted = false;
    plan();
    const quiz = document.querySelector("[data-watch-quiz]")?.dataset.watchQuiz;
    if (quiz) socket.emit("watch", quiz);
  });
  socket.on("connect_error", tryAgain);
  socket.on("disconnect", (reason) => {
    if (reason === "io client disconnect") return;
    plan(around(SOCKET_PATIENCE));
    tryAgain();
  });
  socket.on("bell", onBell);
  socket.on("quiz", (hint) => document.dispatchEvent(new CustomEvent("classbell:quiz", { detail: hint })));
  socket.on("banner", (hint) => document.dispatchEvent(new CustomEvent("classbell:banner", { detail: hint })));
}

export function startLive() {
  if (!user() || !document.querySelector("[data-bell]")) return;
  plan(SOCKET_PATIENCE);
  connect().catch(() => {});
  document.addEventListener("visibilitychange", () => document.hidden || look({ quiet: true }));
  // An open socket keeps the page out of the back/forward cache, and a page out of it may be hours old.
  window.addEventListener("pagehide", () => socket?.disconnect());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted || stopped) return;
    socket?.connect();
    look({ quiet: true });
  });
}
