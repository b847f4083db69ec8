import { senderOf } from "./lines.js";

const CAMERA_BITS = [700_000, 500_000, 350_000, 250_000, 180_000]; // for one other, for two, …

/** The way up is shared by as many pictures as there are others. */
export function shareUp(peers) {
  const bits = CAMERA_BITS[Math.min(peers.length, CAMERA_BITS.length) - 1];
  for (const { connection } of peers) {
    const sender = senderOf(connection, "camera");
    const wanted = sender?.getParameters();
    if (!wanted?.encodings?.length) continue;
    wanted.encodings[0].maxBitrate = bits;
    sender.setParameters(wanted).catch(() => {});
  }
}
