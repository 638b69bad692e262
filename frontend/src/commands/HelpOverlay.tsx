import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";
import { type Command, printed } from "./commands";
import styles from "./commands.module.css";

type Props<State> = {
  open: boolean;
  onClose: () => void;
  commands: readonly Command<State>[];
  singleKeys: boolean;
};

/** Every key of this screen, read from the table that makes them work. */
export function HelpOverlay<State>({ open, onClose, commands, singleKeys }: Props<State>) {
  const groups = [...new Set(commands.map((c) => c.group))];
  return (
    <Dialog
      open={open}
      onClose={onClose}
      wide
      title="Keys"
      description={
        singleKeys
          ? "Keys rest while you write or while a dialog is open; Esc gives them back."
          : "Single letters and digits are switched off in your preferences."
      }
    >
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className={styles.keys}>
              {commands
                .filter((c) => c.group === group)
                .map((c) => (
                  <div key={c.id}>
                    <dt>
                      {c.keys.map((key) => (
                        <Kbd key={key}>{printed(key)}</Kbd>
                      ))}
                      <span className="visually-hidden">{c.keys.map(printed).join(" or ")}</span>
                    </dt>
                    <dd>{c.label}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
