import { useEffect, useRef } from "react";
import { saveDraft } from "@/api/queries/queue";
import type { Answers, Assignment } from "@/api/types";
import { type Draft, readDraft, writeDraft } from "@/lib/db";
import type { Work } from "./state";
import type { WorkTimer } from "./useWorkTimer";

const TO_SERVER_MS = 10_000;

/** An assignment with what was already answered: here, on the server, or when it was first judged. */
export async function toWork(userId: number, assignment: Assignment): Promise<Work> {
  const here = await readDraft<Answers>(userId, assignment.id).catch(() => null);
  const there = assignment.draft as Draft<Answers> | null;
  const draft = [here, there]
    .filter((d) => d?.answers)
    .sort((a, b) => (b?.at ?? 0) - (a?.at ?? 0))[0];
  return {
    assignment,
    answers: draft?.answers ?? assignment.answers ?? {},
    activeSeconds: draft?.activeSeconds ?? 0,
    swaps: draft?.swaps ?? 0,
    leaseEnds: Date.now() + assignment.seconds_left * 1000,
    leaseSeconds: assignment.seconds_left,
    lost: false,
  };
}

/** Keeps the unsent answer: in this browser at once, on the server every ten seconds. */
export function useDraft(
  userId: number,
  work: Work | null,
  timer: WorkTimer,
  /** Told once that this browser keeps none. */
  onFull: () => void,
): { saveNow: () => void } {
  const unsaved = useRef<{ work: Work; draft: Draft<Answers> } | null>(null);
  const answers = work?.answers;
  const swaps = work?.swaps;
  const latest = useRef({ work, timer, onFull });
  latest.current = { work, timer, onFull };
  const full = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: saves when an answer or a swap is made
  useEffect(() => {
    const { work, timer } = latest.current;
    if (!work || (Object.keys(work.answers).length === 0 && work.swaps === 0)) return;
    const draft = {
      answers: work.answers,
      swaps: work.swaps,
      activeSeconds: timer.seconds(),
      at: Date.now(),
    };
    writeDraft(userId, work.assignment.id, draft).catch(() => {
      if (!full.current) latest.current.onFull();
      full.current = true;
    });
    unsaved.current = { work, draft };
  }, [userId, answers, swaps]);
  const saveNow = useRef(() => {
    const { current } = unsaved;
    const held = latest.current.work?.assignment.id === current?.work.assignment.id;
    if (!current || !held || current.work.lost || current.work.assignment.judgment_id !== null)
      return;
    unsaved.current = null;
    const { id, lease_token } = current.work.assignment;
    // Best effort: this browser has it, and the answer itself goes by the outbox.
    saveDraft(id, lease_token, current.draft).catch(() => {
      unsaved.current ??= current;
    });
  }).current;
  useEffect(() => {
    const interval = setInterval(saveNow, TO_SERVER_MS);
    return () => clearInterval(interval);
  }, [saveNow]);
  return { saveNow };
}
