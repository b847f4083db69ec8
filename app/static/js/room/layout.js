// Where each tile is: a grid whose tiles are as big as can be, or one of them big.
const RATIO = 16 / 9;
const AT_MOST = 24;

/** Columns and rows for `count` tiles on this much room. */
export function grid(count, wide, high) {
  let best = { columns: 1, rows: count || 1, size: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const size = Math.min(wide / columns, (high / rows) * RATIO);
    if (size > best.size) best = { columns, rows, size };
  }
  return best;
}

/** Which of `tiles` is big: what was chosen, a screen of somebody else, who speaks, a host, anybody else. Nothing in a grid. */
export function mainOf(tiles, { view, pinned, speaker }) {
  const others = tiles.filter((tile) => !tile.me);
  const screen = others.find((tile) => tile.screen);
  if (view === "grid" && !screen) return undefined;
  const named = (key) => tiles.find((tile) => tile.key === key);
  return named(pinned) ?? screen ?? named(speaker) ?? others.find((tile) => tile.leads) ?? others[0] ?? tiles[0];
}

export class Layout {
  constructor(place) {
    Object.assign(this, { place, view: "grid", pinned: "", speaker: "" });
  }

  pin(key) {
    this.pinned = this.pinned === key ? "" : key;
    if (this.pinned) this.view = "speaker";
  }

  show(view) {
    Object.assign(this, { view, pinned: "" });
  }

  /** Whether it matters who speaks now. */
  heard(peer) {
    const news = peer !== this.speaker && this.view === "speaker";
    this.speaker = peer;
    return news;
  }

  /** With more than fit, the last are left to the list of people. Answers who is on the page. */
  arrange(tiles) {
    const order = tiles.sort((a, b) => a.weight - b.weight);
    const main = mainOf(order, this);
    order.forEach((tile, number) => tile.place(number, { main: tile === main, pinned: tile.key === this.pinned, away: number >= AT_MOST }));
    this.place.classList.toggle("has-main", Boolean(main));
    const { columns, rows } = grid(Math.min(order.length, AT_MOST), this.place.clientWidth, this.place.clientHeight);
    this.place.style.setProperty("--columns", String(columns));
    this.place.style.setProperty("--rows", String(rows));
    return [...new Set(order.filter((tile) => !tile.element.hidden).map((tile) => tile.peer))];
  }
}
