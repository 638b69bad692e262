import { describe, expect, it } from "vitest";
import type { AdjudicationItem } from "@/api/typesAdjudication";
import { find } from "@/commands/commands";
import {
  answersOf,
  type Choice,
  commands,
  type Desk,
  focused,
  fresh,
  optionsOf,
  ready,
  whoSaid,
} from "./desk";

const said = (who: string, winner: string) => ({
  who,
  judge: null,
  answers: { overall: { winner, strength: winner === "a" ? -1 : 1 } },
  seconds: 5,
  fast: false,
  counted: true,
});
const item = {
  questions: [
    {
      key: "overall",
      type: "comparison",
      title: "Overall",
      options: { points: 7, tie: true, both_bad: true },
    },
  ],
  answers: [said("Rater A", "b"), said("Rater B", "a"), said("Rater C", "a")],
} as unknown as AdjudicationItem;

function desk(choice: Choice, done: string[] = []): Desk {
  return {
    item,
    choice,
    busy: false,
    pick: (question, at) => done.push(`${question} ${at}`),
    tag: (cause) => done.push(cause),
    surer: (by) => done.push(`surer ${by}`),
    clear: () => done.push("clear"),
    go: (by) => done.push(`go ${by}`),
    submit: () => done.push("submit"),
  };
}

describe("settling by keyboard", () => {
  it("offers what raters said, most first, then what nobody said", () => {
    const options = optionsOf(item, "overall");
    expect(options.map((o) => o.answer.winner)).toEqual(["a", "b", "tie", "both_bad"]);
    expect(options[0]?.who).toEqual(["Rater B", "Rater C"]);
    expect(options[2]?.who).toEqual([]);
  });

  it("needs an answer and a cause", () => {
    expect(focused(item, fresh)).toBe("overall");
    expect(ready(item, { ...fresh, picked: { overall: 0 } })).toBe(false);
    expect(ready(item, { ...fresh, cause: "taste" })).toBe(false);
    const whole: Choice = { ...fresh, picked: { overall: 1 }, cause: "taste" };
    expect(ready(item, whole)).toBe(true);
    expect(answersOf(item, whole)).toEqual({ overall: { winner: "b", strength: 1 } });
  });

  it("has no key that two commands share, and none beyond the options", () => {
    const whole = desk({ ...fresh, picked: { overall: 0 }, cause: "error" });
    for (const key of commands.flatMap((c) => c.keys))
      expect(find(commands, key, whole).kind).not.toBe("conflict");
    expect(find(commands, "5", whole).kind).toBe("none");
  });

  it("does with keys what the buttons do", () => {
    const done: string[] = [];
    const whole = desk({ ...fresh, picked: { overall: 0 }, cause: "error" }, done);
    for (const key of ["2", "w", "ArrowUp", "Enter"]) {
      const found = find(commands, key, whole);
      if (found.kind === "one") found.command.run(whole);
    }
    expect(done).toEqual(["overall 1", "guideline_gap", "surer 1", "submit"]);
  });
});

it("names few people by letter, and counts many", () => {
  const many = Array.from({ length: 64 }, (_, n) => `Rater ${n + 27}`);

  expect(whoSaid(["Rater A", "Rater C"])).toBe("A, C");
  expect(whoSaid([])).toBe("");
  expect(whoSaid(many)).toBe("64 raters");
});
