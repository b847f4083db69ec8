// Every connection carries the same three lines in the same order, so that a track is changed without asking the other side.
export const KINDS = ["audio", "camera", "screen"];

const STREAM = new MediaStream();

/** The side that offers lays them. */
export function layLines(connection, tracks) {
  for (const kind of KINDS) {
    connection.addTransceiver(tracks[kind] ?? (kind === "audio" ? "audio" : "video"), { direction: "sendrecv", streams: [STREAM] });
  }
}

/** The side that answers takes them as they are laid. */
export async function takeLines(connection, tracks) {
  for (const [number, transceiver] of connection.getTransceivers().entries()) {
    transceiver.direction = "sendrecv";
    transceiver.sender.setStreams?.(STREAM);
    await transceiver.sender.replaceTrack(tracks[KINDS[number]]);
  }
}

export const senderOf = (connection, kind) => connection?.getTransceivers()[KINDS.indexOf(kind)]?.sender;
