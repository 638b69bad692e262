import { useEffect, useRef } from "react";
import type { Assignment, Message, Source } from "@/api/types";
import { t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { RichText } from "@/ui/RichText";
import styles from "./PromptPane.module.css";

type Props = {
  assignment: Assignment;
  open: boolean;
  onToggle: () => void;
  /** Told whether there is anything to unfold. */
  onFolds: (folds: boolean) => void;
  /** The key that folds, as printed. */
  keyName: string;
};

const who = (role: string) =>
  ({ user: t("User"), assistant: t("Assistant"), system: t("System") })[role] ?? role;

/** What was asked; the turns of a conversation as a quiet thread. Folds after some twelve lines. */
export function PromptPane({ assignment, open, onToggle, onFolds, keyName }: Props) {
  const { prompt, context } = assignment;
  const body = useRef<HTMLElement>(null);
  const folds = useFolds(body, onFolds);
  const thread = prompt.length > 1;
  return (
    <section className={cx(styles.prompt, open && styles.open)} aria-labelledby="prompt-title">
      <header className={styles.head}>
        <h2 id="prompt-title">{thread ? t("Conversation") : t("Prompt")}</h2>
        <Context context={context} />
        {folds && (
          <Button
            variant="quiet"
            size="small"
            keyName={keyName}
            aria-expanded={open}
            onClick={onToggle}
          >
            {open ? t("Fold") : t("Unfold")}
          </Button>
        )}
      </header>
      <div className={cx(styles.columns, context.sources && styles.withSources)}>
        <section
          ref={body}
          className={styles.body}
          tabIndex={0}
          aria-label={t("Text of the prompt")}
        >
          <Turns messages={prompt} lang={context.language} />
        </section>
        {context.sources && <Sources sources={context.sources} lang={context.language} />}
      </div>
    </section>
  );
}

/** Messages as a quiet thread; one of a user alone needs no name. */
export function Turns({ messages, lang }: { messages: Message[]; lang?: string | undefined }) {
  const thread = messages.length > 1;
  return messages.map((message, n) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: turns have an order and nothing else
    <div key={n} className={cx(styles.turn, thread && styles.inThread)}>
      {(thread || message.role !== "user") && <p className={styles.who}>{who(message.role)}</p>}
      <RichText text={message.content} lang={lang} />
    </div>
  ));
}

/** What the responses may cite, numbered as they number it. An address is text here too. */
function Sources({ sources, lang }: { sources: Source[]; lang?: string | undefined }) {
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

function Context({ context }: { context: Assignment["context"] }) {
  const { language, criteria, persona } = context;
  if (!language && !criteria && !persona) return null;
  return (
    <ul className={styles.context} aria-label={t("Context")}>
      {persona && (
        <li title={t("Persona: {who}", { who: persona })}>{t("as {who}", { who: persona })}</li>
      )}
      {criteria && <li title={t("Criteria: {what}", { what: criteria })}>{criteria}</li>}
      {language && <li title={t("Language")}>{language}</li>}
    </ul>
  );
}

function useFolds(body: React.RefObject<HTMLElement | null>, tell: (folds: boolean) => void) {
  const folds = useRef(false);
  useEffect(() => {
    const node = body.current;
    if (!node) return;
    const measure = () => {
      const now = node.scrollHeight > node.clientHeight + 4 || folds.current;
      if (now !== folds.current) {
        folds.current = now;
        tell(now);
      }
    };
    tell(false);
    const observer = new ResizeObserver(measure);
    for (const child of node.children) observer.observe(child);
    return () => observer.disconnect();
  }, [body, tell]);
  return folds.current;
}
