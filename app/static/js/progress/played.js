const MOST = 200;

/** TimeRanges of a player as the server reads them: "0-15,40-61", whole seconds that were played to their end. */
export function pieces(played) {
  const found = [];
  for (let number = 0; number < played.length && found.length < MOST; number += 1) {
    const [start, end] = [Math.ceil(played.start(number)), Math.floor(played.end(number))];
    if (start < end) found.push(`${start}-${end}`);
  }
  return found.join(",");
}

/** Where to go on: not in the last seconds, which are seen again from the beginning. */
export const goOnAt = (position, duration) => (position > 2 && position < duration - 5 ? position : 0);
