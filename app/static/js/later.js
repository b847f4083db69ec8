// Everything that can wait until the page stands: partial updates, live updates, the service worker.
import { startBanner } from "./banner.js";
import { startCalendar } from "./calendar/lazy.js";
import { startEmbeds } from "./embeds.js";
import { startGrading } from "./grading/lazy.js";
import { startLive } from "./live.js";
import { startMath } from "./math/lazy.js";
import { startLazyOutline } from "./outline/lazy.js";
import { startPartials } from "./partials.js";
import { startProgress } from "./progress/lazy.js";
import { startPush } from "./push.js";
import { startQuestions } from "./questions/lazy.js";
import { startLazyRoom } from "./room/lazy.js";
import { startLazyTaking } from "./taking/lazy.js";
import { startMaterial } from "./uploads/material.js";
import { startWorker } from "./worker.js";
import { startWriting } from "./writing/lazy.js";

export function start() {
  startPartials().catch(() => {});
  startWorker();
  startBanner();
  startLive();
  startGrading();
  startCalendar();
  startPush();
  startProgress();
  startEmbeds();
  startLazyOutline();
  startMaterial();
  startWriting();
  startMath();
  startQuestions();
  startLazyTaking();
  startLazyRoom();
}
