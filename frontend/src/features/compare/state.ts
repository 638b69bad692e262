import type {
  Answer,
  Answers,
  Assignment,
  BenchProgress,
  ClaimStatus,
  Revealed,
} from "@/api/types";
import { type Asked, missing, nextPlace, type Place, settled } from "./rules";

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

export type BenchStatus = ClaimStatus | "loading" | "offline" | "error";

export type Bench = {
  status: BenchStatus;
  /** What went wrong, when status is "error". */
  problem: string;
  /** Seconds until asking again, when status is "retry". */
  retryAfter: number;
  /** The first one is on the screen. */
  works: Work[];
  /** The active question, and the active place within it. */
  row: number;
  slot: number;
  /** What was sent from here and may be taken up again, the last one last. */
  done: Work[];
  progress: BenchProgress;
};

export type Change =
  | { type: "claimed"; status: ClaimStatus; works: Work[]; retryAfter: number }
  | { type: "claim failed"; offline: boolean; problem: string }
  | { type: "progress"; progress: BenchProgress }
  | { type: "answer"; key: string; answer: Answer; advance: boolean }
  | { type: "place"; place: Place }
  | { type: "sent"; work: Work }
  | { type: "put aside"; id: number }
  | { type: "taken up"; work: Work }
  | { type: "came back"; work: Work }
  | { type: "swapped" }
  | { type: "extended"; id: number; secondsLeft: number; now: number }
  | { type: "revealed"; id: number; revealed: Revealed }
  | { type: "lease lost"; id: number };

export const current = (bench: Bench): Work | null => bench.works[0] ?? null;

const UNDOABLE = 20;

export function change(asked: Asked) {
  return (bench: Bench, event: Change): Bench => {
    switch (event.type) {
      case "claimed":
        return claimed(asked, bench, event);
      case "claim failed":
        return { ...bench, status: event.offline ? "offline" : "error", problem: event.problem };
      case "progress":
        return { ...bench, progress: event.progress };
      case "answer":
        return answered(asked, bench, event);
      case "place":
        return { ...bench, ...event.place };
      case "sent":
        return {
          ...without(asked, bench, event.work.assignment.id),
          done: [...bench.done, event.work].slice(-UNDOABLE),
        };
      case "put aside":
        return without(asked, bench, event.id);
      case "taken up":
        return onTop(asked, bench, event.work);
      case "came back":
        return behind(asked, bench, event.work);
      case "swapped":
        return mapFirst(bench, (work) => ({ ...work, swaps: work.swaps + 1 }));
      case "extended":
        return mapWork(bench, event.id, (work) => ({
          ...work,
          leaseEnds: event.now + event.secondsLeft * 1000,
          leaseSeconds: Math.max(work.leaseSeconds, event.secondsLeft),
        }));
      case "revealed":
        return revealed(asked, bench, event);
      case "lease lost":
        return lost(bench, event.id);
    }
  };
}

type Answered = Extract<Change, { type: "answer" }>;

function answered(asked: Asked, bench: Bench, event: Answered): Bench {
  const [first] = bench.works;
  if (!first) return bench;
  const row = asked.questions.findIndex((q) => q.key === event.key);
  if (row < settled(asked, first.answers)) return bench;
  const answers = { ...first.answers, [event.key]: event.answer };
  const here = { row: bench.row, slot: bench.slot };
  const { sides } = first.assignment;
  const place = event.advance ? nextPlace(asked, answers, sides, here) : here;
  return { ...mapFirst(bench, (work) => ({ ...work, answers })), ...place };
}

/** What was answered before the outcome comes back as it is kept: it may be from another tab. */
function revealed(asked: Asked, bench: Bench, event: Extract<Change, { type: "revealed" }>): Bench {
  const shown = mapWork(bench, event.id, (work) => withOutcome(asked, work, event.revealed));
  return { ...shown, ...firstPlace(asked, shown.works[0]) };
}

export function withOutcome(asked: Asked, work: Work, revealed: Revealed | null): Work {
  const answers = { ...work.answers, ...revealed?.answers };
  for (const { key, type } of asked.questions)
    if (type === "reveal") {
      if (revealed) answers[key] = { seen: true };
      else delete answers[key];
    }
  return { ...work, answers, assignment: { ...work.assignment, revealed } };
}

/** One not looked at yet is simply not ours any more; the one on the screen keeps its answers. */
function lost(bench: Bench, id: number): Bench {
  return bench.works[0]?.assignment.id === id
    ? mapWork(bench, id, (work) => ({ ...work, lost: true }))
    : { ...bench, works: bench.works.filter((w) => w.assignment.id !== id) };
}

type Claimed = Extract<Change, { type: "claimed" }>;

function claimed(asked: Asked, bench: Bench, event: Claimed): Bench {
  const have = new Set(bench.works.map((w) => w.assignment.id));
  const works = [...bench.works, ...event.works.filter((w) => !have.has(w.assignment.id))];
  // "ok" without an item: what is held is still on its way out; ask again in a moment.
  const empty = event.status === "ok" && works.length === 0;
  return {
    ...bench,
    works,
    status: empty ? "retry" : event.status,
    retryAfter: empty ? 2 : event.retryAfter,
    ...(bench.works.length > 0 ? {} : firstPlace(asked, works[0])),
  };
}

function without(asked: Asked, bench: Bench, id: number): Bench {
  const works = bench.works.filter((w) => w.assignment.id !== id);
  const place = works[0] === bench.works[0] ? {} : firstPlace(asked, works[0]);
  return { ...bench, works, ...place };
}

function onTop(asked: Asked, bench: Bench, work: Work): Bench {
  const { works, done } = forgotten(bench, work);
  return { ...bench, works: [work, ...works], done, ...firstPlace(asked, work) };
}

/** Next, and not under the hands of somebody who answers the item on the screen by now. */
function behind(asked: Asked, bench: Bench, work: Work): Bench {
  const { works, done } = forgotten(bench, work);
  const [first, ...others] = works;
  if (!first) return onTop(asked, bench, work);
  return { ...bench, works: [first, work, ...others], done };
}

const forgotten = ({ works, done }: Bench, { assignment: { id } }: Work) => ({
  works: works.filter((w) => w.assignment.id !== id),
  done: done.filter((w) => w.assignment.id !== id),
});

/** Where to begin: the first place that lacks an answer, else the last comparison. */
function firstPlace(asked: Asked, work: Work | undefined): Place {
  const [gap] = work ? missing(asked, work.answers, work.assignment.sides) : [];
  const last = asked.questions.findLastIndex((q) => q.type === "comparison");
  return gap ?? { row: Math.max(0, work ? last : 0), slot: 0 };
}

function mapWork(bench: Bench, id: number, make: (work: Work) => Work): Bench {
  return { ...bench, works: bench.works.map((w) => (w.assignment.id === id ? make(w) : w)) };
}

function mapFirst(bench: Bench, make: (work: Work) => Work): Bench {
  const [first, ...others] = bench.works;
  return first ? { ...bench, works: [make(first), ...others] } : bench;
}
