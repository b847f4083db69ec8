// What the bell shows. Contract of the page: [data-bell] carries data-version, data-unread, data-seq;
// [data-bell-badge] shows the count; [data-bell-label] has data-label-none, data-label-one, data-label-other.
import { badgeText, countText, isNewer, titleWith } from "./bell_state.js";
import { user } from "./requests.js";

const state = { version: -1, unread: 0, lastSeq: 0 };
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
    labelled.setAttribute("aria-label", countText(state.unread, { none, one, other }));
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
  const ahead = Math.max(state.lastSeq, next.lastSeq ?? 0);
  const news = isNewer(state, next);
  if (!news && ahead === state.lastSeq) return false;
  state.lastSeq = ahead;
  if (news) {
    Object.assign(state, { version: next.version, unread: next.unread });
    paint();
    document.dispatchEvent(new CustomEvent("classbell:bell", { detail: current() }));
  }
  // A hidden tab shows no toast, so what it has seen must not silence the tab in front.
  if (!fromTab) channel?.postMessage({ user: user(), ...state, lastSeq: document.hidden ? 0 : state.lastSeq });
  return news;
}

function read() {
  const { version, unread, seq } = document.querySelector("[data-bell]").dataset;
  return { version: Number(version) || 0, unread: Number(unread) || 0, lastSeq: Number(seq) || 0 };
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
