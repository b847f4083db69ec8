// Answers that the server has not acknowledged, in IndexedDB, so that they outlive a reload, a crash and a lost network.
// They are one person's: whoever else uses this browser next has them thrown away, and so does whoever logs out.
import { NAME, note } from "./leftover.js";

const STORE = "answers";

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["attempt", "question"] });
  const database = await done(request);
  database.onversionchange = () => database.close();
  return database;
}

/** `entry`: {user, attempt, question, fields, sequence, typed_at, check}. Nothing here ever throws: `works` says whether it keeps. */
export class Outbox {
  works = true;
  #database;

  async #store(mode, deed) {
    try {
      this.#database ??= await opened();
      return await done(deed(this.#database.transaction(STORE, mode).objectStore(STORE)));
    } catch {
      this.works = false;
      return undefined;
    }
  }

  async put(entry) {
    note(entry.user);
    await this.#store("readwrite", (store) => store.put(entry));
  }

  async drop({ attempt, question }) {
    await this.#store("readwrite", (store) => store.delete([attempt, question]));
    if ((await this.all()).length === 0) note(null);
  }

  async all() {
    return await this.#store("readonly", (store) => store.getAll()) ?? [];
  }

  /** Those of `user`; what others left behind goes. */
  async of(user) {
    const every = await this.all();
    for (const entry of every) if (entry.user !== user) await this.drop(entry);
    return every.filter((entry) => entry.user === user);
  }
}
