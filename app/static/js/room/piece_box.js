// Pieces of recordings that the server has not acknowledged, in IndexedDB. They are one person's: whoever else uses this
// browser next has them thrown away. Nothing here ever throws: where nothing can be kept, it is kept in memory.
const NAME = "classbell-recordings";
const STORE = "pieces";

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["recording", "number"] });
  const database = await done(request);
  database.onversionchange = () => database.close();
  return database;
}

/** Held by the tab that records, so that no other takes what it still has for left behind. */
export const lockOf = (recording) => `classbell-recording-${recording}`;

export class PieceBox {
  #database;

  async #store(mode, deed) {
    try {
      this.#database ??= await opened();
      return await done(deed(this.#database.transaction(STORE, mode).objectStore(STORE)));
    } catch {
      return undefined;
    }
  }

  /** `piece`: {user, recording, number, data}, data a Blob. */
  async put(piece) { await this.#store("readwrite", (store) => store.put(piece)); }

  async drop({ recording, number }) { await this.#store("readwrite", (store) => store.delete([recording, number])); }

  /** Those of `user`, in order; what others left behind goes. */
  async of(user) {
    const every = await this.#store("readonly", (store) => store.getAll()) ?? [];
    for (const piece of every) if (piece.user !== user) await this.drop(piece);
    return every.filter((piece) => piece.user === user);
  }
}
