import type { ComponentProps } from "react";
import { type Command, printed } from "@/commands/commands";
import { Button } from "@/ui/Button";

type Props<State> = {
  commands: readonly Command<State>[];
  id: string;
  state: State;
  /** Shorter than the command's own label. */
  label?: string;
} & Omit<ComponentProps<typeof Button>, "children" | "keyName" | "onClick" | "id">;

/** The button of a command: its key is printed on it, and it is off when the command is. */
export function KeyButton<State>({ commands, id, state, label, ...rest }: Props<State>) {
  const command = commands.find((c) => c.id === id);
  if (!command) return null;
  const [key] = command.keys;
  return (
    <Button
      variant="quiet"
      size="small"
      disabled={!command.enabled(state)}
      aria-keyshortcuts={key?.replace("Mod", "Control")}
      title={label ? command.label : undefined}
      {...rest}
      {...(key ? { keyName: printed(key) } : {})}
      onClick={() => command.run(state)}
    >
      {label ?? command.label}
    </Button>
  );
}
