// Pieces of a recording whose tab was closed or died: brought when its host opens the portal's room or that recording again,
// and then it is closed. Those of a tab that still records are its own: it holds a lock.
import { csrfToken, user } from "../requests.js";
import { PieceBox, lockOf } from "./piece_box.js";
import { PieceSender } from "./piece_sender.js";

async function bring(recording, pieces, box) {
  const sender = new PieceSender({ box, csrf: csrfToken() });
  for (const piece of pieces) await sender.add(piece);
  await sender.finish(recording);
}

/** Resolves once everything that was left here is there. */
export async function bringLeft() {
  if (!navigator.locks) return;
  const box = new PieceBox();
  const every = await box.of(user());
  for (const recording of new Set(every.map((piece) => piece.recording))) {
    const pieces = every.filter((piece) => piece.recording === recording);
    await navigator.locks.request(lockOf(recording), { ifAvailable: true }, (lock) => lock && bring(recording, pieces, box));
  }
}
