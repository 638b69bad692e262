import type { Answer, Answers, Side } from "@/api/types";
import type { Command } from "@/commands/commands";
import { t } from "@/lib/i18n";
import { type Asked, kindOf } from "./rules";

export type DialogName = "skip" | "flag" | "help" | "palette" | "preferences";

/** What the commands of the bench look at and act on. */
export type BenchDesk = {
  hasWork: boolean;
  /** An earlier answer is open again: it holds no lease. */
  reopened: boolean;
  canUndo: boolean;
  hasGuideline: boolean;
  promptFolds: boolean;
  /** The box to find words with is open. */
  finding: boolean;
  asked: Asked;
  answers: Answers;
  sides: readonly Side[];
  /** The prompt's last message. */
  prompt: string;
  /** The active question and the active place in it. */
  row: number;
  slot: number;
  /** What the active row keeps between two keys; forgotten when another row or item is active. */
  scratch: unknown;
  note: (scratch: unknown) => void;
  /** Answer the active place; `said` is read aloud. Goes on to the next place unless told to stay. */
  give: (answer: Answer, said?: string, stay?: boolean) => void;
  /** The row before or after, as far as it is asked. */
  step: (by: 1 | -1) => void;
  goTo: (row: number, slot?: number) => void;
  write: () => void;
  submit: () => void;
  undo: () => void;
  keep: () => void;
  putBack: () => void;
  saveDraft: () => void;
  open: (dialog: DialogName) => void;
  toggle: (view: "diff" | "locked" | "stacked" | "raw" | "find" | "guidelines" | "prompt") => void;
  swap: () => void;
  /** To the next or the previous place of the words one looks for. */
  hit: (by: 1 | -1) => void;
  scroll: (pages: number) => void;
  /** Play or pause the sound or film of the active place. */
  play: () => void;
};

const working = (d: BenchDesk) => d.hasWork;
const kind = (d: BenchDesk) => {
  const question = d.asked.questions[d.row];
  return question && { question: question as never, rules: kindOf(d.asked, question) };
};
/** How many places the active row has for the arrows to walk through. */
const places = (d: BenchDesk) => {
  const here = kind(d);
  return here && !here.rules.ownArrows ? here.rules.slots(here.question, d.sides) : 1;
};
const toPlace = (d: BenchDesk, by: 1 | -1) => d.goTo(d.row, (d.slot + by + places(d)) % places(d));
const held = (d: BenchDesk) => d.hasWork && !d.reopened;

const several = (d: BenchDesk) => d.hasWork && d.sides.length > 1;

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
    run: (d) => d.step(1),
    keyOnly: true,
  },
  {
    id: "row-back",
    label: "Row before",
    keys: ["ArrowUp"],
    group: "Answer",
    enabled: working,
    run: (d) => d.step(-1),
    keyOnly: true,
  },
  {
    id: "place-next",
    label: "Next place in the row",
    keys: ["ArrowRight"],
    group: "Answer",
    enabled: (d) => d.hasWork && places(d) > 1,
    run: (d) => toPlace(d, 1),
    keyOnly: true,
  },
  {
    id: "place-back",
    label: "Place before in the row",
    keys: ["ArrowLeft"],
    group: "Answer",
    enabled: (d) => d.hasWork && places(d) > 1,
    run: (d) => toPlace(d, -1),
    keyOnly: true,
  },
  {
    id: "write",
    label: "Write a text answer",
    keys: ["t"],
    group: "Answer",
    enabled: (d) =>
      d.hasWork && d.asked.questions.some((q) => kindOf(d.asked, q).writes?.(q as never)),
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
    enabled: several,
    run: (d) => d.toggle("diff"),
  },
  {
    id: "lock",
    label: "Scroll all together",
    keys: ["l"],
    group: "View",
    enabled: several,
    run: (d) => d.toggle("locked"),
  },
  {
    id: "stack",
    label: "Side by side or stacked",
    keys: ["c"],
    group: "View",
    enabled: several,
    run: (d) => d.toggle("stacked"),
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
    id: "find",
    label: "Find words in all responses",
    keys: ["/"],
    group: "View",
    enabled: working,
    run: (d) => d.toggle("find"),
  },
  {
    id: "swap",
    label: "Swap places for a second look",
    keys: ["w"],
    group: "View",
    enabled: (d) => d.hasWork && d.sides.length === 2,
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
    id: "play",
    label: "Play or pause",
    keys: ["v"],
    group: "View",
    enabled: (d) => d.hasWork && d.sides.some((s) => s.media && s.media.kind !== "image"),
    run: (d) => d.play(),
  },
  {
    id: "down",
    label: "Scroll down",
    keys: ["Space", "PageDown"],
    group: "View",
    enabled: working,
    run: (d) => d.scroll(1),
    keyOnly: true,
  },
  {
    id: "up",
    label: "Scroll up",
    keys: ["PageUp"],
    group: "View",
    enabled: working,
    run: (d) => d.scroll(-1),
    keyOnly: true,
  },

  {
    id: "find-next",
    label: "Next place of the words",
    keys: ["n"],
    group: "Find",
    enabled: (d) => d.finding,
    run: (d) => d.hit(1),
    keyOnly: true,
    mode: "find",
  },
  {
    id: "find-back",
    label: "Place of the words before",
    keys: ["Shift+n"],
    group: "Find",
    enabled: (d) => d.finding,
    run: (d) => d.hit(-1),
    keyOnly: true,
    mode: "find",
  },
  {
    id: "find-next-typing",
    label: "Next place, also while you write",
    keys: ["Enter"],
    group: "Find",
    enabled: (d) => d.finding,
    run: (d) => d.hit(1),
    whileTyping: true,
    keyOnly: true,
    mode: "find",
  },
  {
    id: "find-back-typing",
    label: "Place before, also while you write",
    keys: ["Shift+Enter"],
    group: "Find",
    enabled: (d) => d.finding,
    run: (d) => d.hit(-1),
    whileTyping: true,
    keyOnly: true,
    mode: "find",
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
export function benchCommands(
  desk: BenchDesk,
  bindings: Record<string, string> = {},
): Command<BenchDesk>[] {
  return [...verdicts(desk), ...fixed].map((command) => {
    const own = bindings[command.id];
    const words = { label: t(command.label), group: t(command.group) };
    return { ...command, ...words, ...(own && { keys: [own] }) };
  });
}

/** Those that keys may run now: while one finds words only what goes on finding. */
export const inForce = (commands: readonly Command<BenchDesk>[], finding: boolean) =>
  commands.filter((c) => (c.mode === "find") === finding);

function verdicts(desk: BenchDesk): Command<BenchDesk>[] {
  const here = kind(desk);
  return desk.hasWork && here ? here.rules.commands(here.question, desk) : [];
}
