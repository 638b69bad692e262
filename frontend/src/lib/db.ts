import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** Something a person did that the server has not confirmed yet. */
export type OutboxEntry = {
  /** Order of sending; given by the database. */
  id?: number;
  userId: number;
  projectId: number;
  assignmentId: number;
  action: "judgment" | "skip" | "return";
  body: Record<string, unknown>;
  attempts: number;
  /** A sentence, when the server refused for good. */
  refused: string | null;
};

export type Draft<Answers> = {
  answers: Answers;
  activeSeconds: number;
  /** How often the sides were swapped for a second look. */
  swaps: number;
  /** Milliseconds since 1970. */
  at: number;
};

interface Schema extends DBSchema {
  outbox: { key: number; value: OutboxEntry; indexes: { user: number } };
  drafts: { key: [number, number]; value: Draft<unknown> };
}

export type Database = IDBPDatabase<Schema>;

let opened: Promise<Database> | null = null;

/** The browser's own store. Keyed by person everywhere: two people may share a machine. */
export function database(name = "tiebreak"): Promise<Database> {
  opened ??= openDB<Schema>(name, 1, {
    upgrade(db) {
      const outbox = db.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
      outbox.createIndex("user", "userId");
      db.createObjectStore("drafts");
    },
  }).catch((error) => {
    // Asked again the next time: the disk may have room by then.
    opened = null;
    throw error;
  });
  return opened;
}

export async function readDraft<A>(userId: number, assignmentId: number): Promise<Draft<A> | null> {
  const found = await (await database()).get("drafts", [userId, assignmentId]);
  return (found as Draft<A> | undefined) ?? null;
}

export async function writeDraft<A>(
  userId: number,
  assignmentId: number,
  draft: Draft<A>,
): Promise<void> {
  const db = await database();
  const tx = db.transaction("drafts", "readwrite");
  const put = tx.store.put(draft, [userId, assignmentId]);
  // Nothing more is asked of the page: it is kept even if the tab is closed right now.
  tx.commit();
  await Promise.all([put, tx.done]);
}

export async function dropDraft(userId: number, assignmentId: number): Promise<void> {
  await (await database()).delete("drafts", [userId, assignmentId]);
}
