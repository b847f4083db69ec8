// Whether answers of somebody wait on this device: every page asks, so this is all that it loads for that.
import { stored } from "../requests.js";

export const NAME = "classbell-answers";
const FLAG = "unsent";

export const note = (user) => stored.write(FLAG, user);

/** Whose answers are waiting here, or null. */
export const waitingFor = () => stored.read(FLAG);

/** Logging out leaves nothing behind. */
export function clear() {
  if (waitingFor() === null) return;
  note(null);
  indexedDB.deleteDatabase(NAME);
}
