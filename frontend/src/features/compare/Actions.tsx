import type { Command } from "@/commands/commands";
import { plural, t } from "@/lib/i18n";
import type { Outbox } from "@/lib/outbox";
import styles from "./Actions.module.css";
import type { BenchDesk } from "./benchCommands";
import { KeyButton } from "./KeyButton";
import { useBox } from "./useOutbox";

type Props = {
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
  outbox: Outbox | null;
  onResend: () => void;
};

/** What one can do with the item besides answering, whether all is saved, and the one next thing. */
export function Actions({ desk, commands, outbox, onResend }: Props) {
  const key = { commands, state: desk };
  return (
    <footer className={styles.actions}>
      <div className={styles.group}>
        <KeyButton {...key} id="undo" label={t("Undo")} />
        {desk.reopened ? (
          <KeyButton {...key} id="keep" label={t("Keep the earlier answer")} />
        ) : (
          <>
            <KeyButton {...key} id="skip" label={t("Skip…")} className={styles.skip} />
            <KeyButton {...key} id="return" label={t("Later")} className={styles.wide} />
          </>
        )}
        <KeyButton {...key} id="flag" label={t("Flag…")} className={styles.wide} />
        <KeyButton {...key} id="palette" label={t("All commands")} className={styles.wide} />
        <KeyButton {...key} id="palette" label={t("More…")} className={styles.narrow} />
      </div>
      <Saved outbox={outbox} onResend={onResend} />
      <KeyButton
        {...key}
        id="submit"
        label={desk.reopened ? t("Replace") : t("Send")}
        variant="primary"
        size="normal"
        className={styles.send}
      />
    </footer>
  );
}

/** "Saved", or what is still on its way. */
function Saved({ outbox, onResend }: Pick<Props, "outbox" | "onResend">) {
  const box = useBox(outbox, (box) => box);
  const waiting = box.waiting.length;
  if (waiting === 0) return <p className={styles.saved}>{t("Saved")} ✓</p>;
  if (box.signedOut)
    return <p className={styles.warn}>{t("Signed out – {n} waiting", { n: waiting })}</p>;
  if (box.sending && !box.offline)
    return <p className={styles.saved}>{t("Sending {n}…", { n: waiting })}</p>;
  return (
    <p className={styles.warn}>
      <span>
        {box.offline
          ? t("Offline – {n} waiting", { n: waiting })
          : t("Not sent yet – {n} waiting", { n: waiting })}
      </span>
      <button
        type="button"
        className={styles.resend}
        onClick={onResend}
        aria-label={`${t("Try now")}: ${plural(waiting, "Send {n} answer now", "Send {n} answers now")}`}
      >
        {t("Try now")}
      </button>
    </p>
  );
}
