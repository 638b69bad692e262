import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { type Command, find, isSingleKey, pressed } from "./commands";

type Options<State> = {
  commands: readonly Command<State>[];
  state: State;
  /** False: single letters and digits do nothing. */
  singleKeys: boolean;
  /** True while a dialog has the floor: no command runs from a key. */
  paused: boolean;
  onConflict: (commands: Command<State>[]) => void;
};

const TEXT =
  "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]";

/** Listens for the keys of a table of commands, on the whole page. */
export function useCommands<State>(options: Options<State>): void {
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { state, onConflict } = latest.current;
      const found = find(within(event, latest.current), pressed(event), state);
      if (found.kind === "none") return;
      event.preventDefault();
      if (found.kind === "conflict") onConflict(found.commands);
      // Drawn before this returns: the next key, however soon, finds what this one made.
      else flushSync(() => found.command.run(state));
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** The commands that may run from this key press, here and now. */
function within<State>(event: KeyboardEvent, options: Options<State>): readonly Command<State>[] {
  const key = pressed(event);
  const silent = options.paused || event.defaultPrevented || event.isComposing;
  const held = event.repeat && !/Arrow|Page/.test(key);
  const off = isSingleKey(key) && !options.singleKeys;
  if (silent || held || off || belongsElsewhere(event, key)) return [];
  const typing = event.target instanceof Element && event.target.matches(TEXT);
  return typing ? options.commands.filter((c) => c.whileTyping) : options.commands;
}

/** A focused button or link keeps its own Enter and Space; a dialog keeps every key. */
function belongsElsewhere(event: KeyboardEvent, key: string): boolean {
  if (!(event.target instanceof Element)) return false;
  if (event.target.closest("[role=dialog], [role=menu]")) return true;
  const control = event.target.closest("button, a[href], summary");
  if (!control) return false;
  if (key === "Space") return true;
  return key === "Enter" && control.getAttribute("role") !== "radio";
}
