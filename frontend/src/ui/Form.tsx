import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Form.module.css";

/** Fields under one another, then the buttons. */
export function Form({
  actions,
  children,
  className,
  ...rest
}: ComponentProps<"form"> & { actions?: ReactNode }) {
  return (
    <form className={cx(styles.form, className)} {...rest}>
      {children}
      {actions && <div className={styles.actions}>{actions}</div>}
    </form>
  );
}

/** Fields beside one another where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
