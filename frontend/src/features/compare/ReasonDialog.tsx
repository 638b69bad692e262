import { type KeyboardEvent, useState } from "react";
import { t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/Field";
import { Kbd } from "@/ui/Kbd";
import styles from "./ReasonDialog.module.css";

type Props<Reason extends string> = {
  title: string;
  description: string;
  reasons: readonly { value: Reason; label: string }[];
  action: string;
  onClose: () => void;
  onChosen: (reason: Reason, note: string) => void;
};

/** A reason by number, a note if one likes, Enter. Without a reason nothing happens. */
export function ReasonDialog<Reason extends string>(props: Props<Reason>) {
  const [reason, setReason] = useState<Reason | null>(null);
  const [note, setNote] = useState("");
  const go = () => reason && props.onChosen(reason, note.trim());
  const onKeyDown = (event: KeyboardEvent) => {
    const writing = event.target instanceof HTMLInputElement;
    const picked = props.reasons[Number(event.key) - 1];
    if (!writing && picked) setReason(picked.value);
    const onButton = event.target instanceof HTMLButtonElement && event.target.role !== "radio";
    if (event.key === "Enter" && !onButton) {
      event.preventDefault();
      go();
    }
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.title}
      description={props.description}
      actions={
        <>
          <Button onClick={props.onClose}>{t("Cancel")}</Button>
          <Button variant="primary" disabled={!reason} onClick={go} keyName="⏎">
            {props.action}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: listens for the digits of its radio buttons */}
      <div className={styles.body} onKeyDown={onKeyDown}>
        <div className={styles.reasons} role="radiogroup" aria-label={t("Reason")}>
          {props.reasons.map(({ value, label }, n) => (
            <button
              key={value}
              type="button"
              role="radio"
              aria-checked={reason === value}
              autoFocus={n === 0}
              className={cx(styles.reason, reason === value && styles.on)}
              onClick={() => setReason(value)}
            >
              <Kbd>{String(n + 1)}</Kbd>
              {label}
            </button>
          ))}
        </div>
        <TextField
          label={t("Note")}
          hint={t("Optional, for the admins.")}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </div>
    </Dialog>
  );
}
