// The service worker in a bare Node context with a stand-in for the browser around it.
import { readFileSync } from "node:fs";
import vm from "node:vm";

export const ORIGIN = "https://school.example";
const SOURCE = readFileSync(new URL("../../app/static/sw.js", import.meta.url), "utf8");

function fakeCaches() {
  const stores = new Map();
  return {
    open: async (name) => {
      if (!stores.has(name)) stores.set(name, new Map());
      const store = stores.get(name);
      return {
        match: async (key) => store.get(key)?.clone(), put: async (key, value) => void store.set(key, value), addAll: async () => {},
        keys: async () => [...store.keys()], delete: async (key) => store.delete(key),
      };
    },
    match: async (key) => [...stores.values()].map((store) => store.get(key)).find(Boolean)?.clone(),
    keys: async () => [...stores.keys()],
    delete: async (name) => stores.delete(name),
  };
}

/** {scope, shown, sent, opened, network, dispatch}: `dispatch(type, event)` waits for all that the event asked to wait for.
    `answer(path)` says what the network answers; `network.online` may change. */
export function loadWorker({ clients = [], online = true, answer = () => new Response("") } = {}) {
  const network = { online };
  const listeners = {};
  const shown = [];
  const sent = [];
  const opened = [];
  const scope = {
    URL, Response, Promise, JSON, Number, Object, Date, Set, String, console, caches: fakeCaches(), location: new URL(`${ORIGIN}/sw.js`),
    navigator: { setAppBadge: async (count) => void sent.push(["badge", count]) },
    fetch: async (path, options) => {
      if (!network.online) throw new TypeError("offline");
      sent.push([path, options?.body]);
      return answer(typeof path === "string" ? path : new URL(path.url).pathname);
    },
    addEventListener: (type, listener) => { listeners[type] = listener; },
    registration: {
      showNotification: async (title, options) => void shown.push({ title, ...options }),
      getNotifications: async () => [],
    },
    clients: { matchAll: async () => clients, openWindow: async (address) => void opened.push(address), claim: async () => {} },
  };
  scope.self = scope;
  vm.runInNewContext(SOURCE, scope);
  const dispatch = async (type, event = {}) => {
    const waits = [];
    const result = listeners[type]({ ...event, waitUntil: (promise) => waits.push(promise), respondWith: (promise) => waits.push(promise) });
    return Promise.all([result, ...waits]);
  };
  return { scope, shown, sent, opened, network, dispatch };
}

export const pushOf = (value) => ({ data: { json: () => (typeof value === "string" ? JSON.parse(value) : value) } });
