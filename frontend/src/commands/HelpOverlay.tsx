import { type KeyboardEvent, useState } from "react";
import { useSaveMe, useSession } from "@/api/queries/session";
import { t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Kbd } from "@/ui/Kbd";
import { Notice } from "@/ui/Notice";
import { isModifier, objection } from "./bindings";
import { type Command, pressed, printed } from "./commands";
import styles from "./commands.module.css";

type Props<State> = {
  open: boolean;
  onClose: () => void;
  commands: readonly Command<State>[];
  singleKeys: boolean;
};

/** Every key of this screen, read from the table that makes them work; each can be changed here. */
export function HelpOverlay<State>({ open, onClose, commands, singleKeys }: Props<State>) {
  const groups = [...new Set(commands.map((c) => c.group))];
  const [changing, setChanging] = useState(false);
  const [waiting, setWaiting] = useState<string | null>(null);
  const [refused, setRefused] = useState("");
  const preferences = useSession().data?.user?.preferences ?? {};
  const save = useSaveMe();
  const bind = (bindings: Record<string, string>) => {
    setWaiting(null);
    setRefused("");
    save.mutate({ preferences: { bindings } });
  };
  const take = (event: KeyboardEvent, command: Command<State>) => {
    const key = pressed(event.nativeEvent);
    if (waiting !== command.id || isModifier(key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "Escape") return setWaiting(null);
    const why = objection(commands, command, key);
    setRefused(why);
    if (!why) bind({ ...preferences.bindings, [command.id]: key });
  };
  const shown = (command: Command<State>) =>
    waiting === command.id ? t("press a key") : command.keys.map(printed).join(" ");
  const keys = (command: Command<State>) =>
    changing ? (
      <button
        type="button"
        className={styles.change}
        aria-label={`${shown(command)}: ${t("Change the key of “{command}”", { command: command.label })}`}
        aria-pressed={waiting === command.id}
        onClick={() => setWaiting(command.id)}
        onBlur={() => setWaiting(null)}
        onKeyDown={(event) => take(event, command)}
      >
        {shown(command)}
      </button>
    ) : (
      <>
        {command.keys.map((key) => (
          <Kbd key={key}>{printed(key)}</Kbd>
        ))}
        <span className="visually-hidden">{command.keys.map(printed).join(", ")}</span>
      </>
    );
  const close = () => {
    setChanging(false);
    setRefused("");
    onClose();
  };
  const own = Object.keys(preferences.bindings ?? {}).length > 0;
  return (
    <Dialog
      open={open}
      onClose={close}
      wide
      title={t("Keys")}
      description={
        changing
          ? t("Press the button beside a command, then the key you want for it.")
          : singleKeys
            ? t("Keys rest while you write or while a dialog is open; Esc gives them back.")
            : t("Single letters and digits are switched off in your preferences.")
      }
      actions={
        <>
          {own && <Button onClick={() => bind({})}>{t("Give back the usual keys")}</Button>}
          <Button onClick={() => setChanging(!changing)}>
            {changing ? t("Done") : t("Change keys…")}
          </Button>
        </>
      }
    >
      {refused && <Notice tone="danger">{refused}</Notice>}
      {save.isError && <Notice tone="danger">{t(save.error.message)}</Notice>}
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className={styles.keys}>
              {commands
                .filter((c) => c.group === group)
                .map((c) => (
                  <div key={c.id}>
                    <dt>{keys(c)}</dt>
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
