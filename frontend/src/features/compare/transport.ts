import { ApiError, api, body } from "@/api/client";
import { whoIsThere } from "@/api/queries/session";
import type { JudgmentIn } from "@/api/types";
import type { OutboxEntry } from "@/lib/db";
import type { Sent } from "@/lib/outbox";

/** Ask for the next items in the same breath; not part of what is stored. */
export type Wish = { count: number; holding: number[] } | undefined;

/** Send one entry of the outbox. */
export async function send(entry: OutboxEntry, wish: Wish): Promise<Sent> {
  try {
    return { kind: "done", result: await post(entry, wish) };
  } catch (error) {
    if (!(error instanceof ApiError)) return { kind: "later", retryAfter: null, offline: false };
    // An old token, or "not found" because somebody else signed in here meanwhile: ask who is there
    // before anything is given up.
    const doubtful = error.code === "csrf_failed" || error.status === 404;
    return doubtful ? await again(entry, wish) : verdictOn(error);
  }
}

async function again(entry: OutboxEntry, wish: Wish): Promise<Sent> {
  try {
    if ((await whoIsThere()) !== entry.userId) return { kind: "signed_out" };
    return { kind: "done", result: await post(entry, wish) };
  } catch (error) {
    if (error instanceof ApiError) return verdictOn(error);
    return { kind: "later", retryAfter: null, offline: false };
  }
}

function post(entry: OutboxEntry, wish: Wish): Promise<unknown> {
  const params = { path: { assignment_id: entry.assignmentId } };
  const given = entry.body as never;
  if (entry.action === "judgment") {
    const judgment = { ...(entry.body as JudgmentIn), ...(wish ? { claim: wish } : {}) };
    return body(api.POST("/api/assignments/{assignment_id}/judgment", { params, body: judgment }));
  }
  return entry.action === "skip"
    ? body(api.POST("/api/assignments/{assignment_id}/skip", { params, body: given }))
    : body(api.POST("/api/assignments/{assignment_id}/return", { params, body: given }));
}

/** What an error means for the entry: try again, wait for a sign-in, or give up with a sentence. */
export function verdictOn(error: ApiError): Sent {
  if (error.status === 401) return { kind: "signed_out" };
  const passing = [0, 408, 425, 429].includes(error.status) || error.status >= 500;
  if (passing || error.code === "in_progress") {
    return { kind: "later", retryAfter: error.retryAfter, offline: error.offline };
  }
  return { kind: "refused", reason: error.message, code: error.code };
}
