import type { Source } from "@/api/types";
import { t } from "@/lib/i18n";
import { RichText } from "@/ui/RichText";
import styles from "./PromptPane.module.css";

/** What the responses may cite, numbered as they number it. An address is text here too. */
export default function Sources({
  sources,
  lang,
}: {
  sources: Source[];
  lang?: string | undefined;
}) {
  return (
    <section className={styles.sources} tabIndex={0} aria-label={t("Sources")}>
      {sources.map(({ title, text, url }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a source is its number
        <article key={n} className={styles.source} data-source={n + 1}>
          <h3 dir="auto">
            <span className={styles.number}>{n + 1}</span> {title || t("Source {n}", { n: n + 1 })}
            {url && <span className={styles.address}> {url}</span>}
          </h3>
          <RichText text={text} lang={lang} />
        </article>
      ))}
    </section>
  );
}
