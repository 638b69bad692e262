import { useState } from "react";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";
import { type Command, printed } from "./commands";
import styles from "./commands.module.css";

type Props<State> = {
  open: boolean;
  onClose: () => void;
  commands: readonly Command<State>[];
  state: State;
};

/** Type a few letters of what you want to do. */
export function CommandPalette<State>({ open, onClose, commands, state }: Props<State>) {
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const wanted = words.toLowerCase().trim();
  const hits = commands.filter(
    (c) => !c.keyOnly && c.enabled(state) && c.label.toLowerCase().includes(wanted),
  );
  const close = () => {
    setWords("");
    setAt(0);
    onClose();
  };
  const run = (command: Command<State> | undefined) => {
    if (!command) return;
    close();
    command.run(state);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setAt((at + step + hits.length) % Math.max(1, hits.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(hits[at]);
    }
  };
  return (
    <Dialog open={open} onClose={close} title={t("What do you want to do?")}>
      <input
        className={styles.search}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette"
        aria-activedescendant={hits[at] ? `palette-${hits[at].id}` : undefined}
        aria-label={t("Command")}
        placeholder={t("Type a few letters")}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette" role="listbox" aria-label={t("Commands")} className={styles.palette}>
        {hits.map((c, n) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are read by the text box above
          <div
            key={c.id}
            id={`palette-${c.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === at}
            className={cx(styles.hit, n === at && styles.at)}
            onClick={() => run(c)}
          >
            {c.label}
            {c.keys[0] && <Kbd>{printed(c.keys[0])}</Kbd>}
          </div>
        ))}
        {hits.length === 0 && <p className={styles.none}>{t("Nothing here is called that.")}</p>}
      </div>
    </Dialog>
  );
}
