/** What waits to be sent, as it is kept in the browser's own database: it outlives the page. */

/** @typedef {"set_off" | "check_in" | "start" | "tick_room" | "finish" | "give_eta"} Step what a cleaner does at a visit */
/** @typedef {{ code: string, reason: string, said: string }} Stop why a lane stands still */
/**
 * One step of somebody at a visit, or what they wrote about it. `at` is when it happened, by the server's clock; `key` makes it count once;
 * it may be taken back until `rests_until` and is not tried before `due` (both by this device's clock).
 * @typedef {{ id: number, who: string, visit: string, step: Step | "message", body: Record<string, unknown>, key: string, at: string, rests_until: number, due: number, tries: number, stop: Stop | null }} Entry
 * @typedef {Omit<Entry, "step"> & { step: Step }} StepEntry
 */

const NAME = "cleanbee";
const STORE = "outbox";

/** @returns {Promise<IDBDatabase>} */
function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
async function within(mode, ask) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      const work = database.transaction(STORE, mode);
      const asked = ask(work.objectStore(STORE));
      work.oncomplete = () => done(asked.result);
      work.onabort = () => failed(work.error);
    });
  } finally {
    database.close();
  }
}

/** All of one person, in the order in which they were said. @param {string} who @returns {Promise<Entry[]>} */
export async function kept(who) {
  const all = /** @type {Entry[]} */ (await within("readonly", (store) => store.getAll()));
  return all.filter((one) => one.who === who);
}

/** Keep a new one; its number says its place. @param {Omit<Entry, "id">} entry */
export function add(entry) {
  return within("readwrite", (store) => store.add(entry));
}

/** Change one that is still kept. @param {number} id @param {Partial<Entry>} to */
export function change(id, to) {
  return within("readwrite", (store) => {
    const asked = store.get(id);
    asked.onsuccess = () => asked.result && store.put({ ...asked.result, ...to });
    return asked;
  });
}

/** @param {number} id */
export function drop(id) {
  return within("readwrite", (store) => store.delete(id));
}

/** Forget what waits, whoever said it. */
export function clear() {
  return within("readwrite", (store) => store.clear());
}
