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
import { useBox, useOutbox } from "./useOutbox";
import { useWorkTimer } from "./useWorkTimer";

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
  /** What was done with here, in order; and how much of that when the entry on its way was sent. */
  const gone = useRef<number[]>([]);
  const goneWhenSent = useRef(0);
  /** Not to be handed out again: what is on the desk, and what was done with and not sent yet. */
  const holding = useCallback((unsent: readonly OutboxEntry[]) => {
    const onDesk = latest.current.bench.works.map((w) => w.assignment.id);
    return [...new Set([...onDesk, ...unsent.map((entry) => entry.assignmentId)])];
  }, []);

  /** `since`: how much was gone when these were asked for. What went after that stays gone. */
  const take = useCallback(
    async (got: Claim, since: number) => {
      const claimed = await Promise.all(got.assignments.map((a) => toWork(userId, a)));
      const late = gone.current.slice(since);
      const works = claimed
        .filter((work) => !late.includes(work.assignment.id))
        .map((work) => withOutcome(asked, work, work.assignment.revealed));
      dispatch({ type: "claimed", status: got.status, works, retryAfter: got.retry_after ?? 5 });
      if (got.status === "acknowledge") await client.invalidateQueries(queueQuery(projectId));
    },
    [userId, projectId, client, asked],
  );

  const outbox = useOutbox(userId, {
    wish: (unsent) => {
      goneWhenSent.current = gone.current.length;
      const count = HOLD - latest.current.bench.works.length;
      return count > 0 ? { count, holding: holding(unsent).slice(0, 10) } : undefined;
    },
    onDone: (entry, result) => {
      dropDraft(userId, entry.assignmentId).catch(() => {});
      if (entry.projectId !== projectId) return;
      const { progress, claimed, counted, reveal, feedback } = result as Partial<JudgmentResult>;
      if (progress) dispatch({ type: "progress", progress });
      if (claimed) void take(claimed, goneWhenSent.current);
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
    onElsewhere: (id) => {
      gone.current.push(id);
      const { works } = latest.current.bench;
      const here = works.find((w) => w.assignment.id === id);
      if (!here || here.assignment.judgment_id !== null) return;
      dispatch({ type: "put aside", id });
      if (here === works[0])
        say(t("That item was done in another tab. Here is the next one."), "info");
    },
  });

  const refused = (entry: OutboxEntry, reason: string, code: string) => {
    const work = latest.current.bench.done.find((w) => w.assignment.id === entry.assignmentId);
    if (code === "invalid" && work) {
      // The server found a fault in the answer: the item comes back with everything in it.
      dispatch({ type: "came back", work });
      say(t("This answer was not taken: {why}", { why: t(reason) }), "danger");
    } else if (entry.action === "judgment") {
      say(t("Your answer to an earlier item was not taken. {why}", { why: t(reason) }), "danger");
    }
  };

  const timer = useWorkTimer(work?.assignment.id ?? null, work?.activeSeconds ?? 0);
  const draft = useDraft(userId, work, timer, () =>
    say(
      t(
        "This browser cannot store drafts. Do not close it before you send, and free some disk space.",
      ),
      "warn",
    ),
  );
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
    try {
      await outbox.ready;
      const count = Math.max(1, HOLD - latest.current.bench.works.length);
      const since = gone.current.length;
      const got = await claim(projectId, holding(outbox.state.waiting), count);
      dispatch({ type: "progress", progress: got.progress });
      await take(got, since);
    } catch (error) {
      const problem =
        error instanceof ApiError ? error.message : t("The items could not be loaded.");
      const offline = error instanceof ApiError && (error.offline || error.status >= 500);
      dispatch({ type: "claim failed", offline, problem });
    } finally {
      asking.current = false;
    }
  }, [outbox, projectId, take, holding]);

  // Every submit brings the next item along; this is for the start, and for when that ran dry.
  const low = bench.works.length < 2;
  // Nothing is handed out before the guidelines are read, so nothing is asked for either.
  const unread = queue.guideline !== null && !queue.guideline.acknowledged;
  useEffect(() => {
    if (low && !unread) void ask();
  }, [low, unread, ask]);
  const empty = bench.works.length === 0;
  const sentAll = useBox(outbox, ({ waiting }) => !empty || waiting.length === 0);
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

  const post = (action: OutboxEntry["action"], body: Record<string, unknown>) => {
    if (!work || !outbox) return;
    const { id, lease_token } = work.assignment;
    const stored = outbox.add({
      projectId,
      assignmentId: id,
      action,
      body: { lease_token, ...body },
    });
    gone.current.push(id);
    // Not waited for: the next key, however soon, belongs to the next item.
    dispatch(action === "judgment" ? { type: "sent", work } : { type: "put aside", id });
    stored.catch(() => {
      dispatch({ type: "came back", work });
      say(
        t(
          "This browser could not store your answer, so it was not sent. Its item comes back next, with everything in it: free some disk space, then send it again.",
        ),
        "danger",
      );
    });
  };

  const busy = useRef(false);
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
    if (!work || !outbox) return;
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
    say(t("Sent. Next item."), "ok", { quiet: true });
    post("judgment", {
      idempotency_key: uuid(),
      answers: outgoing(asked, work.answers, sides),
      active_seconds: Math.round(timer.seconds() * 10) / 10,
      ...(judgment_id === null ? {} : { supersedes: judgment_id }),
    });
  };

  const undo = async () => {
    if (busy.current) return;
    busy.current = true;
    await undoLast();
    busy.current = false;
  };

  const undoLast = async () => {
    const last = bench.done.at(-1);
    if (!last || !outbox) return;
    const { id } = last.assignment;
    if (await outbox.withdraw(id)) {
      dispatch({ type: "taken up", work: last });
      return;
    }
    await outbox.settled();
    if (outbox.state.waiting.some((entry) => entry.assignmentId === id)) {
      say(t("Your last answer is on its way; undo it when the connection is back."), "warn");
      return;
    }
    const { takeUpAgain } = await later.takeUp();
    const assignment = await takeUpAgain(id, say);
    if (!assignment) return;
    const answers = assignment.answers ?? last.answers;
    const work = { ...last, assignment, answers, lost: false };
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
    outbox,
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
