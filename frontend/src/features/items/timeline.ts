import type { Call, Decision, Item, ItemFiles, Question } from "@/api/types";
import { duration, percent, plural, usd } from "@/lib/figures";
import { answerText, ROUTES, SOURCES, verdict, wordFor } from "@/lib/words";

export type Lane = "people" | "judge" | "all";
export type Happening = {
  key: string;
  at: string | null;
  lane: Lane;
  title: string;
  /** Lines under the title. */
  lines: string[];
  /** Read only when somebody wants it: raw replies, signals. */
  folded?: { title: string; text: string };
};

type History = { decisions: Decision[]; calls: Call[]; files?: ItemFiles | undefined };

/** The whole history of an item in the order it happened; what has no time of its own comes first. */
export function timeline(
  item: Item,
  history: History,
  questions: readonly Question[],
): Happening[] {
  const all = [
    ...imported(history.files),
    ...history.decisions.map(decided),
    ...history.calls.map(called),
    ...item.assignments.flatMap(unanswered),
    ...item.judgments.map((judgment) => judged(judgment, questions)),
    ...item.labels.map((label) => labelled(label, questions)),
    ...item.flags.map(flagged),
    ...(history.files?.exports.map(exported) ?? []),
  ];
  return all.sort((x, y) => (x.at ?? "").localeCompare(y.at ?? ""));
}

function imported(files: ItemFiles | undefined): Happening[] {
  if (!files?.origin) return [];
  const { import_id, line, file } = files.origin;
  return [
    {
      key: "import",
      at: null,
      lane: "all",
      title: `Imported: line ${line} of ${file}`,
      lines: [`Import ${import_id}`],
    },
  ];
}

function exported({ id, format, finished_at }: ItemFiles["exports"][number]): Happening {
  return {
    key: `export ${id}`,
    at: finished_at,
    lane: "all",
    title: `Exported: ${format}`,
    lines: [`Export ${id}`],
  };
}

/** Policies whose score is a chance; others put items in an order. */
const CHANCES = new Set(["confidence", "guaranteed", "learned_error"]);

const WENT: Record<string, string> = {
  human: "It is with people",
  judge: "It is left to the judge",
  both: "It is with people and the judge",
};

/** In one sentence, where the item went by the newest decision and why; empty: nobody decided. */
export function whyWords(decisions: readonly Decision[]): string {
  const last = [...decisions].sort((a, b) => b.round - a.round)[0];
  if (!last) return "";
  const reason = (last.reasons[0] ?? "").replace(/\.$/, "");
  const went = WENT[last.route] ?? "It waits";
  return reason ? `${went}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.` : `${went}.`;
}

function decided(decision: Decision): Happening {
  const asked = wordFor(ROUTES, decision.route);
  const chance = `A person was asked with probability ${percent(decision.propensity)}.`;
  const estimate =
    decision.score !== null &&
    CHANCES.has(decision.policy) &&
    `The judge was expected to be wrong with probability ${percent(decision.score)}.`;
  return {
    key: `decision ${decision.round}`,
    at: decision.created_at,
    lane: "all",
    title: `Round ${decision.round}: ${asked} asked${decision.audited ? ", by the audit coin" : ""}`,
    lines: [...decision.reasons, ...(estimate ? [estimate] : []), chance],
    folded: {
      title: `What ${decision.policy} v${decision.policy_version} saw`,
      text: JSON.stringify(decision.signals, null, 2),
    },
  };
}

function called(call: Call): Happening {
  const cost = call.cost_usd === null ? null : usd(call.cost_usd);
  const tokens =
    call.tokens_in === null
      ? null
      : `${plural(call.tokens_in, "token")} in, ${call.tokens_out ?? 0} out`;
  const latency = call.latency_ms === null ? null : `${(call.latency_ms / 1000).toFixed(1)} s`;
  const read = call.verdict;
  const said = read?.winner
    ? verdict({ winner: read.winner, strength: read.strength }, 7)
    : read?.state;
  return {
    key: `call ${call.id}`,
    at: call.created_at,
    lane: "judge",
    title: `${call.judge} called: ${said ?? (call.error || call.state)}`,
    lines: [
      [order(call), cost, latency, tokens].filter(Boolean).join(" · "),
      ...(read?.reasoning ? [read.reasoning] : []),
    ],
    ...(call.response && { folded: { title: "Reply as it came", text: call.response } }),
  };
}

function order(call: Call): string {
  const first = String(call.order) === "0" ? "A shown first" : "B shown first";
  return call.attempt > 1 ? `${first}, attempt ${call.attempt}` : first;
}

/** Submitted leases are told by their judgments. */
function unanswered(assignment: Item["assignments"][number]): Happening[] {
  if (assignment.state === "submitted") return [];
  const why = assignment.reason ? `: ${assignment.reason.replaceAll("_", " ")}` : "";
  const titles: Record<string, string> = {
    open: `${assignment.annotator} has it open`,
    skipped: `${assignment.annotator} skipped it${why}`,
    expired: `The lease of ${assignment.annotator} ran out`,
    returned: `${assignment.annotator} put it back`,
  };
  return [
    {
      key: `assignment ${assignment.id}`,
      at: assignment.closed_at ?? assignment.opened_at,
      lane: "people",
      title: titles[assignment.state] ?? `${assignment.annotator}: ${assignment.state}`,
      lines: [],
    },
  ];
}

function judged(judgment: Item["judgments"][number], questions: readonly Question[]): Happening {
  const notes = [
    judgment.active_seconds !== null && `${duration(judgment.active_seconds)} of work`,
    judgment.confidence !== null && `confidence ${percent(judgment.confidence)}`,
    judgment.superseded && "corrected later",
    !judgment.counted && "came after the item was full: kept, not counted",
    judgment.source === "import" && "imported",
  ];
  return {
    key: `judgment ${judgment.id}`,
    at: judgment.created_at,
    lane: judgment.kind === "judge" ? "judge" : "people",
    title: `${judgment.rater} judged`,
    lines: [...answerLines(judgment.answers, questions), notes.filter(Boolean).join(" · ")].filter(
      Boolean,
    ),
  };
}

function labelled(label: Item["labels"][number], questions: readonly Question[]): Happening {
  const question = questions.find((q) => q.key === label.question);
  const value = answerWords(label.value, question);
  const evidence = `${SOURCES[label.source as keyof typeof SOURCES] ?? label.source}: ${plural(label.n_human, "person", "people")}, ${plural(label.n_judge, "judge")}`;
  return {
    key: `label ${label.question} ${label.version}`,
    at: label.created_at,
    lane: "all",
    title: `Label of ${question?.title ?? label.question}, version ${label.version}: ${value}`,
    lines: [
      [
        label.method,
        label.status,
        evidence,
        label.agreement !== null && `${percent(label.agreement)} of the votes`,
        label.posterior !== null && `probability ${percent(label.posterior)}`,
      ]
        .filter(Boolean)
        .join(" · "),
    ],
  };
}

function flagged(flag: Item["flags"][number], n: number): Happening {
  return {
    key: `flag ${n}`,
    at: flag.at,
    lane: "people",
    title: `${flag.by} flagged it: ${flag.reason.replaceAll("_", " ")}${flag.settled_at ? " (settled)" : ""}`,
    lines: flag.note ? [flag.note] : [],
  };
}

/** In the order in which they are asked; answers to questions no longer asked come last. */
function answerLines(
  answers: Record<string, Record<string, unknown>>,
  questions: readonly Question[],
): string[] {
  const asked = questions.map((q) => q.key).filter((key) => key in answers);
  const others = Object.keys(answers).filter((key) => !asked.includes(key));
  return [...asked, ...others].map((key) => {
    const question = questions.find((q) => q.key === key);
    return `${question?.title ?? key}: ${answerWords(answers[key], question)}`;
  });
}

/** One answer in words, whatever its type. */
export function answerWords(
  answer: Record<string, unknown> | undefined,
  question: Question | undefined,
): string {
  if (!answer) return "–";
  if ("text" in answer) return String(answer.text) || "–";
  if (!("winner" in answer)) return answerText(answer, textsOf(question));
  const texts = textsOf(question);
  if (texts.size > 0) return texts.get(String(answer.winner)) ?? "–";
  return verdict(answer, question?.type === "comparison" ? question.options.points : 3);
}

/** What the keys of a question's choices and scales mean. */
function textsOf(question: Question | undefined): Map<string, string> {
  const { choices, reasons, categories, severities, scales } = (question?.options ?? {}) as Partial<
    Record<string, { key: string; text?: string; title?: string }[]>
  >;
  const named = [choices, reasons, categories, severities, scales].flatMap((list) => list ?? []);
  return new Map(named.map(({ key, text, title }) => [key, text ?? title ?? key]));
}
