// Only the room of a live session loads what it needs; what a tab left of a recording its host brings there, or on its page.
// What every page has already is handed on.
import { announce } from "../announcer.js";

export function startLazyRoom() {
  const place = document.querySelector("[data-room]");
  if (place) {
    const parts = Promise.all([import("./room.js"), import("socket.io-client")]);
    parts.then(([{ startRoom }, { io }]) => startRoom(place, { announce, io })).catch(() => {});
  }
  if (document.querySelector("[data-room][data-leads], [data-recording-left]")) {
    import("./recorder.js").then(({ bringLeft }) => bringLeft()).catch(() => {});
  }
}
