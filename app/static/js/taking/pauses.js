// How long an answer waits before it is sent, in milliseconds.
export const PAUSE = 300;
export const LONGEST_PAUSE = 1500;

/** Before try number `tries` (1, 2, …) after a failure; `urgent` in the last seconds. */
export function untilNext(tries, urgent, random = Math.random) {
  const step = urgent ? 400 : Math.min(500 * 2 ** (tries - 1), 10_000);
  return step * (0.75 + random() / 2);
}
