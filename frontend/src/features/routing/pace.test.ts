import { describe, expect, it } from "vitest";
import type { Routing, Spending } from "@/api/types";
import { burnPoints, burnWords, changeWords, paceWords, planPoints, queueWords } from "./pace";

const spending: Spending = {
  unit: "usd",
  amount: 100,
  usd_per_judgment: 0.5,
  usd_per_hour: 0,
  begins: "2026-11-20T00:00:00Z",
  days: 10,
  front: 0,
  reserve: 0.2,
  minutes: 1.5,
  timed: 40,
  assumed: false,
  cost: 0.5,
  released: 36,
  judgments: 72,
  for_audits: 40,
  worth: null,
  price: 1,
  least: null,
};
const day = (n: number, judgments: number) => ({
  day: `2026-11-${n}`,
  judgments,
  minutes: 0,
  judge_usd: 0,
});
const routing = {
  budgets: { usd: null, human_judgments: { limit: 72, spent: 44, reserved: 3 } },
  spending,
  days: [day(20, 0), day(21, 28), day(22, 14)],
  queues: [],
  moves: [],
  as_of: "2026-11-22T12:00:00Z",
} as unknown as Routing;

describe("an amount for people", () => {
  it("says what a judgment costs, on what that rests, and what is released", () => {
    expect(paceWords(spending)).toBe(
      "$0.50 a judgment, measured over 40 judgments; $36.00 of $100.00 are released by now; that buys 72 judgments; 40 of all for audits alone.",
    );
  });

  it("says when minutes are only assumed", () => {
    const assumed = { ...spending, unit: "minutes", assumed: true, timed: 1, minutes: 1 } as const;
    expect(paceWords(assumed)).toContain("since only 1 judgment was timed");
  });

  it("says from what doubt on people are asked where a right label is worth something", () => {
    const priced = { ...spending, worth: 2, price: 1.45, least: 0.3625 };
    expect(paceWords(priced)).toMatch(
      /audits alone\. People are asked from a 36\s% chance of an error on: their price is 1\.45 times what they cost, since spending has run ahead of plan\.$/,
    );
    expect(paceWords({ ...priced, price: 0.5 })).toContain("has run behind plan");
    expect(paceWords({ ...priced, price: 1 })).toContain("is on plan");
  });

  it("is planned day by day, the reserve at once", () => {
    const points = planPoints({ ...spending, days: 2 });
    expect(points.map((p) => [p.at, Number(p.spent.toFixed(6))])).toEqual([
      [0, 0.2],
      [0, 0.6],
      [0.5, 0.6],
      [0.5, 1],
      [1, 1],
    ]);
  });

  it("burns by the judgments of each day, what came before the first day included", () => {
    const now = Date.parse("2026-11-22T12:00:00Z");
    expect(burnPoints(routing, now)).toEqual([
      { at: 0.1, spent: 0.01 },
      { at: 0.2, spent: 0.15 },
      { at: 0.25, spent: 0.22 },
    ]);
    expect(burnPoints({ ...routing, spending: null }, now)).toEqual([]);
  });
});

describe("the pace", () => {
  it("says how long what is left lasts", () => {
    expect(burnWords(routing)).toBe(
      "44 of 72 given (61 %); 6 judgments a day over the last 7 days: what is left lasts 5 days.",
    );
  });

  it("does not divide by nothing", () => {
    expect(burnWords({ ...routing, days: [] })).toContain("none was given");
    const spent = { usd: null, human_judgments: { limit: 0, spent: 0, reserved: 0 } };
    expect(burnWords({ ...routing, budgets: spent })).toContain("nothing is left");
    const free = { usd: null, human_judgments: null };
    expect(burnWords({ ...routing, budgets: free })).toContain("no limit is set");
  });
});

describe("queues and changes", () => {
  it("says who is waited for", () => {
    const hour = new Date(Date.now() - 3_600_000 * 3).toISOString();
    const waits = { waits_for: "people" as const, items: 1, oldest: hour, middle: hour };
    expect(queueWords({ ...routing, queues: [waits] })).toBe(
      "1 item waits for people: the oldest 3 h, half of them 3 h or less.",
    );
    expect(queueWords(routing)).toBe("Nothing waits.");
    expect(queueWords({ ...routing, as_of: null })).toBe("Being counted.");
  });

  it("says what moved", () => {
    const moves = [
      { from: "human" as const, to: "human" as const, items: 6 },
      { from: "human" as const, to: "judge" as const, items: 4 },
    ];
    expect(changeWords({ ...routing, moves })).toContain("Of 10 items decided on by both, 4 moved");
    expect(changeWords(routing)).toContain("decide on all items anew");
  });
});
