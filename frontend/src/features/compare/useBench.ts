import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { claim, queueQuery } from "@/api/queries/queue";
import type { Answers, Claim, JudgmentResult, Queue, SkipReason } from "@/api/types";
import type { Feedback } from "@/api/typesGold";
import { dropDraft, type OutboxEntry } from "@/lib/db";
import { t } from "@/lib/i18n";
import { uuid } from "@/lib/uuid";
import { useStatus } from "@/ui/Status";
import { type Kind, letterOf } from "./kinds/kind";
import { type Asked, kindOf, missing, outgoing } from "./rules";
import { type Bench, change, current, HOLD, type Work, withOutcome } from "./state";
import { toWork, useDraft } from "./useDraft";
import { useLease } from "./useLease";
import { useOutbox } from "./useOutbox";
import { useWorkTimer } from "./useWorkTimer";

const ids = (works: Work[]) => works.map((w) => w.assignment.id);

/** Fetched soon after the first item, so that it is there without a connection. */
export const later = { takeUp: () => import("./takeUp") };

/** The annotator's loop: claim, answer, send through the outbox, take up again. */
export function useBench(userId: number, queue: Queue, asked: Asked) {
  const projectId = queue.project.id;
  const { questions } = asked;
  const say = useStatus();
  const client = useQueryClient();
  const [bench, dispatch] = useReducer(
    useMemo(() => change(asked), [asked]),
    {
      status: "loading",
      problem: "",
      retryAfter: 0,
      works: [],
      row: 0,
      slot: 0,
      done: [],
      progress: queue.progress,
    } satisfies Bench as Bench,
  );
  const work = current(bench);
  const [told, hear] = useState<{ feedback: Feedback; answers: Answers } | null>(null);
  const latest = useRef({ bench });
  latest.current = { bench };

  const take = useCallback(
    async (got: Claim) => {
      const works = (await Promise.all(got.assignments.map((a) => toWork(userId, a)))).map((work) =>
        withOutcome(asked, work, work.assignment.revealed),
      );
      dispatch({ type: "claimed", status: got.status, works, retryAfter: got.retry_after ?? 5 });
      if (got.status === "acknowledge") await client.invalidateQueries(queueQuery(projectId));
    },
    [userId, projectId, client, asked],
  );

  const { outbox, state: box } = useOutbox(userId, {
    wish: () => {
      const { works } = latest.current.bench;
      const count = HOLD - works.length;
      return count > 0 ? { count, holding: ids(works).slice(0, 10) } : undefined;
    },
    onDone: (entry, result) => {
      void dropDraft(userId, entry.assignmentId);
      if (entry.projectId !== projectId) return;
      const { progress, claimed, counted, reveal, feedback } = result as Partial<JudgmentResult>;
      if (progress) dispatch({ type: "progress", progress });
      if (claimed) void take(claimed);
      if (feedback) hear({ feedback, answers: entry.body.answers as Answers });
      if (counted === false)
        say(t("Kept, but not counted: this item had all the answers it needs."), "info");
      if (reveal) {
        const sides = Object.keys(reveal).map((side) => ({ side, text: "" }));
        const names = sides.map(({ side }) =>
          t("{a} was {model}", { a: letterOf(side, sides), model: reveal[side] ?? "" }),
        );
        say(t("Your last item: {what}.", { what: names.join(", ") }), "info");
      }
    },
    onRefused: (entry, reason, code) => refused(entry, reason, code),
  });

  const refused = (entry: OutboxEntry, reason: string, code: string) => {
    const done = latest.current.bench.done.find((d) => d.entryId === entry.id);
    if (code === "invalid" && done) {
      // The server found a fault in the answer: the item comes back with everything in it.
      dispatch({ type: "taken up", work: done.work });
      say(t("This answer was not taken: {why}", { why: t(reason) }), "danger");
    } else if (entry.action === "judgment") {
      say(t("Your answer to an earlier item was not taken. {why}", { why: t(reason) }), "danger");
    }
  };

  const timer = useWorkTimer(work?.assignment.id ?? null, work?.activeSeconds ?? 0);
  const draft = useDraft(userId, work, timer);
  useLease(
    bench.works,
    timer,
    dispatch,
    useCallback((text: string) => say(text, "warn"), [say]),
  );

  const asking = useRef(false);
  const ask = useCallback(async () => {
    if (asking.current || !outbox) return;
    asking.current = true;
    const { works } = latest.current.bench;
    const unsent = outbox.state.waiting.map((entry) => entry.assignmentId);
    const holding = [...new Set([...ids(works), ...unsent])];
    try {
      const got = await claim(projectId, holding, Math.max(1, HOLD - works.length));
      dispatch({ type: "progress", progress: got.progress });
      await take(got);
    } catch (error) {
      const problem =
        error instanceof ApiError ? error.message : t("The items could not be loaded.");
      const offline = error instanceof ApiError && (error.offline || error.status >= 500);
      dispatch({ type: "claim failed", offline, problem });
    } finally {
      asking.current = false;
    }
  }, [outbox, projectId, take]);

  // Every submit brings the next item along; this is for the start, and for when that ran dry.
  const low = bench.works.length < 2;
  // Nothing is handed out before the guidelines are read, so nothing is asked for either.
  const unread = queue.guideline !== null && !queue.guideline.acknowledged;
  useEffect(() => {
    if (low && !unread) void ask();
  }, [low, unread, ask]);
  const empty = bench.works.length === 0;
  const sentAll = box.waiting.length === 0;
  useEffect(() => {
    if (!empty) return;
    const seconds = { retry: bench.retryAfter, offline: 5, error: 30, done: 60 }[
      bench.status as "retry"
    ];
    if (!seconds) return;
    const timeout = setTimeout(ask, (sentAll ? Math.min(seconds, 30) : 1.5) * 1000);
    return () => clearTimeout(timeout);
  }, [empty, sentAll, bench, ask]);
  useEffect(() => {
    window.addEventListener("online", ask);
    return () => window.removeEventListener("online", ask);
  }, [ask]);

  const busy = useRef(false);
  const post = async (action: OutboxEntry["action"], body: Record<string, unknown>) => {
    if (!work || !outbox || busy.current) return false;
    busy.current = true;
    const { id: assignmentId, lease_token } = work.assignment;
    try {
      // On disk before the item leaves the screen.
      const entry = { projectId, assignmentId, action, body: { lease_token, ...body } };
      const entryId = await outbox.add(entry);
      if (action === "judgment") dispatch({ type: "sent", entryId, work });
      else dispatch({ type: "put aside", id: assignmentId });
      return true;
    } catch {
      say(
        t("This browser could not store your answer. Free some disk space and press Enter again."),
        "danger",
      );
      return false;
    } finally {
      busy.current = false;
    }
  };

  const show = async (work: Work, proceed: NonNullable<Kind["proceed"]>) => {
    if (busy.current) return;
    busy.current = true;
    const { id, sides } = work.assignment;
    const revealed = await proceed(
      work,
      outgoing(asked, work.answers, sides),
      timer.seconds(),
      say,
    );
    if (revealed) dispatch({ type: "revealed", id, revealed });
    busy.current = false;
  };

  const submit = async () => {
    if (!work) return;
    const { sides } = work.assignment;
    const [gap] = missing(asked, work.answers, sides);
    const next = gap && questions[gap.row];
    const proceed = next && kindOf(asked, next).proceed;
    if (proceed) {
      await show(work, proceed);
      return;
    }
    if (gap) {
      dispatch({ type: "place", place: gap });
      say(t("Answer “{title}” first.", { title: questions[gap.row]?.title ?? "" }), "warn");
      return;
    }
    const { judgment_id } = work.assignment;
    const sent = await post("judgment", {
      idempotency_key: uuid(),
      answers: outgoing(asked, work.answers, sides),
      active_seconds: Math.round(timer.seconds() * 10) / 10,
      ...(judgment_id === null ? {} : { supersedes: judgment_id }),
    });
    if (sent) say(t("Sent. Next item."), "ok", { quiet: true });
  };

  const undo = async () => {
    const last = bench.done.at(-1);
    if (!last || !outbox) return;
    if (await outbox.withdraw(last.entryId)) {
      dispatch({ type: "taken up", work: last.work });
      return;
    }
    await outbox.settled();
    if (outbox.state.waiting.some((entry) => entry.id === last.entryId)) {
      say(t("Your last answer is on its way; undo it when the connection is back."), "warn");
      return;
    }
    const { takeUpAgain } = await later.takeUp();
    const assignment = await takeUpAgain(last.work.assignment.id, say);
    if (!assignment) return;
    const answers = assignment.answers ?? last.work.answers;
    const work = { ...last.work, assignment, answers, lost: false };
    dispatch({ type: "taken up", work: withOutcome(asked, work, assignment.revealed) });
  };

  return {
    bench,
    work,
    /** What somebody in training is told about the answer they sent last. */
    told,
    hear,
    dispatch,
    ask,
    box,
    submit,
    undo,
    saveDraft: draft.saveNow,
    resend: () => outbox?.kick(),
    skip: (reason: SkipReason, note: string) => post("skip", { reason, note }),
    putBack: () => post("return", {}),
    /** Leave an answer that was taken up again as it was. */
    keep: () => work && dispatch({ type: "put aside", id: work.assignment.id }),
  };
}

export type BenchActions = ReturnType<typeof useBench>;
