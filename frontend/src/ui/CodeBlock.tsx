import { t } from "@/lib/i18n";
import { Button } from "./Button";
import styles from "./CodeBlock.module.css";
import { useStatus } from "./Status";

/** Text to take along as it is: a snippet, a link, a manifest. */
export function CodeBlock({ text, label, wrap }: { text: string; label: string; wrap?: boolean }) {
  const say = useStatus();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => say(t("{what} copied.", { what: label }), "ok"),
      () => say(t("This browser does not let pages copy. Select the text and copy it."), "warn"),
    );
  return (
    <div className={styles.block}>
      <section className={styles.scroll} aria-label={label} tabIndex={0}>
        <pre className={wrap ? styles.wrap : styles.pre}>{text}</pre>
      </section>
      <Button
        size="small"
        className={styles.copy}
        onClick={copy}
        aria-label={t("Copy: {what}", { what: label })}
      >
        {t("Copy")}
      </Button>
    </div>
  );
}
