import { Dialog as Base } from "@base-ui/react/dialog";
import { type ReactNode, useRef } from "react";
import { t } from "@/lib/i18n";
import { cx } from "./cx";
import styles from "./Dialog.module.css";

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title. */
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the one that goes on last. */
  actions?: ReactNode;
  wide?: boolean;
  /** False: only its own buttons close it, not Escape nor a click beside it. */
  dismissible?: boolean;
};

const FIELD = "input:not([type=radio], [type=checkbox]), textarea";

/** A modal question. Focus goes in, to what is to be written, stays in, and returns. */
export function Dialog(props: Props) {
  const { open, onClose, title, description, children, actions, wide, dismissible = true } = props;
  const popup = useRef<HTMLDivElement>(null);
  // On a cross that closes, the first blank that somebody types would close it; a finger that opens
  // a dialog wants to read it first, not a keyboard over it.
  const first = (by: string) =>
    (by !== "touch" && popup.current?.querySelector<HTMLElement>(FIELD)) || true;
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => !next && dismissible && onClose()}
      disablePointerDismissal={!dismissible}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          ref={popup}
          initialFocus={first}
          className={cx(styles.popup, wide && styles.wide)}
        >
          <div className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            {dismissible && (
              <Base.Close className={styles.close} aria-label={t("Close")}>
                ×
              </Base.Close>
            )}
          </div>
          {description && (
            <Base.Description className={styles.description}>{description}</Base.Description>
          )}
          {children && <div className={styles.body}>{children}</div>}
          {actions && <footer className={styles.actions}>{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
