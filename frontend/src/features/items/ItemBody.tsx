import { lazy, Suspense } from "react";
import type { Message } from "@/api/types";
import type { Content, Response } from "@/api/typesItems";
import { letter } from "@/features/compare/kinds/kind";
import { CodeBlock } from "@/ui/CodeBlock";
import { Panel } from "@/ui/Page";
import { RichText } from "@/ui/RichText";
import styles from "./ItemPage.module.css";

const Media = lazy(() => import("@/features/compare/Media"));
const Steps = lazy(() =>
  import("@/features/compare/Steps").then((found) => ({ default: found.Steps })),
);
const Beside = lazy(() =>
  import("@/features/compare/Media").then((found) => ({ default: found.Beside })),
);

/** The prompt and the responses as annotators see them; with the models, where those are known. */
export function ItemBody({ item, title = "Prompt" }: { item: Content; title?: string }) {
  const lang = typeof item.context.language === "string" ? item.context.language : undefined;
  const extra = { ...withoutEmpty({ context: item.context, metadata: item.metadata ?? {} }) };
  return (
    <div className={styles.body}>
      <Panel title={title}>
        <Scroll label="Prompt">
          {(["persona", "criteria"] as const).map((about) => (
            <About key={about} what={about} context={item.context} />
          ))}
          <Turns messages={item.prompt} lang={lang} />
          {item.media.length > 0 && (
            <Suspense>
              <Beside files={item.media} />
            </Suspense>
          )}
        </Scroll>
      </Panel>
      <div className={styles.responses}>
        {item.responses.map((response, n) => (
          <article key={response.key} className={styles.response}>
            <header>
              <h2>Response {letter(n)}</h2>
              {response.model && <span className={styles.model}>{response.model}</span>}
            </header>
            <Scroll label={`Response ${letter(n)}`}>
              {response.prompt && (
                <div className={styles.own}>
                  <Turns messages={response.prompt} lang={lang} />
                </div>
              )}
              <Text response={response} name={`Response ${letter(n)}`} lang={lang} />
            </Scroll>
          </article>
        ))}
      </div>
      {Object.keys(extra).length > 0 && (
        <details className={styles.extra}>
          <summary>{titleOf(extra)}</summary>
          <CodeBlock label={titleOf(extra)} text={JSON.stringify(extra, null, 2)} wrap />
        </details>
      )}
    </div>
  );
}

const ABOUT = { persona: "Persona", criteria: "Criteria" };

/** For whom, or by what, the responses are to be judged. */
function About({ what, context }: { what: keyof typeof ABOUT; context: Content["context"] }) {
  const said = context[what];
  if (typeof said !== "string" || !said) return null;
  return (
    <div className={styles.turn}>
      <span className={styles.role}>{ABOUT[what]}</span>
      <p dir="auto">{said}</p>
    </div>
  );
}

function Turns({ messages, lang }: { messages: readonly Message[]; lang: string | undefined }) {
  return messages.map((turn, n) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: turns of a stored conversation never move
    <div key={n} className={styles.turn}>
      <span className={styles.role}>{turn.role}</span>
      <div>
        {turn.content && <RichText text={turn.content} lang={lang} />}
        {turn.calls?.map((call, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nor do its calls
          <RichText key={at} raw text={`${call.name}(${call.arguments})`} />
        ))}
      </div>
    </div>
  ));
}

type TextProps = { response: Response; name: string; lang: string | undefined };

function Text({ response, name, lang }: TextProps) {
  if (response.turns) return <Turns messages={response.turns} lang={lang} />;
  const text = <RichText text={response.text} lang={lang} />;
  if (response.steps)
    return (
      <Suspense fallback={text}>
        <Steps text={response.text} steps={response.steps} lang={lang} />
      </Suspense>
    );
  if (!response.media) return text;
  return (
    <Suspense>
      {response.text && <p className={styles.file}>{response.text}</p>}
      {response.media.kind !== "missing" && <Media file={response.media} name={name} />}
      {response.media.kind === "missing" && (
        <p className={styles.lost}>No file of this name was added: add it under Data, Imports.</p>
      )}
    </Suspense>
  );
}

function Scroll({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

function titleOf(parts: Record<string, unknown>): string {
  const named = Object.keys(parts).join(" and ");
  return named.charAt(0).toUpperCase() + named.slice(1);
}

function withoutEmpty(parts: Record<string, Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0),
  );
}
