import { waitSeconds } from "./backoff";
import { type Database, database, type OutboxEntry } from "./db";

/** After this many failures of the server on one entry, the next ones are tried too. */
const STUBBORN = 4;

/** The next item is painted before this one is sent. */
const AFTER_PAINT_MS = 40;

/** What the server said to one entry. */
export type Sent =
  | { kind: "done"; result: unknown }
  /** No answer, or one that is worth another try. */
  | { kind: "later"; retryAfter: number | null; offline: boolean }
  /** Nobody is signed in: stop until somebody is. */
  | { kind: "signed_out" }
  /** It will never be taken; the sentence says why. */
  | { kind: "refused"; reason: string; code: string };

export type OutboxState = {
  /** Not yet confirmed, oldest first; also what is just being stored. */
  waiting: readonly OutboxEntry[];
  sending: boolean;
  offline: boolean;
  signedOut: boolean;
};

type Options = {
  userId: number;
  send: (entry: OutboxEntry) => Promise<Sent>;
  onDone: (entry: OutboxEntry, result: unknown) => void;
  onRefused: (entry: OutboxEntry, reason: string, code: string) => void;
  /** Another tab of this person is done with an assignment. */
  onElsewhere: (assignmentId: number) => void;
  random?: () => number;
};

/**
 * Keeps what a person did until the server has confirmed it, over reloads and crashes.
 *
 * Entries are sent one by one in the order they were made, under a lock that all tabs share, each
 * always with the same body and idempotency key: a repeat after a lost answer changes nothing.
 */
export class Outbox {
  /** What an earlier page left unsent is known. */
  readonly ready: Promise<void>;
  readonly #options: Options;
  readonly #channel: BroadcastChannel;
  readonly #watchers = new Set<() => void>();
  #state: OutboxState = { waiting: [], sending: false, offline: false, signedOut: false };
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Seconds to wait once the present round is over; null: nothing to wait for. */
  #pause: number | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;
  /** Handed over, and not yet on the disk. */
  #storing: OutboxEntry[] = [];

  constructor(options: Options) {
    this.#options = options;
    this.#channel = new BroadcastChannel(`tiebreak-outbox-${options.userId}`);
    this.#channel.onmessage = ({ data }) => {
      if (typeof data === "number") options.onElsewhere(data);
      void this.#reload();
    };
    globalThis.addEventListener?.("online", this.kick);
    globalThis.addEventListener?.("beforeunload", this.#stay);
    this.ready = this.#reload().catch(() => {});
    void this.ready.then(this.kick);
  }

  get state(): OutboxState {
    return this.#state;
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /**
   * Counts as unsent at once, is stored once this resolves, and is sent only then; until then a tab
   * that is closed asks first. Rejects when the browser cannot store it: it is not kept, nor ever sent.
   */
  async add(entry: Omit<OutboxEntry, "id" | "userId" | "attempts" | "refused">): Promise<void> {
    const { userId } = this.#options;
    const made: OutboxEntry = { ...entry, userId, attempts: 0, refused: null };
    this.#storing = [...this.#storing, made];
    this.#set({ waiting: [...this.#state.waiting, made] });
    try {
      await store(made);
    } catch (error) {
      this.#set({ waiting: this.#state.waiting.filter((one) => one !== made) });
      throw error;
    } finally {
      this.#storing = this.#storing.filter((one) => one !== made);
    }
    const soon = () => setTimeout(this.kick, AFTER_PAINT_MS);
    this.#changed(entry.assignmentId).then(soon, soon);
  }

  /** Take back what was done about an assignment; false: it was sent, or may have been. */
  async withdraw(assignmentId: number): Promise<boolean> {
    const db = await database();
    const tx = db.transaction("outbox", "readwrite");
    const mine = await tx.store.index("user").getAll(this.#options.userId);
    const found = mine.findLast((entry) => entry.assignmentId === assignmentId);
    // Attempts above 0: an earlier try may have reached the server although its answer did not come.
    const unsent = found?.id !== undefined && found.attempts === 0;
    if (unsent) await tx.store.delete(found.id as number);
    await tx.done;
    if (unsent) await this.#changed();
    return unsent;
  }

  /** Try now: after a sign-in, when the network is back, or because the person asked. */
  kick = (): void => {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#set({ signedOut: false });
    // An entry made while a round ends would be overlooked by it: one more round follows.
    if (this.#running) this.#again = true;
    else this.#running = this.#rounds();
  };

  /** Resolves when the present round of sending is over. */
  async settled(): Promise<void> {
    await this.#running;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#channel.close();
    globalThis.removeEventListener?.("online", this.kick);
    globalThis.removeEventListener?.("beforeunload", this.#stay);
  }

  /** Somebody closes the tab while something is being stored: the browser asks them whether to wait. */
  #stay = (event: Event): void => {
    if (this.#storing.length > 0) event.preventDefault();
  };

  async #rounds(): Promise<void> {
    let emptied: boolean;
    do {
      this.#again = false;
      emptied = await this.#drain().catch(() => {
        // The disk is full, or broken for now: as when the server does not answer.
        this.#pause = waitSeconds(STUBBORN, null, this.#options.random);
        return false;
      });
    } while (this.#again && emptied && !this.#closed);
    this.#running = null;
    // Only now: a timer that fires while a round still runs would wake nobody.
    if (this.#pause !== null && !this.#closed) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.kick, this.#pause * 1000);
      this.#pause = null;
    }
  }

  /** True when nothing is left; false when there is something to wait for. */
  #drain(): Promise<boolean> {
    const name = `tiebreak-outbox-${this.#options.userId}`;
    return exclusively(name, async () => {
      const db = await database();
      this.#set({ sending: true });
      try {
        let after = 0;
        for (let entry = await this.#next(db, after); entry; entry = await this.#next(db, after)) {
          if (this.#closed) return false;
          const went = await this.#deliver(db, entry.id);
          // One the server keeps failing on must not hold up those behind it.
          if (!went && (this.#stopped() || entry.attempts < STUBBORN)) return false;
          after = entry.id;
        }
        return true;
      } finally {
        this.#set({ sending: false });
      }
    });
  }

  /** True: go on with the next one. */
  async #deliver(db: Database, id: number): Promise<boolean> {
    const entry = await begun(db, id);
    if (!entry) return true;
    const sent = await this.#options.send(entry);
    if (sent.kind === "later" || sent.kind === "signed_out") {
      this.#set({ signedOut: sent.kind === "signed_out" });
      if (sent.kind === "later") this.#wait(entry.attempts, sent);
      await this.#reload();
      return false;
    }
    await db.delete("outbox", id);
    this.#set({ offline: false });
    await this.#changed();
    if (sent.kind === "done") this.#options.onDone(entry, sent.result);
    else this.#options.onRefused(entry, sent.reason, sent.code);
    return true;
  }

  #wait(attempts: number, sent: { retryAfter: number | null; offline: boolean }): void {
    this.#pause = waitSeconds(attempts, sent.retryAfter, this.#options.random);
    this.#set({ offline: sent.offline });
  }

  #stopped(): boolean {
    return this.#state.offline || this.#state.signedOut;
  }

  async #next(db: Database, after: number): Promise<(OutboxEntry & { id: number }) | null> {
    const mine = await db.getAllFromIndex("outbox", "user", this.#options.userId);
    const next = mine.find((entry) => (entry.id ?? 0) > after);
    return next?.id ? { ...next, id: next.id } : null;
  }

  /** Tells the other tabs, and which assignment it was that is done with. */
  async #changed(done: number | null = null): Promise<void> {
    if (!this.#closed) this.#channel.postMessage(done);
    await this.#reload();
  }

  async #reload(): Promise<void> {
    const db = await database();
    const stored = await db.getAllFromIndex("outbox", "user", this.#options.userId);
    this.#set({ waiting: [...stored, ...this.#storing] });
  }

  #set(change: Partial<OutboxState>): void {
    this.#state = { ...this.#state, ...change };
    for (const tell of this.#watchers) tell();
  }
}

/** Kept once this resolves, whatever becomes of the page. */
async function store(entry: OutboxEntry): Promise<void> {
  const db = await database();
  const tx = db.transaction("outbox", "readwrite");
  const added = tx.store.add(entry);
  // Nothing more is asked of the page.
  tx.commit();
  await Promise.all([added, tx.done]);
}

/**
 * Counts the attempt before it is made: from now on nobody takes the entry back, and it is on the disk
 * with all that was stored before it. Null: it was taken back.
 */
async function begun(db: Database, id: number): Promise<OutboxEntry | null> {
  const tx = db.transaction("outbox", "readwrite", { durability: "strict" });
  const found = await tx.store.get(id);
  const entry = found ? { ...found, attempts: found.attempts + 1 } : null;
  if (entry) await tx.store.put(entry);
  await tx.done;
  return entry;
}

/** One tab at a time; where the browser has no locks, the idempotency key alone has to do. */
async function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  return globalThis.navigator?.locks ? await navigator.locks.request(name, work) : await work();
}
