import { describe, expect, it } from "vitest";
import type { Call, Decision, Item, ItemJudgment } from "@/api/types";
import { pairsToCompare } from "@/lib/questions";
import { timeline, whyWords } from "./timeline";

const judgment = (given: Partial<ItemJudgment>): ItemJudgment => ({
  id: 1,
  rater: "Rater 1",
  kind: "human",
  source: "bench",
  answers: { overall: { winner: "a", strength: -3 } },
  presented_order: ["a", "b"],
  confidence: null,
  active_seconds: 42,
  counted: true,
  superseded: false,
  created_at: "2026-01-01T10:00:03Z",
  ...given,
});
const item: Item = {
  id: 5,
  project_id: 1,
  external_id: "x",
  state: "resolved",
  prompt: [],
  responses: [],
  media: [],
  context: {},
  metadata: {},
  group_key: "",
  others_in_group: 0,
  priority: 0,
  need: 1,
  reserve: 1,
  taken: 1,
  counted: 1,
  assignments: [
    {
      id: 1,
      annotator: "Ann",
      state: "submitted",
      opened_at: "2026-01-01T10:00:01Z",
      closed_at: "2026-01-01T10:00:03Z",
      leased_until: "",
      reason: "",
    },
    {
      id: 2,
      annotator: "Bob",
      state: "skipped",
      opened_at: "2026-01-01T10:00:01Z",
      closed_at: "2026-01-01T10:00:02Z",
      leased_until: "",
      reason: "too_hard",
    },
  ],
  judgments: [judgment({})],
  labels: [],
  flags: [],
};
const decision: Decision = {
  round: 1,
  route: "human",
  human_judgments: 1,
  audited: true,
  propensity: 0.25,
  draw: 0.1,
  score: 0.4,
  threshold: 0.3,
  policy: "confidence",
  policy_version: 2,
  reasons: ["Drawn by the audit coin."],
  signals: { length: 3 },
  created_at: "2026-01-01T10:00:00Z",
};
const call: Call = {
  id: 9,
  judge: "gpt-x",
  order: "1",
  sample: 0,
  attempt: 2,
  state: "failed",
  error: "timeout",
  cost_usd: 0.0012,
  latency_ms: 30_000,
  tokens_in: 900,
  tokens_out: null,
  verdict: null,
  response: "",
  created_at: "2026-01-01T10:00:01Z",
};
describe("why an item went where it went", () => {
  it("is the first reason of the newest decision, in one sentence", () => {
    const later: Decision = { ...decision, round: 2, route: "judge", reasons: ["Sure enough."] };
    expect(whyWords([later, decision])).toBe("It is left to the judge: sure enough.");
    expect(whyWords([decision])).toBe("It is with people: drawn by the audit coin.");
    expect(whyWords([{ ...decision, reasons: [] }])).toBe("It is with people.");
    expect(whyWords([])).toBe("");
  });
});

const questions = pairsToCompare({ scale: 7, aspects: false, why: false });

describe("the history of an item", () => {
  const files = {
    origin: { import_id: 2, line: 7, file: "items.jsonl" },
    exports: [{ id: 5, format: "judgments", finished_at: "2026-01-02T10:00:00Z" }],
  };
  const history = timeline(item, { decisions: [decision], calls: [call], files }, questions);

  it("is in the order it happened, the import first, exports in their time", () => {
    expect(history.map((h) => h.key)).toEqual([
      "import",
      "decision 1",
      "call 9",
      "assignment 2",
      "judgment 1",
      "export 5",
    ]);
  });

  it("says who was asked, why, and with what probability", () => {
    expect(history[1]?.title).toBe("Round 1: people asked, by the audit coin");
    expect(history[1]?.lines).toEqual([
      "Drawn by the audit coin.",
      "The judge was expected to be wrong with probability 40 %.",
      "A person was asked with probability 25 %.",
    ]);
  });

  it("says what a failed call cost", () => {
    expect(history[2]?.title).toBe("gpt-x called: timeout");
    expect(history[2]?.lines[0]).toBe(
      "B shown first, attempt 2 · $0.0012 · 30.0 s · 900 tokens in, 0 out",
    );
  });

  it("puts people and judges in lanes of their own and words verdicts by their scale", () => {
    expect(history[4]).toMatchObject({
      lane: "people",
      lines: ["Overall: A, much better", "42 s of work"],
    });
    expect(history[2]?.lane).toBe("judge");
  });

  it("tells surplus judgments apart", () => {
    const late = { ...item, judgments: [judgment({ counted: false, active_seconds: null })] };
    const told = timeline(late, { decisions: [], calls: [] }, questions).at(-1);
    expect(told?.lines.at(-1)).toMatch(/kept, not counted/);
  });
});
