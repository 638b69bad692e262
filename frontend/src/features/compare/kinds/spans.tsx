import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { AnswerOf, Choice, Lack, QuestionOf, Span } from "@/api/types";
import { align, offsetsOf, stretches, toPoints, toUnits } from "@/lib/align";
import { t } from "@/lib/i18n";
import { directionOf } from "@/lib/script";
import { cx } from "@/ui/cx";
import { KeyButton } from "../KeyButton";
import { Choosables } from "./Choosables";
import { asCommands, type Choosable, given, sideAt } from "./choosing";
import { type Kind, letter, type RowProps } from "./kind";
import styles from "./kinds.module.css";
import { panes, pressedPlace, usePainting } from "./painting";

type Question = QuestionOf<"spans">;
type Answer = AnswerOf["spans"] | undefined;
type Desk = RowProps["desk"];

/** Where one is: a stretch of the raw text of a response, and the category chosen for it. */
type Cursor = { pane: number; start: number; end: number; category: string | null };

const NOTHING: AnswerOf["spans"] = { spans: {}, missing: {} };

function textAt(desk: Pick<Desk, "sides">, pane: number): string {
  return desk.sides[pane]?.text ?? "";
}

function cursorOf(desk: Desk): Cursor {
  if (desk.scratch) return desk.scratch as Cursor;
  const [first] = stretches(textAt(desk, 0).slice(0, 2000), "word");
  return { pane: 0, start: 0, end: 0, category: null, ...first };
}

/** A step by words or sentences; with `grow` the far end moves and the near one stays. */
function moved(desk: Desk, unit: "word" | "sentence", by: 1 | -1, grow: boolean): Cursor {
  const cursor = cursorOf(desk);
  const all = stretches(textAt(desk, cursor.pane), unit);
  const next =
    by > 0
      ? all.find((s) => (grow ? s.end > cursor.end : s.start > cursor.start))
      : all.findLast((s) =>
          grow ? s.end < cursor.end && s.start >= cursor.start : s.start < cursor.start,
        );
  if (!next) return cursor;
  return { ...cursor, category: null, start: grow ? cursor.start : next.start, end: next.end };
}

function inPane(desk: Desk, pane: number): Cursor {
  const [first] = stretches(textAt(desk, pane).slice(0, 2000), "word");
  return { pane, start: 0, end: 0, category: null, ...first };
}

/** Put the stretch under the cursor among the marks. */
function add(question: Question, desk: Desk, category: string, severity: string | null) {
  const { pane, start, end } = cursorOf(desk);
  const text = textAt(desk, pane);
  const side = sideAt(desk.sides, pane);
  const answer = given(desk, question) ?? NOTHING;
  const mark = { start: toPoints(text, start), end: toPoints(text, end), category, severity };
  const marks = (answer.spans[side] ?? []).filter(
    (m) => m.start !== mark.start || m.end !== mark.end,
  );
  const spans = { ...answer.spans, [side]: [...marks, mark].sort((a, b) => a.start - b.start) };
  desk.note({ ...cursorOf(desk), category: null });
  window.getSelection()?.removeAllRanges();
  desk.give(
    { ...answer, spans },
    t("marked: {what}", { what: text.slice(start, end).slice(0, 60) }),
    true,
  );
}

function remove(question: Question, desk: Desk, side: string, mark: Span) {
  const answer = given(desk, question) ?? NOTHING;
  const marks = (answer.spans[side] ?? []).filter((m) => m !== mark);
  desk.give({ ...answer, spans: { ...answer.spans, [side]: marks } }, t("mark removed"), true);
}

/** The mark that the cursor touches. */
function under(question: Question, desk: Desk): [string, Span] | null {
  const { pane, start, end } = cursorOf(desk);
  const text = textAt(desk, pane);
  const side = sideAt(desk.sides, pane);
  const marks = given(desk, question)?.spans[side] ?? [];
  const hit = marks.find((m) => toUnits(text, m.start) < end && toUnits(text, m.end) > start);
  return hit ? [side, hit] : null;
}

/** What the digits mean now: categories first, then how bad it is. */
function choosables(question: Question, desk: Desk): Choosable[] {
  const { categories, severities } = question.options;
  const cursor = cursorOf(desk);
  if (cursor.category !== null)
    return severities.map(({ key, text }, n) => ({
      id: `severity-${key}`,
      text,
      keys: [String(n + 1)],
      on: false,
      press: (d) => add(question, d, cursor.category ?? "", key),
    }));
  return categories.map(({ key, text }, n) => ({
    id: `category-${key}`,
    text,
    keys: [String(n + 1)],
    on: false,
    press: (d) =>
      severities.length > 0
        ? d.note({ ...cursorOf(d), category: key })
        : add(question, d, key, null),
  }));
}

const wordsOf = (note: Lack): string => (typeof note === "string" ? note : note.text);
const said = (note: Lack): boolean => wordsOf(note).trim() !== "";

const anyMarks = (answer: Answer): boolean =>
  Object.values(answer?.spans ?? {}).some((m) => m.length > 0) ||
  Object.values(answer?.missing ?? {}).some((notes) => notes.some(said));

/** The arrow towards the next word of the text one is in, and the one back. */
const arrows = (desk: Desk): [string, string] =>
  directionOf(desk.sides[cursorOf(desk).pane]?.text ?? "") === "rtl"
    ? ["ArrowLeft", "ArrowRight"]
    : ["ArrowRight", "ArrowLeft"];

/** Passages with a category and a size, and what is missing. */
export const spans: Kind<"spans"> = {
  slots: () => 1,
  gaps: (_, answer) => (answer ? [] : [0]),
  begun: () => true,
  ownArrows: true,
  lines: () => 2,
  writes: (question) => question.options.missing,
  pane: (_, desk) => cursorOf(desk).pane,
  words: (_, answer) => {
    if (!answer) return "";
    const marks = Object.values(answer.spans).flat().length;
    const missing = Object.values(answer.missing).flat().filter(said).length;
    if (!marks && !missing) return t("nothing to mark");
    return [marks && t("{n} marked", { n: marks }), missing && t("{n} missing", { n: missing })]
      .filter(Boolean)
      .join(" · ");
  },
  outgoing: (answer) => ({
    spans: answer.spans,
    missing: Object.fromEntries(
      Object.entries(answer.missing).map(([side, notes]) => [side, notes.filter(said)]),
    ),
  }),
  commands: (question, desk) => {
    const step = (id: string, label: string, key: string, run: (d: Desk) => Cursor) => ({
      id: `choose-${id}`,
      label,
      keys: [key],
      group: "Mark",
      enabled: (d: Desk) => d.hasWork,
      run: (d: Desk) => d.note(run(d)),
      keyOnly: true,
    });
    const [on, back] = arrows(desk);
    return [
      ...asCommands(question, choosables(question, desk)),
      step("right", t("Next word"), on, (d) => moved(d, "word", 1, false)),
      step("left", t("Word before"), back, (d) => moved(d, "word", -1, false)),
      step("grow", t("One word more"), `Shift+${on}`, (d) => moved(d, "word", 1, true)),
      step("shrink", t("One word less"), `Shift+${back}`, (d) => moved(d, "word", -1, true)),
      step("sentence", t("Next sentence"), ".", (d) => moved(d, "sentence", 1, false)),
      step("sentence-back", t("Sentence before"), ",", (d) => moved(d, "sentence", -1, false)),
      step("pane", t("Next response"), "n", (d) =>
        inPane(d, (cursorOf(d).pane + 1) % Math.max(1, d.sides.length)),
      ),
      {
        id: "choose-unmark",
        label: t("Remove the mark here"),
        keys: ["Backspace"],
        group: "Mark",
        enabled: (d) => d.hasWork && under(question, d) !== null,
        run: (d) => {
          const hit = under(question, d);
          if (hit) remove(question, d, ...hit);
        },
      },
      {
        id: "choose-nothing",
        label: `${question.title}: ${t("nothing to mark")}`,
        keys: ["0"],
        group: "Verdict",
        enabled: (d) => d.hasWork && !anyMarks(given(d, question)),
        run: (d) => d.give(NOTHING, t("nothing to mark")),
      },
    ];
  },
  Row: SpansRow,
};

function SpansRow(props: RowProps<"spans">) {
  const { question, answer, sides, live, desk, commands, onAnswer, onOpen } = props;
  const cursor = live ? cursorOf(desk) : null;
  const pane = cursor?.pane ?? 0;
  const side = sideAt(sides, pane);
  useSelection(live, desk);
  const marks = sides.flatMap(({ side: s, text }, n) =>
    (answer?.spans[s] ?? []).map((mark) => ({ mark, s, n, text })),
  );
  const worse = question.options.severities.slice(1).map((severity) => severity.key);
  const painted = marks.map(({ mark, n, text }) => ({
    pane: n,
    start: toUnits(text, mark.start),
    end: toUnits(text, mark.end),
    more: mark.severity !== null && worse.includes(mark.severity),
  }));
  usePainting("spans", sides, painted, cursor);
  const word = (list: readonly { key: string; text: string }[], key: string | null) =>
    list.find((c) => c.key === key)?.text;
  return (
    <div className={styles.lines}>
      <div className={cx(styles.line, live && styles.lineHere)}>
        {live ? (
          <>
            <span className={styles.scale} data-scale>
              {cursor?.category
                ? t("How bad? {what}", {
                    what: word(question.options.categories, cursor.category) ?? "",
                  })
                : t("Mark in {a}", { a: letter(pane) })}
            </span>
            <Choosables label={question.title} list={choosables(question, desk)} desk={desk} />
            {!anyMarks(answer) && (
              <Choosables label={t("Nothing")} desk={desk} list={[nothing(answer)]} />
            )}
          </>
        ) : (
          <button type="button" className={styles.chip} onClick={() => onOpen()}>
            {spans.words(question, answer, sides) || t("not answered yet")}
          </button>
        )}
      </div>
      <div className={cx(styles.line, styles.also)}>
        {live && (
          <div className={cx(styles.ends, styles.touchOnly)}>
            <KeyButton
              commands={commands}
              id="choose-shrink"
              state={desk}
              label="−"
              aria-label={t("One word less")}
            />
            <KeyButton
              commands={commands}
              id="choose-grow"
              state={desk}
              label="+"
              aria-label={t("One word more")}
            />
          </div>
        )}
        <div className={styles.marks}>
          {marks.map(({ mark, s, n, text }) => (
            <span key={`${s}-${mark.start}-${mark.end}`} className={styles.mark}>
              <b>{letter(n)}</b>
              <bdi className={styles.words}>
                “{text.slice(toUnits(text, mark.start), toUnits(text, mark.end))}”{" "}
                {word(question.options.categories, mark.category)}
                {mark.severity && `, ${word(question.options.severities, mark.severity)}`}
              </bdi>
              <button
                type="button"
                aria-label={t("Remove this mark")}
                onClick={() => remove(question, desk, s, mark)}
              >
                ×
              </button>
            </span>
          ))}
          {marks.length === 0 && live && (
            <p className={styles.hint}>
              <span className={styles.keysOnly}>
                {t(
                  "Press or select words, or ← → word, Shift+→ more, . sentence, N next response; then a digit",
                ).replace("+→", arrows(desk)[0] === "ArrowLeft" ? "+←" : "+→")}
              </span>
              <span className={styles.touchOnly}>
                {t("Press a word, + for more of them; then what is wrong")}
              </span>
            </p>
          )}
        </div>
        {question.options.missing && (
          <Lacking
            key={question.key}
            kinds={question.options.missing_kinds ?? []}
            notes={answer?.missing[side] ?? []}
            of={letter(pane)}
            onFocus={() => live || onOpen()}
            onChange={(notes) => {
              const before = answer ?? NOTHING;
              onAnswer({ ...before, missing: { ...before.missing, [side]: notes } });
            }}
          />
        )}
      </div>
    </div>
  );
}

type LackingProps = {
  kinds: readonly Choice[];
  notes: readonly Lack[];
  of: string;
  onFocus: () => void;
  onChange: (notes: Lack[]) => void;
};

/** What a response leaves out, one thing a line: of the chosen kind, where there are kinds. */
function Lacking({ kinds, notes, of, onFocus, onChange }: LackingProps) {
  const [chosen, choose] = useState(kinds[0]?.key ?? "");
  const here = (note: Lack) => typeof note === "string" || note.category === chosen;
  const number = (kind: string) =>
    notes.filter((note) => typeof note !== "string" && note.category === kind && said(note)).length;
  const leave = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape") event.currentTarget.blur();
  };
  return (
    <>
      {kinds.length > 0 && (
        <select
          className={styles.lackKind}
          aria-label={t("Kind of what response {a} leaves out", { a: of })}
          value={chosen}
          onFocus={onFocus}
          onChange={(event) => choose(event.currentTarget.value)}
          onKeyDown={leave}
        >
          {kinds.map(({ key, text }) => (
            <option key={key} value={key}>
              {number(key) > 0 ? `${text} (${number(key)})` : text}
            </option>
          ))}
        </select>
      )}
      <textarea
        className={styles.box}
        data-slot={0}
        rows={1}
        dir="auto"
        aria-label={t("What response {a} leaves out, one thing a line", { a: of })}
        placeholder={t("What does {a} leave out? One thing a line", { a: of })}
        value={notes.filter(here).map(wordsOf).join("\n")}
        onFocus={onFocus}
        onChange={(event) => {
          const lines = event.currentTarget.value.split("\n");
          const now = kinds.length > 0 ? lines.map((text) => ({ category: chosen, text })) : lines;
          onChange([...notes.filter((note) => !here(note)), ...now]);
        }}
        onKeyDown={leave}
      />
    </>
  );
}

const nothing = (answer: Answer): Choosable => ({
  id: "nothing",
  text: t("Nothing to mark"),
  keys: ["0"],
  on: answer !== undefined,
  press: (d) => d.give(NOTHING, t("nothing to mark")),
});

/** The word at a place of a response. */
function wordAt(desk: Desk, pane: number, place: number): Cursor | null {
  const word = stretches(textAt(desk, pane), "word").find(
    ({ start, end }) => start <= place && place <= end,
  );
  return word ? { pane, ...word, category: null } : null;
}

const SETTLED_MS = 200;

/** A word that was pressed, or a selection by mouse or finger, becomes what the digits mark. */
function useSelection(live: boolean, desk: Desk) {
  const latest = useRef(desk);
  latest.current = desk;
  useEffect(() => {
    if (!live) return;
    const look = () => {
      const selection = window.getSelection();
      if (!selection || selection.isCollapsed || selection.rangeCount === 0) return false;
      const range = selection.getRangeAt(0);
      const pane = panes().findIndex((p) => p.contains(range.commonAncestorContainer));
      const root = panes()[pane];
      const found = root && offsetsOf(align(root, textAt(latest.current, pane)), range);
      if (!found) return false;
      const [start, end] = found;
      latest.current.note({ pane, start, end, category: null } satisfies Cursor);
      return true;
    };
    const press = (event: PointerEvent) => {
      const desk = latest.current;
      const at = !look() && pressedPlace(event, desk.sides);
      const word = at ? wordAt(desk, at.pane, at.place) : null;
      if (word) desk.note(word);
    };
    // Handles that a finger pulls tell of nothing else.
    let timeout = 0;
    const changed = () => {
      window.clearTimeout(timeout);
      timeout = window.setTimeout(look, SETTLED_MS);
    };
    document.addEventListener("pointerup", press);
    document.addEventListener("selectionchange", changed);
    return () => {
      window.clearTimeout(timeout);
      document.removeEventListener("pointerup", press);
      document.removeEventListener("selectionchange", changed);
    };
  }, [live]);
}
