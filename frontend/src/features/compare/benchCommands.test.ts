import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answers, Question, QuestionType, Side } from "@/api/types";
import { find, pressed } from "@/commands/commands";
import { newQuestion } from "@/lib/questions";
import { type BenchDesk, benchCommands, inForce } from "./benchCommands";
import { type Kinds, kindsOf, TYPES } from "./kinds";
import { kindOf } from "./rules";

const nothing = () => {};
let kinds: Kinds = {};
beforeAll(async () => {
  kinds = await kindsOf(TYPES);
});

const sidesOf = (n: number): Side[] =>
  Array.from({ length: n }, (_, i) => ({
    side: n === 2 ? (["left", "right"][i] ?? "") : String(i + 1),
    text: `One sentence of ${i} [1].\nAnd another one [2].`,
  }));
const desk = (questions: Question[], given: Partial<BenchDesk> = {}): BenchDesk => ({
  hasWork: true,
  reopened: false,
  canUndo: true,
  hasGuideline: true,
  promptFolds: true,
  finding: false,
  asked: { questions, kinds },
  answers: {},
  sides: sidesOf(2),
  row: 0,
  slot: 0,
  scratch: null,
  note: nothing,
  give: nothing,
  step: nothing,
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
  hit: nothing,
  scroll: nothing,
  play: nothing,
  prompt: "A red fox",
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
const TEMPLATES = "../annotation/domain/templates";
const templates: { n_responses: [number, number]; questions: Question[] }[] = readdirSync(TEMPLATES)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(`${TEMPLATES}/${name}`, "utf8")));

/** Every place of every row, with each switch on and off, and with what each key leads to. */
function* statesOf(questions: Question[], sides: Side[]): Generator<BenchDesk> {
  const switches = ["hasWork", "reopened", "canUndo", "hasGuideline", "promptFolds"] as const;
  const base = desk(questions, { sides });
  for (const [row, question] of questions.entries()) {
    const slots = kindOf(base.asked, question).slots(question as never, sides);
    for (let slot = 0; slot < slots; slot += 1)
      for (let bits = slot === 0 ? 0 : 31; bits < 32; bits += 1) {
        const on = Object.fromEntries(switches.map((name, n) => [name, Boolean(bits & (1 << n))]));
        const state = { ...base, ...on, row, slot };
        yield state;
        if (bits === 31) yield* after(state, question);
      }
  }
}

/** The states one key away: an answer given, something kept between two keys. */
function after(state: BenchDesk, question: Question): BenchDesk[] {
  const found: BenchDesk[] = [];
  const tried: BenchDesk = {
    ...state,
    give: (answer) => found.push({ ...state, answers: { [question.key]: answer } as Answers }),
    note: (scratch) => found.push({ ...state, scratch }),
  };
  for (const command of benchCommands(tried).filter((c) => c.id.startsWith("choose-")))
    if (command.enabled(tried)) command.run(tried);
  return found;
}

// A step with two ways to go on.
const TREE = [null, 0, 0].map((parent, n) => ({ start: n, end: n + 1, parent }));

let every: BenchDesk[] = [];
beforeAll(() => {
  every = states();
});

function states(): BenchDesk[] {
  const sets: [Question[], number[]][] = [
    ...scales.map((q): [Question[], number[]] => [[q], [1, 2, 4]]),
    ...TYPES.map((type): [Question[], number[]] => [[newQuestion(type, [])], [1, 2, 3, 9]]),
    ...templates.map((t): [Question[], number[]] => [t.questions, t.n_responses]),
  ];
  const tree = sidesOf(2).map((side) => ({ ...side, steps: TREE }));
  return sets
    .flatMap(([questions, counts]) => counts.flatMap((n) => [...statesOf(questions, sidesOf(n))]))
    .concat([...statesOf([newQuestion("steps", [])], tree)]);
}

describe("the commands of the bench", () => {
  it("never have two enabled ones on one key, in any state of any type or template", () => {
    expect(templates.length).toBeGreaterThan(5);
    for (const state of every) {
      const enabled = benchCommands(state).filter((c) => c.enabled(state));
      const keys = enabled.flatMap((c) => c.keys);
      const twice = keys.filter((key, n) => keys.indexOf(key) !== n);
      if (twice.length > 0)
        expect([state.asked.questions[state.row]?.type, state.slot, twice]).toEqual([]);
      const ids = enabled.map((c) => c.id);
      if (new Set(ids).size < ids.length) expect(ids).toEqual([...new Set(ids)]);
    }
  });

  it("need a chord where one types", () => {
    for (const state of every)
      for (const command of inForce(benchCommands(state), false).filter((c) => c.whileTyping))
        expect(command.keys.filter((key) => !key.startsWith("Mod+"))).toEqual([]);
  });

  it("leave the keys to finding while one finds, and to the rest after it", () => {
    for (const before of every) {
      const state = { ...before, finding: true };
      const finding = inForce(benchCommands(state), true);
      const keys = finding.flatMap((c) => c.keys);
      if (keys.join() !== "n,Shift+n,Enter,Shift+Enter") expect(keys).toEqual([]);
      if (!finding.every((c) => c.enabled(state) && c.mode === "find")) expect(finding).toEqual([]);
      const after = inForce(benchCommands(before), false);
      if (after.some((c) => c.mode)) expect(after).toEqual([]);
    }
  });

  it("give every verdict without a chord", () => {
    for (const state of every)
      for (const { group, keys } of benchCommands(state))
        if (group === "Verdict" && keys.some((key) => key.length !== 1)) expect(keys).toEqual([]);
  });

  it.each(TYPES)("let a row of %s be filled from the keyboard", (type: QuestionType) => {
    const question = newQuestion(type, []);
    // Written, shown by the server or played: in the browser's own test.
    if (["text", "critique", "reveal", "playback"].includes(type)) return;
    let state = desk([question], { sides: sidesOf(type === "comparison" ? 2 : 3) });
    const kind = kindOf(state.asked, question);
    const gaps = () =>
      kind.gaps(question as never, state.answers[question.key] as never, state.sides);
    for (let n = 0; n < 20 && gaps().length > 0; n += 1) {
      state = {
        ...state,
        slot: gaps()[0] ?? 0,
        give: (answer) => {
          state = { ...state, answers: { [question.key]: answer } };
        },
        note: (scratch) => {
          state = { ...state, scratch };
        },
      };
      const found = find(benchCommands(state), "1", state);
      if (found.kind === "one") found.command.run(state);
    }
    expect(gaps()).toEqual([]);
  });

  it("judge nothing without an item", () => {
    const state = desk(scales, { hasWork: false });
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

  it("with Shift is its own where a command has it, and the plain one elsewhere", () => {
    const command = { group: "", enabled: () => true, run: nothing };
    const all = [
      { ...command, id: "next", label: "Next", keys: ["n"] },
      { ...command, id: "back", label: "Back", keys: ["Shift+n"] },
      { ...command, id: "skip", label: "Skip", keys: ["s"] },
    ];
    const ran = (key: string, shiftKey = true) => {
      const found = find(all, press(key, { shiftKey }), null);
      return found.kind === "one" ? found.command.id : found.kind;
    };
    expect([ran("N"), ran("n", false), ran("S"), ran("N", false)]).toEqual([
      "back",
      "next",
      "skip",
      "next",
    ]);
    expect(ran("ArrowRight")).toBe("none");
  });

  it("goes from word to word the way the text runs", () => {
    const next = (text: string) => {
      const state = desk([newQuestion("spans", [])], { sides: [{ side: "1", text }] });
      const found = find(benchCommands(state), "ArrowLeft", state);
      return found.kind === "one" && found.command.label;
    };
    expect(next("مرحبا بالعالم")).toBe("Next word");
    expect(next("Hello world")).toBe("Word before");
  });

  it("is told by its place on keyboards without Latin letters", () => {
    expect(press("ы", { code: "KeyS" })).toBe("s");
    expect(press("S")).toBe("s");
    expect(press("Enter", { metaKey: true })).toBe("Mod+Enter");
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press(" ")).toBe("Space");
  });
});
