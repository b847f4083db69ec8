// How much time is left: shown each second, spoken at the half of a long quiz and when five minutes and one are left.
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LONG = 20 * MINUTE;
const LAST = 15 * SECOND;

/** 9:05, or 1:09:05. */
export function inWords(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The marks at which something is said, the last first: milliseconds left -> name of the words. */
export function marksOf(length) {
  const marks = [[MINUTE, "one"], [5 * MINUTE, "five"]];
  if (length >= LONG) marks.push([length / 2, "half"]);
  return marks.filter(([left]) => left < length);
}

export class Countdown {
  #timer;
  #spoken = new Set();
  #ended = false;

  /** show(words, left); say(name); end(): when less than a second is left. */
  constructor({ clock, started, deadline, show, say, end }) {
    Object.assign(this, { clock, show, say, end, started, deadline });
    for (const [left, name] of this.#marks()) if (clock.until(deadline) <= left) this.#spoken.add(name);
  }

  #marks() {
    return marksOf(this.deadline - this.started);
  }

  start() {
    clearTimeout(this.#timer);
    const left = this.clock.until(this.deadline);
    this.show(inWords(left), left);
    const due = this.#marks().find(([mark, name]) => left <= mark && !this.#spoken.has(name));
    if (due && left > SECOND) {
      for (const [mark, name] of this.#marks()) if (mark >= due[0]) this.#spoken.add(name);
      this.say(due[1]);
    }
    if (left < SECOND && !this.#ended) {
      this.#ended = true;
      this.end();
    }
    this.#timer = setTimeout(() => this.start(), left > 0 ? left % SECOND || SECOND : SECOND);
  }

  /** Another end, as the server has it now. Says whether there is time again after it had run out. */
  settle(deadline) {
    const longer = deadline > this.deadline;
    this.deadline = deadline;
    if (!longer || this.clock.until(deadline) < SECOND) return false;
    this.#ended = false;
    for (const [mark, name] of this.#marks()) if (this.clock.until(deadline) > mark) this.#spoken.delete(name);
    return true;
  }

  isLast() { return this.clock.until(this.deadline) < LAST; }

  isOver() { return this.clock.until(this.deadline) <= 0; }
}
