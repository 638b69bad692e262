import { useDeferredValue, useEffect, useState } from "react";
import type { AnswerOf, QuestionOf } from "@/api/types";
import { keyOf } from "@/commands/commands";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Choosables } from "./Choosables";
import { asCommands, type Choosable, given, toggled } from "./choosing";
import { type Kind, letter, letterOf, type RowProps } from "./kind";
import styles from "./kinds.module.css";

type Question = QuestionOf<"critique">;
type Answer = AnswerOf["critique"];
type Part = "of" | "reasons" | "critique" | "rewrite";
type Sides = RowProps["sides"];

/** What is asked for, in order; with one response there is no choice of which. */
function partsOf({ options }: Question, sides: Sides): Part[] {
  const all: [Part, boolean][] = [
    ["of", sides.length > 1],
    ["reasons", options.reasons.length > 0],
    ["critique", options.critique],
    ["rewrite", options.rewrite],
  ];
  return all.flatMap(([part, on]) => (on ? [part] : []));
}

/** The side it is about: the only one, or the chosen one. */
const about = (answer: Answer | undefined, sides: Sides): string | undefined =>
  answer?.of ?? (sides.length === 1 ? sides[0]?.side : undefined);

function original(answer: Answer | undefined, sides: Sides): string {
  return sides.find((s) => s.side === about(answer, sides))?.text ?? "";
}

function lacks(part: Part, answer: Answer | undefined, sides: Sides): boolean {
  if (part === "of") return about(answer, sides) === undefined;
  if (part === "reasons") return !answer?.reasons?.length;
  if (part === "critique") return !answer?.critique?.trim();
  const text = answer?.rewrite?.trim();
  return !text || text === original(answer, sides).trim();
}

function choosables(question: Question, desk: RowProps["desk"]): Choosable[] {
  const answer = given(desk, question);
  const part = partsOf(question, desk.sides)[desk.slot];
  if (part === "of")
    return desk.sides.map(({ side }, n) => ({
      id: `of-${n + 1}`,
      text: t("Response {a}", { a: letter(n) }),
      keys: [String(n + 1)],
      on: answer?.of === side,
      // Another response: what was rewritten of the first one is no rewrite of this one.
      press: (d) => {
        const { rewrite: _, ...kept } = answer ?? {};
        d.give({ ...kept, of: side }, letter(n));
      },
    }));
  if (part !== "reasons") return [];
  const reasons = answer?.reasons ?? [];
  return question.options.reasons.map(({ key, text }, n) => ({
    id: key,
    text,
    keys: [String(n + 1)],
    on: reasons.includes(key),
    press: (d) =>
      d.give({ ...withSide(answer, d.sides), reasons: toggled(reasons, key) }, text, true),
  }));
}

function withSide(answer: Answer | undefined, sides: Sides): Answer {
  const of = about(answer, sides);
  return { ...answer, ...(of ? { of } : {}) };
}

/** What is wrong with a response, and how it should have been; with the changes marked live. */
export const critique: Kind<"critique"> = {
  slots: (question, sides) => partsOf(question, sides).length,
  gaps: (question, answer, sides) =>
    partsOf(question, sides).flatMap((part, n) => (lacks(part, answer, sides) ? [n] : [])),
  begun: (answer) => Boolean(answer.reasons?.length || answer.critique?.trim() || answer.rewrite),
  commands: (question, desk) => asCommands(question, choosables(question, desk)),
  words: (question, answer, sides) => {
    if (!answer) return "";
    const reasons = question.options.reasons
      .filter((r) => answer.reasons?.includes(r.key))
      .map((r) => r.text);
    const of = sides.length > 1 && answer.of ? [letterOf(answer.of, sides)] : [];
    return [...of, ...reasons, answer.rewrite && t("rewritten")].filter(Boolean).join(" · ");
  },
  Row: CritiqueRow,
  pane: (question, desk) => {
    const side = about(given(desk, question), desk.sides);
    const at = desk.sides.findIndex((s) => s.side === side);
    return at < 0 ? null : at;
  },
  lines: () => 2,
  writes: (question) => question.options.critique || question.options.rewrite,
};

const titleOf = (part: Part): string =>
  ({
    of: t("Which one"),
    reasons: t("What is wrong"),
    critique: t("Critique"),
    rewrite: t("Rewrite"),
  })[part];

function CritiqueRow(props: RowProps<"critique">) {
  const { question, answer, sides, live, slot, desk, onOpen, onAnswer } = props;
  const parts = partsOf(question, sides);
  const part = live ? parts[slot] : undefined;
  const write = (change: Partial<Answer>) => onAnswer({ ...withSide(answer, sides), ...change });
  return (
    <div className={styles.lines}>
      <div className={cx(styles.line, live && styles.lineHere)}>
        <div className={styles.tabs}>
          {parts.map((name, n) => (
            <button
              key={name}
              type="button"
              className={cx(
                styles.tab,
                name === part && styles.tabHere,
                !lacks(name, answer, sides) && styles.tabDone,
              )}
              aria-current={name === part ? "step" : undefined}
              onClick={() => onOpen(n)}
            >
              {titleOf(name)}
            </button>
          ))}
        </div>
        <p className={styles.hint}>{question.help}</p>
      </div>
      <div className={cx(styles.line, live && styles.lineHere)}>
        {(part === "of" || part === "reasons") && (
          <Choosables
            label={titleOf(part)}
            list={choosables(question, desk)}
            desk={desk}
            several={part === "reasons"}
          />
        )}
        {part === "critique" && (
          <textarea
            className={styles.box}
            data-slot={slot}
            rows={1}
            dir="auto"
            aria-label={t("{title}: critique", { title: question.title })}
            maxLength={question.options.max_length}
            placeholder={t("What is wrong with it? Press {key} to write", {
              key: keyOf(props.commands, "write"),
            })}
            value={answer?.critique ?? ""}
            onChange={(event) => write({ critique: event.currentTarget.value })}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
            }}
          />
        )}
        {part === "rewrite" &&
          (about(answer, sides) === undefined ? (
            <p className={styles.hint}>{t("Say first which response it is about.")}</p>
          ) : (
            <Editor
              title={question.title}
              keyName={keyOf(props.commands, "write")}
              slot={slot}
              before={original(answer, sides)}
              after={answer?.rewrite ?? original(answer, sides)}
              onChange={(rewrite) => write({ rewrite })}
            />
          ))}
      </div>
    </div>
  );
}

type EditorProps = {
  title: string;
  keyName: string;
  slot: number;
  before: string;
  after: string;
  onChange: (text: string) => void;
};

/** The response to be changed, and beside it what was changed, word by word. */
function Editor({ title, keyName, slot, before, after, onChange }: EditorProps) {
  return (
    <>
      <p className={cx(styles.hint, styles.keysOnly)}>
        {t("Press {key} to change the text; Esc gives the keys back.", { key: keyName })}
      </p>
      <div className={styles.editor}>
        <h3>{t("Your version")}</h3>
        <textarea
          data-slot={slot}
          dir="auto"
          aria-label={t("{title}: rewrite", { title })}
          value={after}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <h3>{t("Changes against the original")}</h3>
        <section className={styles.changes} dir="auto" aria-label={t("Changes")} tabIndex={0}>
          <Changes before={before} after={useDeferredValue(after)} />
        </section>
      </div>
    </>
  );
}

function Changes({ before, after }: { before: string; after: string }) {
  const [parts, setParts] = useState<{ value: string; added: boolean; removed: boolean }[] | null>(
    [],
  );
  useEffect(() => {
    let current = true;
    import("@/ui/wordDiff").then(
      ({ changed }) => current && setParts(changed(before, after)),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [before, after]);
  if (before === after) return <p className={styles.hint}>{t("Nothing changed yet.")}</p>;
  if (!parts)
    return <p className={styles.hint}>{t("Too much changed to be shown word by word.")}</p>;
  return parts.map(
    ({ value, added, removed }, n) =>
      // biome-ignore-start lint/suspicious/noArrayIndexKey: pieces are places in a text
      added ? <ins key={n}>{value}</ins> : removed ? <del key={n}>{value}</del> : value,
    // biome-ignore-end lint/suspicious/noArrayIndexKey: pieces are places in a text
  );
}
