import type { Item } from "@/api/types";
import { CodeBlock } from "@/ui/CodeBlock";
import { Panel } from "@/ui/Page";
import { RichText } from "@/ui/RichText";
import styles from "./ItemPage.module.css";

const LETTERS = ["A", "B"];

/** The prompt and the responses as annotators see them, with the names that they do not see. */
export function ItemBody({ item }: { item: Item }) {
  const lang = typeof item.context.language === "string" ? item.context.language : undefined;
  const extra = { ...withoutEmpty({ context: item.context, metadata: item.metadata }) };
  return (
    <div className={styles.body}>
      <Panel title="Prompt">
        <Scroll label="Prompt">
          {item.prompt.map((turn, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: turns of a stored conversation never move
            <div key={n} className={styles.turn}>
              <span className={styles.role}>{turn.role}</span>
              <RichText text={turn.content} lang={lang} />
            </div>
          ))}
        </Scroll>
      </Panel>
      <div className={styles.responses}>
        {item.responses.map((response, n) => (
          <article key={response.key} className={styles.response}>
            <header>
              <h2>Response {LETTERS[n]}</h2>
              {response.model && <span className={styles.model}>{response.model}</span>}
            </header>
            <Scroll label={`Response ${LETTERS[n]}`}>
              <RichText text={response.text} lang={lang} />
            </Scroll>
          </article>
        ))}
      </div>
      {Object.keys(extra).length > 0 && (
        <details className={styles.extra}>
          <summary>Context and metadata</summary>
          <CodeBlock label="Context and metadata" text={JSON.stringify(extra, null, 2)} wrap />
        </details>
      )}
    </div>
  );
}

function Scroll({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

function withoutEmpty(parts: Record<string, Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0),
  );
}
