import { Button } from "./Button";
import styles from "./CodeBlock.module.css";
import { useStatus } from "./Status";

/** Text to take along as it is: a snippet, a link, a manifest. */
export function CodeBlock({ text, label, wrap }: { text: string; label: string; wrap?: boolean }) {
  const say = useStatus();
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => say(`${label} copied.`, "ok"),
      () => say("This browser does not let pages copy. Select the text and copy it.", "warn"),
    );
  return (
    <div className={styles.block}>
      <section className={styles.scroll} aria-label={label} tabIndex={0}>
        <pre className={wrap ? styles.wrap : styles.pre}>{text}</pre>
      </section>
      <Button size="small" className={styles.copy} onClick={copy} aria-label={`Copy: ${label}`}>
        Copy
      </Button>
    </div>
  );
}
