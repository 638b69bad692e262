import { expect, test } from "vitest";
import { askedOf, labelledWords, textsOf } from "./whatIf";

test("only what was written is asked for, in the interface's units", () => {
  expect(askedOf(["rules"], {})).toEqual({ policies: ["rules"] });
  expect(
    askedOf(["rules", "hyper"], {
      annotators: "3",
      reliability: "90",
      human_cost: "0.4",
      judge_cost: "",
      judge: " gpt ",
      budgets: "50, 10 20,20",
    }),
  ).toEqual({
    policies: ["rules", "hyper"],
    annotators: 3,
    reliability: 0.9,
    human_cost: 0.4,
    judge: "gpt",
    budgets: [0.1, 0.2, 0.5],
  });
});

test("a file that was sent is asked for by its number, and said with what it holds", () => {
  expect(askedOf(["rules"], {}, 7)).toEqual({ policies: ["rules"], file: 7 });
  const file = { id: 7, name: "x.csv", items: 3, both: 2, judges: ["gpt", "claude"] };
  expect(labelledWords(file)).toBe("x.csv: 3 items, 2 judged by people and by gpt, claude.");
  expect(labelledWords({ ...file, both: 3 })).toContain("3 items, all judged");
});

test("a share that is no number goes as it is, so that it is refused by name", () => {
  expect(askedOf([], { budgets: "10, many" })).toEqual({ policies: [], budgets: [0.1, "many"] });
});

test("the form opens with the terms that hold", () => {
  const terms = { annotators: 3, reliability: 0.9, human_cost: 0.4, judge_cost: 0, repeats: 200 };
  expect(askedOf([], textsOf({ terms, judge: "gpt" }))).toEqual({
    policies: [],
    annotators: 3,
    reliability: 0.9,
    human_cost: 0.4,
    judge_cost: 0,
    judge: "gpt",
  });
  expect(textsOf({ terms: null, judge: "" })).toEqual({});
});
