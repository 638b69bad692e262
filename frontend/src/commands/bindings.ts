import { t } from "@/lib/i18n";
import { type Command, printed } from "./commands";

/** Keys of answers in every project, whatever this one asks. */
const ANSWERS = /^[0-9abex]$/;
/** What the browser or the form keeps for itself. */
const TAKEN = /^(Tab|Escape|F\d+|Mod\+[nrtw])$/;

/** Why a command may not have a key; "" if it may. */
export function objection<State>(
  commands: readonly Command<State>[],
  command: Command<State>,
  key: string,
): string {
  const name = printed(key);
  const other = commands.find(
    (c) => c.id !== command.id && c.mode === command.mode && c.keys.includes(key),
  );
  if (other) return t("{key} is the key of “{command}”.", { key: name, command: other.label });
  if (TAKEN.test(key)) return t("The browser needs {key} for itself.", { key: name });
  if (ANSWERS.test(key) && !command.id.startsWith("choose-"))
    return t("{key} is kept for answers.", { key: name });
  if (command.whileTyping && !key.startsWith("Mod+"))
    return t("This one also works while you write, so it needs Ctrl or Command.");
  return "";
}

/** A key press that is only half of one. */
export const isModifier = (key: string): boolean =>
  /^(.*\+)?(Shift|Control|Alt|Meta|AltGraph)$/.test(key);
