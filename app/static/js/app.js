// The one entry. What the first click needs comes with it; all else is a chunk that loads after the page has.
import { startAutosubmit } from "./autosubmit.js";
import { startBell } from "./bell.js";
import { startBellPanel } from "./bell_panel.js";
import { startClipboard } from "./clipboard.js";
import { startForms } from "./forms.js";
import { startLazyEditor } from "./editor/lazy.js";
import { startMenus } from "./menus.js";
import { startTheme } from "./theme.js";
import { startTimezone } from "./timezone.js";
import { startUnsaved } from "./unsaved.js";
import { startLazyUploads } from "./uploads/lazy.js";

const loaded = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else window.addEventListener("load", () => setTimeout(resolve, 0), { once: true });
});

document.documentElement.classList.add("has-scripts");
for (const start of [startTheme, startMenus, startForms, startUnsaved, startAutosubmit, startClipboard,
  startBell, startBellPanel, startLazyEditor, startLazyUploads, startTimezone]) start();

// Left before it came, or replaced by a new version: the page works without.
loaded.then(() => import("./later.js")).then((later) => later.start()).catch(() => {});
