const SECOND = 1000;

/** `milliseconds` ± 50 %, so that many pages never ask in step. */
export const around = (milliseconds, random = Math.random) => milliseconds * (0.5 + random());

/** Milliseconds until the next look at the server: 60 s with a socket, 30 s without, 120 s in a hidden tab; all ± 50 %. */
export function untilNextSync({ connected, hidden }, random = Math.random) {
  return around((connected ? 60 : hidden ? 120 : 30) * SECOND, random);
}

/** Milliseconds before socket try number `attempt` (1, 2, …): 1 s, 2 s, 4 s … 60 s at most, ± 50 %. */
export function untilNextTry(attempt, random = Math.random) {
  return around(Math.min(60, 2 ** Math.min(attempt - 1, 6)) * SECOND, random);
}

export const SOCKET_PATIENCE = 10 * SECOND;
export const TRIES_BEFORE_POLLING = 5;
