const LIFE = 5000;
const GRACE = 1000;

/** Removes the toast after 5 s; stands still under the pointer or focus and for 1 s after. CSS stops the bar by .is-paused. */
export function countdown(toast) {
  let left = LIFE;
  let startedAt, timer;
  const run = () => {
    toast.classList.remove("is-paused");
    startedAt = performance.now();
    timer = setTimeout(() => toast.remove(), left);
  };
  const pause = () => {
    clearTimeout(timer);
    if (startedAt !== undefined) left -= performance.now() - startedAt;
    startedAt = undefined;
    toast.classList.add("is-paused");
  };
  const resume = () => {
    if (toast.matches(":hover") || toast.matches(":focus-within")) return;
    clearTimeout(timer);
    timer = setTimeout(run, GRACE);
  };
  for (const [start, end] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
    toast.addEventListener(start, pause);
    toast.addEventListener(end, () => setTimeout(resume, 0));
  }
  run();
}
