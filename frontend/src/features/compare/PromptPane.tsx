import { lazy, Suspense, useEffect, useRef, useState } from "react";
import type { Assignment, Message } from "@/api/types";
import { t } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { RichText } from "@/ui/RichText";
import styles from "./PromptPane.module.css";

const Beside = lazy(() => import("./Media").then((m) => ({ default: m.Beside })));
const Sources = lazy(() => import("./Sources"));

type Props = {
  assignment: Assignment;
  /** False: its item comes next. */
  shown: boolean;
  open: boolean;
  onToggle: () => void;
  /** Told whether there is anything to unfold. */
  onFolds: (folds: boolean) => void;
  /** The key that folds, as printed. */
  keyName: string;
};

const who = (role: string) =>
  ({ user: t("User"), assistant: t("Assistant"), system: t("System"), tool: t("Tool") })[role] ??
  role;

/** What was asked; the turns of a conversation as a quiet thread. Folds after some twelve lines. */
export function PromptPane({ assignment, shown, open, onToggle, onFolds, keyName }: Props) {
  const { prompt, context } = assignment;
  const body = useRef<HTMLElement>(null);
  const folds = useFolds(body);
  useEffect(() => {
    if (shown) onFolds(folds);
  }, [shown, folds, onFolds]);
  const title = shown ? "prompt-title" : undefined;
  const thread = prompt.length > 1;
  return (
    <section className={cx(styles.prompt, open && styles.open)} aria-labelledby={title}>
      <header className={styles.head}>
        <h2 id={title}>{thread ? t("Conversation") : t("Prompt")}</h2>
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
          {context.media && (
            <Suspense>
              <Beside files={context.media} />
            </Suspense>
          )}
        </section>
        {context.sources && (
          <Suspense>
            <Sources sources={context.sources} lang={context.language} />
          </Suspense>
        )}
      </div>
    </section>
  );
}

type TurnsProps = { messages: Message[]; lang?: string | undefined; whole?: boolean };

/** Messages as a quiet thread; one of a user alone needs no name. */
export function Turns({ messages, lang, whole = false }: TurnsProps) {
  const thread = messages.length > 1;
  return messages.map((message, n) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: turns have an order and nothing else
    <div key={n} className={cx(styles.turn, thread && styles.inThread)}>
      {(thread || message.role !== "user") && (
        <p className={styles.who} data-aside>
          {who(message.role)}
        </p>
      )}
      {message.content && <RichText text={message.content} lang={lang} whole={whole} />}
      {message.calls?.map((call, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls have an order and nothing else
        <RichText key={at} raw text={`${call.name}(${call.arguments})`} />
      ))}
    </div>
  ));
}

function Context({ context }: { context: Assignment["context"] }) {
  const { language, criteria, persona } = context;
  if (!language && !criteria && !persona) return null;
  return (
    <ul className={styles.context} aria-label={t("Context")}>
      {persona && (
        <li title={t("Persona: {who}", { who: persona })}>{t("as {who}", { who: persona })}</li>
      )}
      {criteria && (
        <li dir="auto" title={t("Criteria: {what}", { what: criteria })}>
          {criteria}
        </li>
      )}
      {language && <li title={t("Language")}>{language}</li>}
    </ul>
  );
}

/** Whether there was ever more than fits: it stays foldable once it is unfolded. */
function useFolds(body: React.RefObject<HTMLElement | null>): boolean {
  const [folds, setFolds] = useState(false);
  useEffect(() => {
    const node = body.current;
    if (!node) return;
    const measure = () => {
      if (node.scrollHeight > node.clientHeight + 4) setFolds(true);
    };
    const observer = new ResizeObserver(measure);
    for (const child of node.children) observer.observe(child);
    return () => observer.disconnect();
  }, [body]);
  return folds;
}
