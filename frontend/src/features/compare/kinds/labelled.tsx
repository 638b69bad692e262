import { useEffect, useRef } from "react";
import type { AnswerOf, Question as AnyQuestion, BySide, QuestionOf, Side } from "@/api/types";
import type { Command } from "@/commands/commands";
import { t } from "@/lib/i18n";
import { type By, followers, over, ownPieces, type Piece, piecesOf } from "@/lib/steps";
import { cx } from "@/ui/cx";
import { Chip, Choosables, Places } from "./Choosables";
import { asCommands, type Choosable, sideAt } from "./choosing";
import { type Kind, letter, type RowProps } from "./kind";
import styles from "./kinds.module.css";
import { pressedPlace, usePainting } from "./painting";

type Name = "steps" | "citations";
type Question = QuestionOf<Name>;
type Answer = AnswerOf[Name];
type Labels = BySide<(string | null)[]>;
type Desk = RowProps["desk"];
/** A step or a citation: of which response, the how manieth there, and where. */
type Spot = Piece & { pane: number; nth: number };

const byOf = (question: Question): By =>
  question.type === "steps" ? (question as QuestionOf<"steps">).options.by : "citation";

// Looked for once a response: every key press asks for them several times.
const known = new WeakMap<Side, Partial<Record<By, Piece[]>>>();

function pieces(side: Side, by: By): Piece[] {
  const found = known.get(side) ?? {};
  known.set(side, found);
  found[by] ??=
    side.steps && by !== "citation" ? ownPieces(side.text, side.steps) : piecesOf(side.text, by);
  return found[by];
}

function spotsOf(question: Question, sides: readonly Side[]): Spot[] {
  return sides.flatMap((side, pane) =>
    pieces(side, byOf(question)).map((piece, nth) => ({ ...piece, pane, nth })),
  );
}

const labelsOf = (answer: Answer | undefined): Labels =>
  answer ? ("steps" in answer ? answer.steps : answer.citations) : {};
const asAnswer = (question: Question, labels: Labels): Answer =>
  question.type === "steps" ? { steps: labels } : { citations: labels };

/** Whether each piece of a response is asked about: none is after a label that ends its branch. */
function asked(question: Question, side: Side, labels: readonly (string | null)[]): boolean[] {
  return over(pieces(side, byOf(question)), labels, question.options.until).map((after) => !after);
}

/** The pieces of the active response that one can go to: the alternatives of the one at hand. */
function alternatives(question: Question, sides: readonly Side[], spot: Spot): number[] {
  const side = sides[spot.pane];
  return side ? followers(pieces(side, byOf(question)))(spot.parent) : [];
}

/** The step at hand, for whoever draws the tree. */
export function stepAt(desk: Desk): Spot | null {
  const question = desk.asked.questions[desk.row];
  return question?.type === "steps"
    ? (spotsOf(question as Question, desk.sides)[desk.slot] ?? null)
    : null;
}

function choosables(question: Question, desk: Desk): Choosable[] {
  const all = spotsOf(question, desk.sides);
  const answer = desk.answers[question.key] as Answer | undefined;
  const spot = all[desk.slot];
  if (!spot)
    return [
      {
        id: "none-to-label",
        text: t("There are none"),
        keys: ["0"],
        on: answer !== undefined,
        press: (d) =>
          d.give(asAnswer(question, Object.fromEntries(d.sides.map(({ side }) => [side, []])))),
      },
    ];
  const side = sideAt(desk.sides, spot.pane);
  const labels = labelsOf(answer);
  return question.options.choices.map(({ key, text }, n) => ({
    id: `label-${key}`,
    text,
    name: `${t("Response {a}", { a: letter(spot.pane) })}, ${nameIn(question, desk.sides, spot)}: ${text}`,
    keys: [String(n + 1)],
    on: labels[side]?.[spot.nth] === key,
    press: (d) => {
      const before = d.sides.map((s) => [s.side, labels[s.side] ?? []] as const);
      const list = pieces(d.sides[spot.pane] as Side, byOf(question)).map((_, at) =>
        at === spot.nth ? key : (labels[side]?.[at] ?? null),
      );
      d.give(
        asAnswer(question, { ...Object.fromEntries(before), [side]: list }),
        `${letter(spot.pane)}, ${nameIn(question, d.sides, spot)}: ${text}`,
      );
    },
  }));
}

const nameOf = (question: Question, spot: Spot) =>
  question.type === "steps"
    ? t("step {n}", { n: spot.nth + 1 })
    : t("source {n}", { n: String(spot.source) });

/** Its name, and which one it is of several that follow one step. */
function nameIn(question: Question, sides: readonly Side[], spot: Spot): string {
  const several = alternatives(question, sides, spot);
  const which = { i: several.indexOf(spot.nth) + 1, k: several.length };
  return several.length > 1 && question.type === "steps"
    ? `${nameOf(question, spot)}, ${t("alternative {i} of {k}", which)}`
    : nameOf(question, spot);
}

/** Where `.` goes: past all that follows this step; and `,`: to the alternative before, or up. */
function beside(question: Question, desk: Desk, by: 1 | -1): void {
  const all = spotsOf(question, desk.sides);
  const spot = all[desk.slot];
  if (!spot) return;
  const several = alternatives(question, desk.sides, spot);
  const slotOf = (nth: number) => all.findIndex((s) => s.pane === spot.pane && s.nth === nth);
  const before = several[several.indexOf(spot.nth) - 1] ?? spot.parent;
  if (by < 0 && before !== null) desk.goTo(desk.row, slotOf(before));
  if (by > 0) {
    const own = all.filter((s) => s.pane === spot.pane);
    const under = new Set([spot.nth]);
    for (const { nth, parent } of own) if (parent !== null && under.has(parent)) under.add(nth);
    const next = own.find((s) => s.nth > spot.nth && !under.has(s.nth));
    if (next) desk.goTo(desk.row, slotOf(next.nth));
  }
}

const branched = (question: Question, sides: readonly Side[]) =>
  question.type === "steps" &&
  sides.some(({ steps }) => new Set(steps?.map((s) => s.parent)).size < (steps?.length ?? 0));

/** Ways through a tree that left and right do not go. */
function travels(question: Question, sides: readonly Side[]): Command<Desk>[] {
  if (!branched(question, sides)) return [];
  const one = (id: string, label: string, key: string, by: 1 | -1): Command<Desk> => ({
    id: `choose-${id}`,
    label,
    keys: [key],
    group: "Mark",
    enabled: (d) => d.hasWork,
    run: (d) => beside(question, d, by),
    keyOnly: true,
  });
  return [
    one("alternative", t("Next alternative"), ".", 1),
    one("alternative-back", t("Alternative before, or the step it follows"), ",", -1),
  ];
}

function said(question: Question, answer: Answer | undefined, side: Side): string {
  const labels = labelsOf(answer)[side.side] ?? [];
  const open = asked(question, side, labels);
  const of = open.filter(Boolean).length;
  const done = open.filter((here, nth) => here && (labels[nth] ?? null) !== null).length;
  if (of === 0) return answer ? t("none") : "";
  const ended = of < open.length && !branched(question, [side]);
  return done === 0 ? "" : ended ? t("ended at {n}", { n: done }) : `${done}/${of}`;
}

/** Something that stands in the responses, labelled piece by piece. */
function labelled<T extends Name>(): Kind<T> {
  const kind: Kind<Name> = {
    slots: (question, sides) => Math.max(1, spotsOf(question, sides).length),
    gaps: (question, answer, sides) => {
      const all = spotsOf(question, sides);
      if (all.length === 0) return answer ? [] : [0];
      const labels = labelsOf(answer);
      const open = sides.map((side) => asked(question, side, labels[side.side] ?? []));
      return all.flatMap(({ pane, nth }, slot) =>
        (labels[sideAt(sides, pane)]?.[nth] ?? null) !== null || !open[pane]?.[nth] ? [] : [slot],
      );
    },
    begun: (answer) =>
      Object.values(labelsOf(answer)).some((list) => list.some((label) => label !== null)),
    commands: (question, desk) => [
      ...asCommands(question as AnyQuestion, choosables(question, desk)),
      ...travels(question, desk.sides),
    ],
    words: (question, answer, sides) =>
      sides
        .flatMap((side, n) => {
          const words = said(question, answer, side);
          return words ? [`${letter(n)} ${words}`] : [];
        })
        .join(" · "),
    Row: LabelledRow,
    pane: (question, desk) => spotsOf(question, desk.sides)[desk.slot]?.pane ?? null,
    lines: () => 2,
  };
  return kind as unknown as Kind<T>;
}

export const steps = labelled<"steps">();
export const citations = labelled<"citations">();

function LabelledRow({ question, answer, sides, live, slot, desk, onOpen }: RowProps<Name>) {
  const all = spotsOf(question, sides);
  const labels = labelsOf(answer);
  const spot = live ? (all[slot] ?? null) : null;
  const done = live
    ? all.filter(({ pane, nth }) => (labels[sideAt(sides, pane)]?.[nth] ?? null) !== null)
    : [];
  usePainting("labels", sides, done, spot);
  usePressed(live, all, desk);
  useSource(spot?.source ?? null);
  if (!live)
    return <Chip words={kindOf(question).words(question, answer, sides)} onOpen={() => onOpen()} />;
  return (
    <div className={styles.lines}>
      <div className={cx(styles.line, styles.lineHere)}>
        <Places
          sides={sides}
          at={spot?.pane ?? -1}
          said={(_, n) => {
            const side = sides[n];
            return side ? said(question, answer, side) : "";
          }}
          onOpen={(n) => {
            const first = all.findIndex((s) => s.pane === n);
            if (first >= 0) onOpen(first);
          }}
        />
        <Choosables
          label={
            spot
              ? t("{what} of response {a}", {
                  what: nameIn(question, sides, spot),
                  a: letter(spot.pane),
                })
              : question.title
          }
          list={choosables(question, desk)}
          desk={desk}
        />
      </div>
      <p className={cx(styles.line, styles.quote)}>
        {spot ? (
          <>
            <b>{`${letter(spot.pane)}, ${nameIn(question, sides, spot)}`}</b>{" "}
            <bdi className={styles.words}>
              {quoted(sides[spot.pane]?.text ?? "", spot, question.type === "citations")}
            </bdi>
          </>
        ) : (
          t("The responses have none.")
        )}
      </p>
    </div>
  );
}

const kindOf = (question: Question) =>
  (question.type === "steps" ? steps : citations) as unknown as Kind<Name>;

const BEFORE = 90; // letters in front of a citation

/** A step as it stands; a citation with the words it is put behind. */
function quoted(text: string, spot: Spot, before: boolean): string {
  const end = Math.min(spot.end, spot.start + 300);
  if (!before) return text.slice(spot.start, end);
  const line = text.lastIndexOf("\n", spot.start) + 1;
  if (spot.start - line <= BEFORE) return text.slice(line, end);
  const blank = text.indexOf(" ", spot.start - BEFORE);
  return `… ${text.slice(blank < 0 ? spot.start - BEFORE : Math.min(blank + 1, spot.start), end)}`;
}

/** A press on a step or a citation in the text goes there. */
function usePressed(live: boolean, all: readonly Spot[], desk: Desk) {
  const latest = useRef({ all, desk });
  latest.current = { all, desk };
  useEffect(() => {
    if (!live) return;
    const look = (event: PointerEvent) => {
      const { all, desk } = latest.current;
      const at = pressedPlace(event, desk.sides);
      if (!at) return;
      const slot = all.findIndex(
        (s) => s.pane === at.pane && s.start <= at.place && at.place <= s.end,
      );
      if (slot >= 0) desk.goTo(desk.row, slot);
    };
    document.addEventListener("pointerup", look);
    return () => document.removeEventListener("pointerup", look);
  }, [live]);
}

/** The cited source is marked among the sources, and brought into sight there. */
function useSource(number: number | null) {
  useEffect(() => {
    if (number === null) return;
    let source: HTMLElement | null = null;
    const mark = () => {
      source ??= document.querySelector<HTMLElement>(
        `main > :not([aria-hidden]) [data-source="${number}"]`,
      );
      if (!source) return;
      // The sources may come a moment after the rows.
      observer.disconnect();
      source.dataset.here = "";
      source.scrollIntoView({ block: "nearest" });
    };
    const observer = new MutationObserver(mark);
    observer.observe(document.body, { childList: true, subtree: true });
    mark();
    return () => {
      observer.disconnect();
      if (source) delete source.dataset.here;
    };
  }, [number]);
}
