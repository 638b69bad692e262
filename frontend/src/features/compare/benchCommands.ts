import type { Question } from "@/api/types";
import type { Command } from "@/commands/commands";
import { type Point, pointsOf } from "./scale";

export type DialogName = "skip" | "flag" | "help" | "palette" | "preferences";

/** What the commands of the bench look at and act on. */
export type BenchDesk = {
  hasWork: boolean;
  /** An earlier answer is open again: it holds no lease. */
  reopened: boolean;
  canUndo: boolean;
  hasGuideline: boolean;
  promptFolds: boolean;
  questions: readonly Question[];
  row: number;
  choose: (point: Point) => void;
  goTo: (row: number) => void;
  write: () => void;
  submit: () => void;
  undo: () => void;
  keep: () => void;
  putBack: () => void;
  saveDraft: () => void;
  open: (dialog: DialogName) => void;
  toggle: (view: "diff" | "locked" | "raw" | "guidelines" | "prompt") => void;
  swap: () => void;
  scroll: (pages: number) => void;
};

const working = (d: BenchDesk) => d.hasWork;
const held = (d: BenchDesk) => d.hasWork && !d.reopened;

const fixed: readonly Command<BenchDesk>[] = [
  {
    id: "submit",
    label: "Send and load the next",
    keys: ["Enter"],
    group: "Answer",
    enabled: working,
    run: (d) => d.submit(),
  },
  {
    id: "submit-typing",
    label: "Send, also while you write",
    keys: ["Mod+Enter"],
    group: "Answer",
    enabled: working,
    run: (d) => d.submit(),
    whileTyping: true,
    keyOnly: true,
  },
  {
    id: "row-next",
    label: "Next row",
    keys: ["ArrowDown"],
    group: "Answer",
    enabled: working,
    run: (d) => d.goTo(d.row + 1),
    keyOnly: true,
  },
  {
    id: "row-back",
    label: "Row before",
    keys: ["ArrowUp"],
    group: "Answer",
    enabled: working,
    run: (d) => d.goTo(d.row - 1),
    keyOnly: true,
  },
  {
    id: "write",
    label: "Write a text answer",
    keys: ["t"],
    group: "Answer",
    enabled: (d) => d.hasWork && d.questions.some((q) => q.type === "text"),
    run: (d) => d.write(),
  },
  {
    id: "undo",
    label: "Undo: open the last answer again",
    keys: ["z"],
    group: "Answer",
    enabled: (d) => d.canUndo,
    run: (d) => d.undo(),
  },
  {
    id: "keep",
    label: "Keep the earlier answer as it was",
    keys: ["k"],
    group: "Answer",
    enabled: (d) => d.hasWork && d.reopened,
    run: (d) => d.keep(),
  },
  {
    id: "save",
    label: "Save the draft now",
    keys: ["Mod+s"],
    group: "Answer",
    enabled: working,
    run: (d) => d.saveDraft(),
    whileTyping: true,
  },

  {
    id: "skip",
    label: "Skip this item…",
    keys: ["s"],
    group: "Item",
    enabled: held,
    run: (d) => d.open("skip"),
  },
  {
    id: "flag",
    label: "Flag this item as broken…",
    keys: ["f"],
    group: "Item",
    enabled: working,
    run: (d) => d.open("flag"),
  },
  {
    id: "return",
    label: "Put it at the back of my queue",
    keys: ["r"],
    group: "Item",
    enabled: held,
    run: (d) => d.putBack(),
  },

  {
    id: "diff",
    label: "Mark the words that differ",
    keys: ["d"],
    group: "View",
    enabled: working,
    run: (d) => d.toggle("diff"),
  },
  {
    id: "lock",
    label: "Scroll both together",
    keys: ["l"],
    group: "View",
    enabled: working,
    run: (d) => d.toggle("locked"),
  },
  {
    id: "raw",
    label: "Raw or rendered text",
    keys: ["m"],
    group: "View",
    enabled: working,
    run: (d) => d.toggle("raw"),
  },
  {
    id: "swap",
    label: "Swap places for a second look",
    keys: ["w"],
    group: "View",
    enabled: working,
    run: (d) => d.swap(),
  },
  {
    id: "prompt",
    label: "Unfold or fold the prompt",
    keys: ["p"],
    group: "View",
    enabled: (d) => d.hasWork && d.promptFolds,
    run: (d) => d.toggle("prompt"),
  },
  {
    id: "down",
    label: "Scroll both down",
    keys: ["Space", "PageDown"],
    group: "View",
    enabled: working,
    run: (d) => d.scroll(1),
    keyOnly: true,
  },
  {
    id: "up",
    label: "Scroll both up",
    keys: ["PageUp"],
    group: "View",
    enabled: working,
    run: (d) => d.scroll(-1),
    keyOnly: true,
  },

  {
    id: "guidelines",
    label: "Guidelines",
    keys: ["g"],
    group: "Help",
    enabled: (d) => d.hasGuideline,
    run: (d) => d.toggle("guidelines"),
  },
  {
    id: "help",
    label: "All keys",
    keys: ["?"],
    group: "Help",
    enabled: () => true,
    run: (d) => d.open("help"),
  },
  {
    id: "palette",
    label: "Find a command",
    keys: ["Mod+k"],
    group: "Help",
    enabled: () => true,
    run: (d) => d.open("palette"),
    whileTyping: true,
    keyOnly: true,
  },
  {
    id: "preferences",
    label: "Colours and keys…",
    keys: ["Mod+,"],
    group: "Help",
    enabled: () => true,
    run: (d) => d.open("preferences"),
  },
];

/** Every command of the bench in this state: the buttons of the active row, then the fixed ones. */
export function benchCommands(desk: BenchDesk): Command<BenchDesk>[] {
  return [...verdicts(desk), ...fixed];
}

function verdicts(desk: BenchDesk): Command<BenchDesk>[] {
  const question = desk.questions[desk.row];
  if (question?.type !== "comparison") return [];
  return pointsOf(question).map((point) => ({
    id: `choose-${point.answer.side}-${point.answer.strength ?? 0}`,
    label: question.title === point.name ? point.name : `${question.title}: ${point.name}`,
    keys: point.keys,
    group: "Verdict",
    enabled: working,
    run: (d) => d.choose(point),
  }));
}
