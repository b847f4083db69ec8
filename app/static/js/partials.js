// htmx, after the page has loaded. Its settings must stand in the page before its module runs.
import { csrfToken } from "./requests.js";

const SETTINGS = {
  allowEval: false, allowScriptTags: false, selfRequestsOnly: true, includeIndicatorStyles: false, historyCacheSize: 0,
  historyRestoreAsHxRequest: false, scrollBehavior: "auto", timeout: 20000,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "(409|413|422|429)", swap: true, error: false },
    { code: "[45]..", swap: false, error: true },
  ],
};

function placeSettings() {
  if (document.querySelector('meta[name="htmx-config"]')) return;
  const meta = document.createElement("meta");
  meta.name = "htmx-config";
  meta.content = JSON.stringify(SETTINGS);
  document.head.append(meta);
}

export async function startPartials() {
  placeSettings();
  const { default: htmx } = await import("htmx.org");
  Object.assign(htmx.config, SETTINGS);
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("classbell:inserted", ({ detail }) => htmx.process(detail));
}
