import { describe, expect, it } from "vitest";
import type { Overview, Routing } from "@/api/types";
import { asOf, countsSentence, hints, sentence } from "./words";

const overview: Overview = {
  as_of: "2026-11-26T12:00:00Z",
  counts: {
    total: 2000,
    imported: 0,
    awaiting_judge: 0,
    awaiting_human: 1588,
    resolved: 412,
    reference: 0,
    discarded: 0,
  },
  judged_by: { human: 300, judge: 100, both: 12, open: 1588 },
  judgments: { human: 600, judge: 112, today_human: 37 },
  per_day: [],
  agreement: [
    {
      question: "overall",
      title: "Overall",
      human_human: { value: 0.81, low: 0.78, high: 0.84, n: 412 },
      human_judge: null,
      alpha: 0.61,
      n_items: 412,
      judges: [],
    },
  ],
  people: [],
  jobs: [],
  queue_age_seconds: 60,
  sentence: "",
};
const routing: Routing = {
  config: {
    version: 1,
    policy: "all_human",
    params: {},
    audit_rate: 0.05,
    created_at: "",
    created_by: "",
  },
  versions: [],
  budgets: { usd: { limit: 20, spent: 4.1, reserved: 0 }, human_judgments: null },
  routes: { human: 0, judge: 0, both: 0 },
  audited: 0,
  last_run: null,
  judges: { active: 1 },
  audit: { n: 0, agreement: null },
  spending: null,
  queues: [],
  days: [],
  moves: [],
  as_of: null,
};
const counts = (given: Partial<Overview["counts"]>) => ({
  ...overview,
  counts: { ...overview.counts, awaiting_human: 0, ...given },
});

describe("the overview in words", () => {
  it("says the state in one sentence", () => {
    expect(sentence(overview, routing)).toBe(
      "412 of 2,000 items labelled; people agree 81 % ± 3; judge spend $4.10 of $20.00.",
    );
    expect(sentence(counts({ total: 0 }), undefined)).toBe("No items yet.");
  });

  it("has no hint for a project that only waits for people", () => {
    expect(hints({ overview, routing, base: "/p/1" })).toEqual([]);
  });

  it("says what would move items that wait", () => {
    const unrouted = hints({
      overview: counts({ imported: 5 }),
      routing: { ...routing, config: null },
      base: "/p/1",
    });
    expect(unrouted).toMatchObject([{ to: "/p/1/routing", action: "Choose a policy" }]);

    const judgeless = { ...routing, judges: { active: 0 } };
    expect(
      hints({ overview: counts({ awaiting_judge: 3 }), routing: judgeless, base: "/p/1" })[0]?.text,
    ).toMatch(/3 items wait for a judge/);

    const broke = {
      ...routing,
      budgets: { ...routing.budgets, usd: { limit: 5, spent: 4.5, reserved: 0.5 } },
    };
    expect(
      hints({ overview: counts({ awaiting_judge: 3 }), routing: broke, base: "/p/1" })[0]?.text,
    ).toMatch(/budget of \$5\.00 is spent/);
  });

  it("names a job that gave up", () => {
    const job = {
      id: 1,
      kind: "judge",
      state: "dead",
      done: 0,
      total: 4,
      error: "401 from the endpoint",
      created_at: "",
    };
    expect(
      hints({ overview: { ...overview, jobs: [job] }, routing, base: "/p/1" })[0]?.text,
    ).toMatch(/401/);
  });

  it("gives the bar a text that adds up", () => {
    expect(countsSentence(overview.counts)).toMatch(
      /412 \(21 %\) are labelled, 1,588 \(79 %\) are with people/,
    );
  });
});

describe("asOf", () => {
  const at = Date.parse("2026-11-26T12:00:00Z");
  it("says nothing of fresh figures", () => expect(asOf(overview, at + 20_000)).toBe(""));
  it("says how old figures are", () =>
    expect(asOf(overview, at + 300_000)).toBe("Agreement, raters and days are as of 5 min ago."));
  it("says that figures are being counted", () =>
    expect(asOf({ as_of: null }, at)).toMatch(/being counted/));
});
