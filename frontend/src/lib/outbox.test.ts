import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { database, type OutboxEntry } from "./db";
import { Outbox, type Sent } from "./outbox";

const entry = (assignmentId: number) => ({
  projectId: 1,
  assignmentId,
  action: "judgment" as const,
  body: { idempotency_key: `key-${assignmentId}` },
});

/** A server that records what arrives and answers what it is told to. */
function server(answers: Sent[] = []) {
  const got: { assignmentId: number; key: unknown }[] = [];
  return {
    got,
    send: async (e: OutboxEntry): Promise<Sent> => {
      got.push({ assignmentId: e.assignmentId, key: e.body.idempotency_key });
      return answers.shift() ?? { kind: "done", result: e.assignmentId };
    },
  };
}

describe("the outbox", () => {
  const open: Outbox[] = [];
  const box = (userId: number, send: (e: OutboxEntry) => Promise<Sent>) => {
    const done: number[] = [];
    const refused: string[] = [];
    const elsewhere: number[] = [];
    const outbox = new Outbox({
      userId,
      send,
      onDone: (e) => done.push(e.assignmentId),
      onRefused: (_, reason) => refused.push(reason),
      onElsewhere: (id) => elsewhere.push(id),
      random: () => 0,
    });
    open.push(outbox);
    return { outbox, done, refused, elsewhere };
  };
  const quiet = async (outbox: Outbox, left: number) => {
    for (let n = 0; n < 1500 && (outbox.state.waiting.length !== left || outbox.state.sending); n++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(outbox.state.waiting).toHaveLength(left);
  };

  beforeEach(async () => (await database()).clear("outbox"));
  afterEach(() => {
    for (const outbox of open.splice(0)) outbox.close();
  });

  it("sends in the order things were done, each once", async () => {
    const { got, send } = server();
    const { outbox, done } = box(1, send);
    for (const id of [7, 8, 9]) await outbox.add(entry(id));
    await quiet(outbox, 0);
    expect(got.map((g) => g.assignmentId)).toEqual([7, 8, 9]);
    expect(done).toEqual([7, 8, 9]);
  });

  it("repeats after silence with the same key, and keeps the order", async () => {
    const silence: Sent = { kind: "later", retryAfter: null, offline: true };
    const { got, send } = server([silence, silence]);
    const { outbox } = box(1, send);
    await outbox.add(entry(1));
    await outbox.add(entry(2));
    await quiet(outbox, 0);
    const keys = got.map((g) => g.key);
    expect(keys.at(-1)).toBe("key-2");
    expect(keys.slice(0, -1).every((key) => key === "key-1")).toBe(true);
    expect(keys.length).toBe(4);
  });

  it("keeps everything over a restart of the browser", async () => {
    const { send: offline } = server(
      Array<Sent>(9).fill({ kind: "later", retryAfter: 60, offline: true }),
    );
    const before = box(1, offline);
    await before.outbox.add(entry(1));
    await before.outbox.add(entry(2));
    await quiet(before.outbox, 2);
    before.outbox.close();
    const { got, send } = server();
    const after = box(1, send);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await after.outbox.settled();
    await quiet(after.outbox, 0);
    expect(got.map((g) => g.assignmentId)).toEqual([1, 2]);
  });

  it("never sends what another person on this machine did", async () => {
    const wait: Sent = { kind: "later", retryAfter: 60, offline: true };
    const first = box(1, server([wait, wait]).send);
    await first.outbox.add(entry(1));
    await quiet(first.outbox, 1);
    const { got, send } = server();
    const second = box(2, send);
    await second.outbox.add(entry(5));
    await quiet(second.outbox, 0);
    expect(got.map((g) => g.assignmentId)).toEqual([5]);
    expect(await (await database()).count("outbox")).toBe(1);
  });

  it("two tabs of one person send an entry once", async () => {
    const { got, send } = server();
    const slow = async (e: OutboxEntry) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return send(e);
    };
    const [one, two] = [box(1, slow), box(1, slow)];
    await one.outbox.add(entry(1));
    two.outbox.kick();
    await quiet(one.outbox, 0);
    await quiet(two.outbox, 0);
    expect(got).toHaveLength(1);
    expect([one.elsewhere, two.elsewhere]).toEqual([[], [1]]);
  });

  it("stops while nobody is signed in and goes on afterwards", async () => {
    const { got, send } = server([{ kind: "signed_out" }]);
    const { outbox, done } = box(1, send);
    await outbox.add(entry(1));
    await quiet(outbox, 1);
    expect(outbox.state.signedOut).toBe(true);
    outbox.kick();
    await quiet(outbox, 0);
    expect(got).toHaveLength(2);
    expect(done).toEqual([1]);
  });

  it("says why when the server refuses for good, and goes on with the next", async () => {
    const { send } = server([{ kind: "refused", reason: "Not yours.", code: "not_found" }]);
    const { outbox, done, refused } = box(1, send);
    await outbox.add(entry(1));
    await outbox.add(entry(2));
    await quiet(outbox, 0);
    expect(refused).toEqual(["Not yours."]);
    expect(done).toEqual([2]);
  });

  it("takes an entry back only while it cannot have reached the server", async () => {
    const wait: Sent = { kind: "later", retryAfter: 60, offline: true };
    const { outbox } = box(1, server([wait]).send);
    await outbox.add(entry(1));
    await quiet(outbox, 1);
    await outbox.settled();
    await (await database()).add("outbox", { ...entry(2), userId: 1, attempts: 0, refused: null });
    expect(await outbox.withdraw(1)).toBe(false);
    expect(await outbox.withdraw(2)).toBe(true);
    expect(await (await database()).count("outbox")).toBe(1);
  });

  it("never sends what it let somebody take back, however the two meet", async () => {
    for (let steps = 0; steps < 40; steps++) {
      const { got, send } = server();
      const { outbox } = box(1, send);
      await outbox.settled();
      await outbox.add(entry(steps));
      for (let n = 0; n < steps; n++) await Promise.resolve();
      const taken = await outbox.withdraw(steps);
      await quiet(outbox, 0);
      expect(got).toHaveLength(taken ? 0 : 1);
      outbox.close();
    }
  });

  it("counts as unsent at once, and is sent only once it is stored", async () => {
    const stored: number[] = [];
    const { outbox } = box(1, async () => {
      stored.push(await (await database()).count("outbox"));
      return { kind: "done", result: null };
    });
    const kept = outbox.add(entry(1));
    expect(outbox.state.waiting.map((e) => e.assignmentId)).toEqual([1]);
    await kept;
    await quiet(outbox, 0);
    expect(stored).toEqual([1]);
  });

  it("says so when the browser cannot store something, and does not send it", async () => {
    const { got, send } = server();
    const { outbox } = box(1, send);
    await outbox.settled();
    // What no store takes, a function, stands for a disk that is full.
    const kept = outbox.add({ ...entry(1), body: { answers: () => {} } });
    await expect(kept).rejects.toThrow();
    expect(outbox.state.waiting).toEqual([]);
    await outbox.add(entry(2));
    await quiet(outbox, 0);
    expect(got.map((g) => g.assignmentId)).toEqual([2]);
  });
});
