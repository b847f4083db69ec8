// Only the room of a live session loads what it needs.
export function startLazyRoom() {
  const place = document.querySelector("[data-room]");
  if (place) import("./room.js").then(({ startRoom }) => startRoom(place)).catch(() => {});
}
