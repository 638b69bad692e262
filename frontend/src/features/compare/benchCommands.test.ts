import { describe, expect, it } from "vitest";
import type { Question } from "@/api/types";
import { find, pressed } from "@/commands/commands";
import { type BenchDesk, benchCommands } from "./benchCommands";

const nothing = () => {};
const desk = (given: Partial<BenchDesk>): BenchDesk => ({
  hasWork: true,
  reopened: false,
  canUndo: true,
  hasGuideline: true,
  promptFolds: true,
  questions: [],
  row: 0,
  choose: nothing,
  goTo: nothing,
  write: nothing,
  submit: nothing,
  undo: nothing,
  keep: nothing,
  putBack: nothing,
  saveDraft: nothing,
  open: nothing,
  toggle: nothing,
  swap: nothing,
  scroll: nothing,
  ...given,
});

const scales: Question[] = ([2, 3, 5, 7] as const).flatMap((points) =>
  [true, false].flatMap((tie) =>
    [true, false].map((both_bad) => ({
      key: `q${points}`,
      type: "comparison" as const,
      title: "Overall",
      help: "",
      required: true,
      options: { points, tie: tie && points !== 2, both_bad },
    })),
  ),
);
const text: Question = {
  key: "why",
  type: "text",
  title: "Why?",
  help: "",
  required: false,
  options: { max_length: 10 },
};
/** Every state the bench can be in, as far as its commands can tell: each switch on and off. */
function states(): BenchDesk[] {
  const switches = ["hasWork", "reopened", "canUndo", "hasGuideline", "promptFolds"] as const;
  return [...scales, text].flatMap((question) =>
    Array.from({ length: 2 ** switches.length }, (_, bits) =>
      desk({
        questions: [question, text],
        ...Object.fromEntries(switches.map((name, n) => [name, Boolean(bits & (1 << n))])),
      }),
    ),
  );
}

describe("the commands of the bench", () => {
  it("never have two enabled ones on one key, in any state", () => {
    for (const state of states()) {
      const enabled = benchCommands(state).filter((c) => c.enabled(state));
      const keys = enabled.flatMap((c) => c.keys);
      expect(keys.filter((key, n) => keys.indexOf(key) !== n)).toEqual([]);
    }
  });

  it("need a chord where one types", () => {
    for (const state of states())
      for (const command of benchCommands(state).filter((c) => c.whileTyping))
        for (const key of command.keys) expect(key).toMatch(/^Mod\+/);
  });

  it("give every verdict without a chord", () => {
    const state = desk({ questions: [scales[0] as Question] });
    const verdicts = benchCommands(state).filter((c) => c.group === "Verdict");
    expect(verdicts.length).toBeGreaterThan(1);
    for (const { keys } of verdicts) for (const key of keys) expect(key).toHaveLength(1);
  });

  it("judge nothing without an item", () => {
    const state = desk({ hasWork: false, questions: scales });
    const enabled = benchCommands(state).filter((c) => c.enabled(state));
    expect(enabled.filter((c) => ["Verdict", "Item"].includes(c.group))).toEqual([]);
  });
});

describe("a key", () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
    pressed({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, ...more });

  it("that two enabled commands claim runs neither", () => {
    const command = { keys: ["a"], group: "", enabled: () => true, run: nothing };
    const both = [
      { ...command, id: "one", label: "One" },
      { ...command, id: "two", label: "Two" },
    ];
    expect(find(both, "a", null).kind).toBe("conflict");
    expect(find(both, "b", null).kind).toBe("none");
  });

  it("is told by its place on keyboards without Latin letters", () => {
    expect(press("ы", { code: "KeyS" })).toBe("s");
    expect(press("S")).toBe("s");
    expect(press("Enter", { metaKey: true })).toBe("Mod+Enter");
    expect(press(" ")).toBe("Space");
  });
});
