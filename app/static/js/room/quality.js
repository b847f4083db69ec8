// Audio first: where the way up is too narrow, the camera rests, and tries again when it has been good for a while.
const EVERY = 3000;
const POOR = { lost: 0.08, round: 1.0, room: 90_000 };
const BAD_AT = 2;
const GOOD_AT = 5;

/** {lost, round, room} of one connection from its last two reports; undefined where a browser does not say. */
export function measure(report) {
  const found = {};
  for (const each of report.values()) {
    if (each.type === "remote-inbound-rtp" && each.fractionLost !== undefined) found.lost = Math.max(found.lost ?? 0, each.fractionLost);
    if (each.type === "candidate-pair" && each.nominated && each.state === "succeeded") {
      found.round = each.currentRoundTripTime;
      found.room = each.availableOutgoingBitrate;
    }
  }
  return found;
}

export const isPoor = ({ lost, round, room }) => lost > POOR.lost || round > POOR.round || room < POOR.room;

/** Counts what came one after the other: "rest" after bad ones, "again" after many good ones; each rest makes the next wait longer. */
export class Verdict {
  constructor() {
    this.run = 0;
    this.resting = false;
    this.patience = GOOD_AT;
  }

  hear(poor) {
    this.run = poor === this.resting ? 0 : this.run + 1;
    if (!this.resting && this.run >= BAD_AT) return this.#turn("rest");
    if (this.resting && this.run >= this.patience) {
      this.patience *= 2;
      return this.#turn("again");
    }
    return "";
  }

  #turn(word) {
    this.resting = word === "rest";
    this.run = 0;
    return word;
  }
}

/** `transport()` is what media goes over now; `turned("rest" | "again")` hears of a change. Answers what stops it. */
export function watchQuality(transport, turned) {
  const verdict = new Verdict();
  const timer = setInterval(async () => {
    const connections = (transport()?.connections() ?? []).filter((each) => each.connectionState === "connected");
    if (!connections.length) return;
    const reports = await Promise.all(connections.map((each) => each.getStats().catch(() => new Map())));
    const word = verdict.hear(reports.some((report) => isPoor(measure(report))));
    if (word) turned(word);
  }, EVERY);
  return () => clearInterval(timer);
}
