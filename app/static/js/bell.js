// What the bell shows. Contract of the page: [data-bell] carries data-version, data-unread, data-seq; anywhere, [data-bell-badge]
// shows the count and [data-bell-label] has data-label-none, data-label-one, data-label-other ("{n}" is the count).
import { badgeText, countText, isNewer, titleWith } from "./bell_state.js";
import { user } from "./requests.js";

// lastSeq null: not known yet, so nothing can be called new.
const state = { version: -1, unread: 0, lastSeq: null };
let channel;

export const current = () => ({ ...state });

function paint() {
  const text = badgeText(state.unread);
  for (const badge of document.querySelectorAll("[data-bell-badge]")) {
    badge.textContent = text;
    badge.hidden = !text;
  }
  for (const labelled of document.querySelectorAll("[data-bell-label]")) {
    const { labelNone: none, labelOne: one, labelOther: other } = labelled.dataset;
    labelled.setAttribute("aria-label", countText(state.unread, { none, one, other: other.replace("{n}", text) }));
  }
  document.title = titleWith(state.unread, document.title);
  showAppBadge();
}

function showAppBadge() {
  const shown = state.unread ? navigator.setAppBadge?.(state.unread) : navigator.clearAppBadge?.();
  shown?.catch(() => {});
}

/** Takes {version, unread, lastSeq?}. Answers whether it was news; tells our other tabs unless it came from one. */
export function apply(next, fromTab = false) {
  const news = isNewer(state, next);
  const ahead = Number.isInteger(next.lastSeq) && next.lastSeq > (state.lastSeq ?? -1);
  if (!news && !ahead) return false;
  if (ahead) state.lastSeq = next.lastSeq;
  if (news) {
    Object.assign(state, { version: next.version, unread: next.unread });
    paint();
    document.dispatchEvent(new CustomEvent("classbell:bell", { detail: current() }));
  }
  // A hidden tab shows no toast, so what it has seen must not silence the tab in front.
  if (!fromTab) channel?.postMessage({ user: user(), ...state, lastSeq: document.hidden ? null : state.lastSeq });
  return news;
}

function read() {
  const { version, unread, seq } = document.querySelector("[data-bell]").dataset;
  const number = (text) => (text ? Number(text) : null);
  return { version: number(version), unread: number(unread) ?? 0, lastSeq: number(seq) };
}

export function startBell() {
  if (!user() || !document.querySelector("[data-bell]")) return;
  if ("BroadcastChannel" in window) {
    channel = new BroadcastChannel("classbell.bell");
    channel.onmessage = ({ data }) => data?.user === user() && apply(data, true);
  }
  apply(read());
  document.addEventListener("htmx:afterSettle", paint);
}
