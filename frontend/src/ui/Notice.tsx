import type { ReactNode } from "react";
import { t } from "@/lib/i18n";
import { cx } from "./cx";
import styles from "./Notice.module.css";

/** Something to know before going on; `danger` is announced at once, `polite` when there is time. */
export function Notice(props: {
  polite?: boolean;
  tone?: "info" | "ok" | "warn" | "danger";
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const tone = props.tone ?? "info";
  return (
    <div
      className={cx(styles.notice, styles[tone])}
      role={tone === "danger" ? "alert" : props.polite ? "status" : undefined}
    >
      <div>
        {props.title && <p className={styles.title}>{props.title}</p>}
        {props.children && <div>{props.children}</div>}
      </div>
      {props.action}
    </div>
  );
}

export function Loading({ what = t("Loading") }: { what?: string }) {
  return (
    <p className={styles.loading} role="status">
      {what}…
    </p>
  );
}
