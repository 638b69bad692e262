import { type PointerEvent, useEffect, useReducer, useRef } from "react";
import { createPortal } from "react-dom";
import type { AnswerOf, QuestionOf, Region } from "@/api/types";
import { keyOf } from "@/commands/commands";
import { type Stretch, stretches, toPoints } from "@/lib/align";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Chip, Choosables } from "./Choosables";
import { asCommands, type Choosable, given, sideAt } from "./choosing";
import { type Kind, letter, type RowProps } from "./kind";
import styles from "./kinds.module.css";
import { panes } from "./painting";

type Question = QuestionOf<"regions">;
type Answer = AnswerOf["regions"] | undefined;
type Desk = RowProps["desk"];
type Point = { x: number; y: number };

/**
 * Where one is in the picture, in its pixels; the other corner of a box that was begun, and whether
 * it was drawn at one go; the word.
 */
type Cursor = Point & { corner: Point | null; word: number; drawn?: boolean };

const NOTHING: AnswerOf["regions"] = { regions: {}, words: {} };
const STEPS = 24; // across a picture

function sizeOf(desk: Pick<Desk, "sides">, pane: number): [number, number] {
  const file = desk.sides[pane]?.media;
  return [file?.width ?? 0, file?.height ?? 0];
}

function cursorOf(desk: Desk): Cursor {
  const [width, height] = sizeOf(desk, desk.slot);
  const middle = { x: width >> 1, y: height >> 1, corner: null, word: 0 };
  return (desk.scratch as Cursor | null) ?? middle;
}

const within = (value: number, size: number) => Math.max(0, Math.min(size - 1, value));

function moved(desk: Desk, dx: number, dy: number): Cursor {
  const [width, height] = sizeOf(desk, desk.slot);
  const step = Math.max(1, Math.round(Math.max(width, height) / STEPS));
  const { x, y, ...rest } = cursorOf(desk);
  return { ...rest, x: within(x + dx * step, width), y: within(y + dy * step, height) };
}

/** The box between two corners, both within it. */
function boxOf(a: Point, b: Point) {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.max(a.x, b.x) - x + 1, height: Math.max(a.y, b.y) - y + 1 };
}

function add(question: Question, desk: Desk, category: string) {
  const { corner, drawn: _, ...cursor } = cursorOf(desk);
  const here = { x: cursor.x, y: cursor.y };
  if (question.options.shape === "box" && !corner) return desk.note({ ...cursor, corner: here });
  const mark = { ...(corner ? boxOf(corner, here) : here), category };
  const answer = given(desk, question) ?? NOTHING;
  const side = sideAt(desk.sides, desk.slot);
  const regions = { ...answer.regions, [side]: [...(answer.regions[side] ?? []), mark] };
  desk.note({ ...cursor, corner: null });
  desk.give({ ...answer, regions }, t("marked at {x}, {y}", here), true);
}

function remove(question: Question, desk: Desk, side: string, mark: Region) {
  const answer = given(desk, question) ?? NOTHING;
  const left = (answer.regions[side] ?? []).filter((m) => m !== mark);
  desk.give({ ...answer, regions: { ...answer.regions, [side]: left } }, t("mark removed"), true);
}

/** The mark that the cursor is on, or nearest to within two steps. */
function under(question: Question, desk: Desk): [string, Region] | null {
  const side = sideAt(desk.sides, desk.slot);
  const [width, height] = sizeOf(desk, desk.slot);
  const { x, y } = cursorOf(desk);
  const away = (m: Region) => {
    const [w, h] = [m.width ?? 1, m.height ?? 1];
    return Math.hypot(Math.max(m.x - x, 0, x - m.x - w), Math.max(m.y - y, 0, y - m.y - h));
  };
  const all = given(desk, question)?.regions[side] ?? [];
  const [near] = all.toSorted((a, b) => away(a) - away(b));
  return near && away(near) <= (2 * Math.max(width, height)) / STEPS ? [side, near] : null;
}

const wordsOf = (desk: Pick<Desk, "prompt">): Stretch[] => stretches(desk.prompt, "word");

/** Mark a word of the prompt as missed by this picture, or take the mark back. */
function miss(question: Question, desk: Desk, word: Stretch | undefined) {
  if (!word) return;
  const answer = given(desk, question) ?? NOTHING;
  const side = sideAt(desk.sides, desk.slot);
  const span = { start: toPoints(desk.prompt, word.start), end: toPoints(desk.prompt, word.end) };
  const before = answer.words[side] ?? [];
  const left = before.filter((s) => s.start !== span.start || s.end !== span.end);
  const words = { ...answer.words, [side]: left.length < before.length ? left : [...left, span] };
  const said = desk.prompt.slice(word.start, word.end);
  desk.give({ ...answer, words }, said, true);
}

const anyMarks = (answer: Answer): boolean =>
  [...Object.values(answer?.regions ?? {}), ...Object.values(answer?.words ?? {})].some(
    (marks) => marks.length > 0,
  );

function choosables(question: Question, desk: Desk): Choosable[] {
  const open = question.options.shape === "box" && !cursorOf(desk).corner;
  return question.options.categories.map(({ key, text }, n) => ({
    id: `region-${key}`,
    text,
    ...(open ? { name: t("{what}: first corner here", { what: text }) } : {}),
    keys: [String(n + 1)],
    on: false,
    press: (d) => add(question, d, key),
  }));
}

const nothing = (answer: Answer): Choosable => ({
  id: "nothing",
  text: t("Nothing to mark"),
  keys: ["0"],
  on: answer !== undefined,
  press: (d) => d.give(NOTHING, t("nothing to mark")),
});

/** Points or boxes in pictures, and the words of the prompt that a picture missed. */
export const regions: Kind<"regions"> = {
  slots: (_, sides) => sides.length,
  gaps: (_, answer) => (answer ? [] : [0]),
  begun: () => true,
  ownArrows: true,
  lines: () => 2,
  pane: (_, desk) => desk.slot,
  words: (_, answer) => {
    if (!answer) return "";
    const marks = Object.values(answer.regions).flat().length;
    const words = Object.values(answer.words).flat().length;
    if (!marks && !words) return t("nothing to mark");
    return [marks && t("{n} marked", { n: marks }), words && t("{n} words missed", { n: words })]
      .filter(Boolean)
      .join(" · ");
  },
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
    const word = (d: Desk, by: number): Cursor => {
      const cursor = cursorOf(d);
      const last = wordsOf(d).length - 1;
      return { ...cursor, word: Math.max(0, Math.min(last, cursor.word + by)) };
    };
    const marking = asCommands(question, choosables(question, desk));
    if (!anyMarks(given(desk, question)))
      marking.push(...asCommands(question, [nothing(given(desk, question))]));
    return [
      ...marking,
      step("right", t("Right in the picture"), "ArrowRight", (d) => moved(d, 1, 0)),
      step("left", t("Left in the picture"), "ArrowLeft", (d) => moved(d, -1, 0)),
      step("lower", t("Down in the picture"), ".", (d) => moved(d, 0, 1)),
      step("upper", t("Up in the picture"), ",", (d) => moved(d, 0, -1)),
      step("word", t("Next word of the prompt"), "Shift+ArrowRight", (d) => word(d, 1)),
      step("word-back", t("Word of the prompt before"), "Shift+ArrowLeft", (d) => word(d, -1)),
      {
        id: "choose-miss",
        label: t("The picture misses this word"),
        keys: ["j"],
        group: "Mark",
        enabled: (d) => d.hasWork && question.options.words,
        run: (d) => miss(question, d, wordsOf(d)[cursorOf(d).word]),
      },
      {
        id: "choose-pane",
        label: t("Next response"),
        keys: ["n"],
        group: "Mark",
        enabled: (d) => d.hasWork && d.sides.length > 1,
        run: (d) => {
          d.note(null);
          d.goTo(d.row, (d.slot + 1) % d.sides.length);
        },
        keyOnly: true,
      },
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
    ];
  },
  Row: RegionsRow,
};

function RegionsRow(props: RowProps<"regions">) {
  const { question, answer, sides, live, slot, desk, commands, onOpen } = props;
  const pictures = usePictures();
  const word = (key: string) => question.options.categories.find((c) => c.key === key)?.text ?? key;
  const marks = sides.flatMap(({ side }, n) =>
    (answer?.regions[side] ?? []).map((mark) => ({ mark, side, n })),
  );
  return (
    <div className={styles.lines}>
      {pictures.map(({ node, pane }) =>
        createPortal(
          <Overlay
            question={question}
            desk={desk}
            pane={pane}
            here={live && pane === slot ? cursorOf(desk) : null}
            onOpen={() => onOpen(pane)}
          />,
          node,
          String(pane),
        ),
      )}
      <div className={cx(styles.line, live && styles.lineHere)}>
        {live ? (
          <>
            <span className={styles.scale} data-scale>
              {t("Mark in {a}", { a: letter(slot) })}
            </span>
            <Choosables label={question.title} list={choosables(question, desk)} desk={desk} />
            {!anyMarks(answer) && (
              <Choosables label={t("Nothing")} desk={desk} list={[nothing(answer)]} />
            )}
          </>
        ) : (
          <Chip words={regions.words(question, answer, sides)} onOpen={() => onOpen()} />
        )}
      </div>
      <div className={cx(styles.line, styles.also)}>
        <div className={styles.marks}>
          {marks.map(({ mark, side, n }) => (
            <span key={`${side}-${mark.x}-${mark.y}-${mark.category}`} className={styles.mark}>
              <b>{letter(n)}</b>
              <span className={styles.words}>
                {word(mark.category)} {mark.x}, {mark.y}
                {mark.width !== undefined && `, ${mark.width} × ${mark.height}`}
              </span>
              <button
                type="button"
                aria-label={t("Remove this mark")}
                onClick={() => remove(question, desk, side, mark)}
              >
                ×
              </button>
            </span>
          ))}
          {marks.length === 0 && live && (
            <p className={styles.hint}>
              <span className={styles.keysOnly}>
                {question.options.shape === "box"
                  ? t("Drag a box, or ← → , . and a digit for each of two corners")
                  : t("Press where it is, or ← → , . and then a digit")}
              </span>
              <span className={styles.touchOnly}>
                {question.options.shape === "box"
                  ? t("Drag a box; or press a corner, what it is, the other corner, what it is")
                  : t("Press where it is, then what it is")}
              </span>
            </p>
          )}
        </div>
        {question.options.words && live && (
          <Missed question={question} desk={desk} keyName={keyOf(commands, "choose-miss")} />
        )}
      </div>
    </div>
  );
}

/** The words of the prompt, to be marked as missed by the picture one is at. */
function Missed(props: { question: Question; desk: Desk; keyName: string }) {
  const { question, desk, keyName } = props;
  const spans = given(desk, question)?.words[sideAt(desk.sides, desk.slot)] ?? [];
  const at = cursorOf(desk).word;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [at]);
  return (
    <div
      className={cx(styles.marks, styles.missed)}
      title={t("{key} marks a word, Shift with ← → goes to another", { key: keyName })}
    >
      <span className={styles.caption} aria-hidden="true">
        {t("Missed words")}
      </span>
      <div
        ref={list}
        className={styles.marks}
        role="group"
        aria-label={t("Words of the prompt that the picture misses")}
      >
        {wordsOf(desk).map((word, n) => (
          <button
            key={word.start}
            type="button"
            className={cx(styles.missable, n === at && styles.here)}
            aria-pressed={spans.some((s) => s.start === toPoints(desk.prompt, word.start))}
            tabIndex={n === at ? 0 : -1}
            onClick={() => miss(question, desk, word)}
          >
            {desk.prompt.slice(word.start, word.end)}
          </button>
        ))}
      </div>
    </div>
  );
}

type OverlayProps = {
  question: Question;
  desk: Desk;
  pane: number;
  /** The cursor, in the picture one is at. */
  here: Cursor | null;
  onOpen: () => void;
};

/** The marks over a picture, in shares of its size; a press or a drag moves the cursor. */
function Overlay({ question, desk, pane, here, onOpen }: OverlayProps) {
  const [width, height] = sizeOf(desk, pane);
  const boxes = question.options.shape === "box";
  const share = (value: number, size: number) => `${(100 * value) / Math.max(1, size)}%`;
  const place = (m: { x: number; y: number; width?: number; height?: number }) =>
    m.width === undefined
      ? { left: share(m.x + 0.5, width), top: share(m.y + 0.5, height) }
      : {
          left: share(m.x, width),
          top: share(m.y, height),
          width: share(m.width, width),
          height: share(m.height ?? 0, height),
        };
  const at = (event: PointerEvent<HTMLElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: within(Math.floor(((event.clientX - box.left) / box.width) * width), width),
      y: within(Math.floor(((event.clientY - box.top) / box.height) * height), height),
    };
  };
  const dragging = useRef<Point | null>(null);
  const list = question.options.categories.map((c) => c.key);
  return (
    // The pointer only puts the cursor somewhere, as the arrows do; a digit or a button marks.
    <div
      className={cx(styles.overlay, boxes && styles.overlayBoxes)}
      onPointerDown={(event) => {
        if (here === null) return onOpen();
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.current = at(event);
        // A corner that was set by itself stays, for those who press twice instead of dragging.
        const corner = here.drawn ? null : here.corner;
        desk.note({ ...here, ...dragging.current, corner, drawn: false });
      }}
      onPointerMove={(event) => {
        if (!boxes || !dragging.current || !here) return;
        const [from, to] = [dragging.current, at(event)];
        // A finger trembles: that is no box.
        if (!here.drawn && Math.hypot(to.x - from.x, to.y - from.y) < width / 100) return;
        desk.note({ ...here, ...to, corner: from, drawn: true });
      }}
      onPointerUp={() => {
        dragging.current = null;
      }}
    >
      {(given(desk, question)?.regions[sideAt(desk.sides, pane)] ?? []).map((mark) => (
        <span
          key={`${mark.x}-${mark.y}-${mark.category}`}
          className={mark.width === undefined ? styles.dot : styles.boxed}
          style={place(mark)}
        >
          {list.indexOf(mark.category) + 1}
        </span>
      ))}
      {here?.corner && (
        <span className={cx(styles.boxed, styles.begun)} style={place(boxOf(here.corner, here))} />
      )}
      {here && <span className={styles.cross} style={place(here)} />}
    </div>
  );
}

type Picture = { node: Element; pane: number };

/** The pictures on the screen, with the pane each is in; they come after the row that marks them. */
function usePictures(): Picture[] {
  const [, look] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const observer = new MutationObserver((changes) => {
      if (changes.some((c) => [...c.addedNodes].some((n) => !(n as Element).closest?.(OVERLAY))))
        look();
    });
    for (const pane of panes()) observer.observe(pane, { childList: true, subtree: true });
    look();
    return () => observer.disconnect();
  }, []);
  return panes().flatMap((p, pane) => {
    const node = p.querySelector("[data-picture]");
    return node ? [{ node, pane }] : [];
  });
}

const OVERLAY = `.${styles.overlay}`;
