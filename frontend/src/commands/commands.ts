/** One thing a person can do. The same entry feeds the key, the button, the palette and the help. */
export type Command<State> = {
  id: string;
  label: string;
  /**
   * "a", "Shift+a", "Enter", "ArrowUp", "Mod+k" (Ctrl, or Command on a Mac); the first one is
   * printed. "a" and "Enter" are also pressed with Shift where no command has "Shift+a".
   */
  keys: readonly string[];
  group: string;
  enabled: (state: State) => boolean;
  run: (state: State) => void;
  /** Works while a text box has the focus; only chords may. */
  whileTyping?: boolean;
  /** Kept out of the palette: needs a place on the screen to make sense. */
  keyOnly?: boolean;
  /** While one finds words, these work and no others. */
  mode?: "find";
};

export type Found<State> =
  | { kind: "none" }
  | { kind: "one"; command: Command<State> }
  /** Two enabled commands on one key: nothing may run. */
  | { kind: "conflict"; commands: Command<State>[] };

type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey"> &
  Partial<Pick<KeyboardEvent, "shiftKey">>;

/** Keys that mean something of their own with Shift; of others, Shift makes another sign. */
const SHIFTED = /^(Arrow.*|Enter|[a-z])$/;

/** The name of a key press, as commands write it; letters by place where the layout has none. */
export function pressed(event: KeyPress): string {
  let key = event.key;
  const plain = key.length === 1;
  if (plain && !/[\x20-\x7e]/.test(key) && event.code.startsWith("Key")) key = event.code.slice(3);
  if (plain) key = key.toLowerCase();
  if (key === " ") key = "Space";
  if (event.shiftKey && SHIFTED.test(key)) key = `Shift+${key}`;
  return `${event.ctrlKey || event.metaKey ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}

export function find<State>(
  commands: readonly Command<State>[],
  key: string,
  state: State,
): Found<State> {
  const hits = commands.filter((c) => c.keys.includes(key) && c.enabled(state));
  const [first] = hits;
  const plain = key.replace(/^Shift\+(?!Arrow)/, "");
  if (!first) return plain === key ? { kind: "none" } : find(commands, plain, state);
  return hits.length > 1 ? { kind: "conflict", commands: hits } : { kind: "one", command: first };
}

const MAC = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");
const NAMES: Record<string, string> = {
  Enter: "⏎",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageDown: "PgDn",
  PageUp: "PgUp",
  Escape: "Esc",
};

/** A key as printed on a button. */
export function printed(key: string): string {
  return key
    .split("+")
    .map((part) =>
      part === "Mod"
        ? MAC
          ? "⌘"
          : "Ctrl"
        : (NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
    )
    .join(MAC ? "" : "+");
}

/** The first key of a command, as printed. */
export function keyOf<State>(commands: readonly Command<State>[], id: string): string {
  return printed(commands.find((c) => c.id === id)?.keys[0] ?? "");
}

/** Single letters and digits: what a person may switch off (WCAG 2.1.4). */
export function isSingleKey(key: string): boolean {
  return key.replace("Shift+", "").length === 1;
}
