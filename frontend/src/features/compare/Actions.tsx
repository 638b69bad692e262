import type { Command } from "@/commands/commands";
import { count } from "@/lib/format";
import type { OutboxState } from "@/lib/outbox";
import styles from "./Actions.module.css";
import type { BenchDesk } from "./benchCommands";
import { KeyButton } from "./KeyButton";

type Props = {
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
  box: OutboxState;
  onResend: () => void;
};

/** What one can do with the item besides answering, whether all is saved, and the one next thing. */
export function Actions({ desk, commands, box, onResend }: Props) {
  const key = { commands, state: desk };
  return (
    <footer className={styles.actions}>
      <div className={styles.group}>
        <KeyButton {...key} id="undo" label="Undo" />
        {desk.reopened ? (
          <KeyButton {...key} id="keep" label="Keep the earlier answer" />
        ) : (
          <>
            <KeyButton {...key} id="skip" label="Skip…" />
            <KeyButton {...key} id="return" label="Later" className={styles.wide} />
          </>
        )}
        <KeyButton {...key} id="flag" label="Flag…" />
        <KeyButton {...key} id="palette" label="All commands" className={styles.wide} />
      </div>
      <Saved box={box} onResend={onResend} />
      <KeyButton
        {...key}
        id="submit"
        label={desk.reopened ? "Replace" : "Send"}
        variant="primary"
        size="normal"
        className={styles.send}
      />
    </footer>
  );
}

/** "Saved", or what is still on its way. */
function Saved({ box, onResend }: { box: OutboxState; onResend: () => void }) {
  const waiting = box.waiting.length;
  if (waiting === 0) return <p className={styles.saved}>Saved ✓</p>;
  if (box.signedOut) return <p className={styles.warn}>Signed out – {waiting} waiting</p>;
  if (box.sending && !box.offline) return <p className={styles.saved}>Sending {waiting}…</p>;
  return (
    <p className={styles.warn}>
      <span>
        {box.offline ? "Offline" : "Not sent yet"} – {waiting} waiting
      </span>
      <button
        type="button"
        className={styles.resend}
        onClick={onResend}
        aria-label={`Send ${count(waiting, "answer")} now`}
      >
        Try now
      </button>
    </p>
  );
}
