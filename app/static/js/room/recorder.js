// Records what the host sees and hears, in pieces of a few seconds. Each is kept in this browser until the server has it, so
// that neither a lost network nor a closed tab loses more than the last seconds.
import { PieceBox, lockOf } from "./piece_box.js";
import { PieceSender } from "./piece_sender.js";

export { bringLeft } from "./left.js";

const PIECE_MILLISECONDS = 3000;
const PICTURE_BITS = 900_000;
const SOUND_BITS = 64_000;
const KINDS = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];

export const canRecord = () => "MediaRecorder" in window && KINDS.some((kind) => MediaRecorder.isTypeSupported(kind));

function held(recording) {
  let release;
  const until = new Promise((resolve) => { release = resolve; });
  navigator.locks?.request(lockOf(recording), () => until);
  return release;
}

async function begin(session, csrf, mediaType) {
  const answer = await fetch(`/sessions/${session}/recordings/room`, {
    method: "POST", credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, "X-Requested-With": "fetch" },
    body: JSON.stringify({ media_type: mediaType }),
  });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).title || String(answer.status));
  return answer.json();
}

/**
 * Records `stream` for the session with this public id; `compose` in recorder_picture.js makes one of a whole room.
 *
 * Resolves with {stop}, once the server has begun a recording; rejects if it does not. `stop()` resolves when everything is
 * there. `tell(state, words)` hears "recording", "waiting" (the network is away, pieces are kept here), "full" (the server
 * takes no more, `words` say why; what it has is kept), and "saved".
 */
export async function startRecorder(stream, { session, csrf, tell = () => {} }) {
  const mediaType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const { id, user } = await begin(session, csrf, mediaType);
  const release = held(id);
  const box = new PieceBox();
  const sender = new PieceSender({ box, csrf, tell: (state, words) => {
    if (state === "full" && recorder.state !== "inactive") recorder.stop();
    tell(state, words);
  } });
  const recorder = new MediaRecorder(stream, {
    mimeType: mediaType, videoBitsPerSecond: PICTURE_BITS, audioBitsPerSecond: SOUND_BITS,
  });
  let number = 0;
  recorder.addEventListener("dataavailable", ({ data }) => {
    if (data.size) sender.add({ user, recording: id, number: number++, data });
  });
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.start(PIECE_MILLISECONDS);
  tell("recording");
  return {
    id,
    async stop() {
      if (recorder.state !== "inactive") recorder.stop();
      await stopped;
      await sender.finish(id);
      release();
      tell("saved");
    },
  };
}
