import type {
  Answer,
  Answers,
  Assignment,
  BenchProgress,
  ClaimStatus,
  Question,
} from "@/api/types";
import { missing, nextRow } from "./scale";

/** How many items the browser holds: the one on the screen and the next two. */
export const HOLD = 3;

/** A leased item in this browser. */
export type Work = {
  assignment: Assignment;
  answers: Answers;
  activeSeconds: number;
  swaps: number;
  /** Milliseconds since 1970 by this machine's clock, from the seconds the server gave. */
  leaseEnds: number;
  leaseSeconds: number;
  /** The lease ended or went to somebody else. The answer may still be sent. */
  lost: boolean;
};

/** Something that was sent from here and may be taken up again. */
export type Done = { work: Work; entryId: number };

export type BenchStatus = ClaimStatus | "loading" | "offline" | "error";

export type Bench = {
  status: BenchStatus;
  /** What went wrong, when status is "error". */
  problem: string;
  /** Seconds until asking again, when status is "retry". */
  retryAfter: number;
  /** The first one is on the screen. */
  works: Work[];
  /** Index of the active question. */
  row: number;
  done: Done[];
  progress: BenchProgress;
};

export type Change =
  | { type: "claimed"; status: ClaimStatus; works: Work[]; retryAfter: number }
  | { type: "claim failed"; offline: boolean; problem: string }
  | { type: "progress"; progress: BenchProgress }
  | { type: "answer"; key: string; answer: Answer; advance: boolean }
  | { type: "row"; row: number }
  | { type: "sent"; entryId: number; work: Work }
  | { type: "put aside"; id: number }
  | { type: "taken up"; work: Work }
  | { type: "swapped" }
  | { type: "extended"; id: number; secondsLeft: number; now: number }
  | { type: "lease lost"; id: number };

export const current = (bench: Bench): Work | null => bench.works[0] ?? null;

const UNDOABLE = 20;

export function change(questions: readonly Question[]) {
  return (bench: Bench, event: Change): Bench => {
    switch (event.type) {
      case "claimed":
        return claimed(questions, bench, event);
      case "claim failed":
        return { ...bench, status: event.offline ? "offline" : "error", problem: event.problem };
      case "progress":
        return { ...bench, progress: event.progress };
      case "answer":
        return answered(questions, bench, event);
      case "row":
        return { ...bench, row: Math.max(0, Math.min(questions.length - 1, event.row)) };
      case "sent":
        return {
          ...without(questions, bench, event.work.assignment.id),
          done: [...bench.done, { work: event.work, entryId: event.entryId }].slice(-UNDOABLE),
        };
      case "put aside":
        return without(questions, bench, event.id);
      case "taken up":
        return onTop(questions, bench, event.work);
      case "swapped":
        return mapFirst(bench, (work) => ({ ...work, swaps: work.swaps + 1 }));
      case "extended":
        return mapWork(bench, event.id, (work) => ({
          ...work,
          leaseEnds: event.now + event.secondsLeft * 1000,
          leaseSeconds: Math.max(work.leaseSeconds, event.secondsLeft),
        }));
      case "lease lost":
        return lost(bench, event.id);
    }
  };
}

type Answered = Extract<Change, { type: "answer" }>;

function answered(questions: readonly Question[], bench: Bench, event: Answered): Bench {
  const [first] = bench.works;
  if (!first) return bench;
  const answers = { ...first.answers, [event.key]: event.answer };
  const row = event.advance ? nextRow(questions, answers, bench.row) : bench.row;
  return { ...mapFirst(bench, (work) => ({ ...work, answers })), row };
}

/** One not looked at yet is simply not ours any more; the one on the screen keeps its answers. */
function lost(bench: Bench, id: number): Bench {
  return bench.works[0]?.assignment.id === id
    ? mapWork(bench, id, (work) => ({ ...work, lost: true }))
    : { ...bench, works: bench.works.filter((w) => w.assignment.id !== id) };
}

type Claimed = Extract<Change, { type: "claimed" }>;

function claimed(questions: readonly Question[], bench: Bench, event: Claimed): Bench {
  const have = new Set(bench.works.map((w) => w.assignment.id));
  const works = [...bench.works, ...event.works.filter((w) => !have.has(w.assignment.id))];
  // "ok" without an item: what is held is still on its way out; ask again in a moment.
  const empty = event.status === "ok" && works.length === 0;
  return {
    ...bench,
    works,
    status: empty ? "retry" : event.status,
    retryAfter: empty ? 2 : event.retryAfter,
    row: bench.works.length > 0 ? bench.row : firstRow(questions, works[0]),
  };
}

function without(questions: readonly Question[], bench: Bench, id: number): Bench {
  const works = bench.works.filter((w) => w.assignment.id !== id);
  return { ...bench, works, row: firstRow(questions, works[0]) };
}

function onTop(questions: readonly Question[], bench: Bench, work: Work): Bench {
  const id = work.assignment.id;
  return {
    ...bench,
    works: [work, ...bench.works.filter((w) => w.assignment.id !== id)],
    done: bench.done.filter((d) => d.work.assignment.id !== id),
    row: firstRow(questions, work),
  };
}

/** Where to begin: the first required question without an answer, else the last comparison. */
function firstRow(questions: readonly Question[], work: Work | undefined): number {
  const gap = work ? missing(questions, work.answers) : 0;
  return (
    gap ??
    Math.max(
      0,
      questions.findLastIndex((q) => q.type === "comparison"),
    )
  );
}

function mapWork(bench: Bench, id: number, make: (work: Work) => Work): Bench {
  return { ...bench, works: bench.works.map((w) => (w.assignment.id === id ? make(w) : w)) };
}

function mapFirst(bench: Bench, make: (work: Work) => Work): Bench {
  const [first, ...others] = bench.works;
  return first ? { ...bench, works: [make(first), ...others] } : bench;
}
