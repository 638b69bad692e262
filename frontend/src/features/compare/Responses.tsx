import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import type { Answer, Side } from "@/api/types";
import type { Command } from "@/commands/commands";
import { forward, t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { RichText } from "@/ui/RichText";
import type { View } from "./BenchDesk";
import type { BenchDesk } from "./benchCommands";
import { KeyButton } from "./KeyButton";
import { letter } from "./kinds/kind";
import { Turns } from "./PromptPane";
import styles from "./Responses.module.css";
import type { Work } from "./state";
import { useLockedScroll } from "./useLockedScroll";

const Response = lazy(() => import("./Media").then((m) => ({ default: m.Response })));
const Outcome = lazy(() => import("./Outcome"));
const Stepped = lazy(() => import("./Stepped"));
const DiffText = lazy(() => import("@/ui/DiffText"));

type Props = {
  work: Work;
  /** False: it comes next; nothing looks for its panes or names them. */
  shown: boolean;
  view: View;
  /** The pane that the active place is about, from 0. */
  near: number | null;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
  onAnswer: (key: string, answer: Answer) => void;
};

/** The responses side by side; on a phone one after the other, a swipe apart. */
export function Responses(props: Props) {
  const { work, shown, view, near: wanted, desk, commands, onAnswer } = props;
  const { sides, revealed } = work.assignment;
  const strip = useRef<HTMLDivElement>(null);
  useLockedScroll(strip, view.locked && shown);
  const [near, setNear] = useState(0);
  useNearest(strip, setNear);
  const show = (n: number) => {
    const node = strip.current;
    // Where text runs from the right, scrolling counts down from 0.
    node?.scrollTo({ left: forward() * n * node.clientWidth });
  };
  const swapped = work.swaps % 2 === 1 && sides.length === 2;
  const letters = sides.map((_, n) => letter(n));
  if (swapped) letters.reverse();
  useInSight(strip, wanted);
  useEffect(() => {
    // It stands at the top of each response, wherever one had got to in reading.
    if (revealed)
      for (const pane of strip.current?.querySelectorAll("[data-pane]") ?? []) pane.scrollTop = 0;
  }, [revealed]);
  return (
    <div className={styles.frame}>
      <div className={styles.tabs}>
        {letters.map((name, n) => (
          <button
            key={name}
            type="button"
            aria-pressed={near === n}
            className={cx(styles.tab, near === n && styles.near)}
            onClick={() => show(n)}
          >
            {t("Response {a}", { a: name })}
          </button>
        ))}
      </div>
      {revealed && revealed.sides.length === 0 && (
        <Suspense>
          <Outcome text={revealed.text} raw={view.raw} work={work} />
        </Suspense>
      )}
      <div
        className={cx(styles.strip, view.stacked && styles.stacked)}
        ref={strip}
        style={{ "--panes": sides.length } as React.CSSProperties}
      >
        {sides.map((one, n) => {
          const { side, prompt } = one;
          const name = letter(n);
          const title = shown ? `response-${name}` : undefined;
          const outcome = revealed?.sides[n]?.text;
          return (
            <section
              key={side}
              className={cx(styles.pane, n === wanted && sides.length > 1 && styles.wanted)}
              style={{ order: letters.indexOf(name) }}
              aria-labelledby={title}
            >
              <header className={styles.head}>
                <h2 id={title} className={styles.letter}>
                  <span className="visually-hidden">{t("Response {a}", { a: name })}</span>
                  <span aria-hidden="true">{name}</span>
                </h2>
                {swapped && n === 1 && (
                  <span className={styles.note}>
                    {t("places swapped; the letters stay with their text")}
                  </span>
                )}
                {shown && letters.at(-1) === name && (
                  <Views view={view} swapped={swapped} desk={desk} commands={commands} />
                )}
              </header>
              <div
                className={styles.scroll}
                data-pane={shown ? name : undefined}
                tabIndex={0}
                role="group"
                aria-label={t("Text of response {a}", { a: name })}
              >
                {outcome && (
                  <Suspense>
                    <Outcome of={name} text={outcome} raw={view.raw} work={work} />
                  </Suspense>
                )}
                {prompt && (
                  <section
                    className={styles.own}
                    data-aside
                    aria-label={t("What response {a} answers", { a: name })}
                  >
                    <Turns messages={prompt} lang={work.assignment.context.language} />
                  </section>
                )}
                <Content
                  side={one}
                  other={sides[n === 0 ? 1 : 0]?.text ?? ""}
                  many={sides.length > 1}
                  name={name}
                  view={view}
                  lang={work.assignment.context.language}
                  desk={desk}
                  onAnswer={onAnswer}
                />
              </div>
            </section>
          );
        })}
      </div>
    </div>
  );
}

type ContentProps = {
  side: Side;
  /** The text it is compared with, word by word. */
  other: string;
  many: boolean;
  name: string;
  view: View;
  lang: string | undefined;
  desk: BenchDesk;
  onAnswer: Props["onAnswer"];
};

/** A response: a file, its text, or how its words differ from the other's. */
function Content({ side, other, many, name, view, lang, desk, onAnswer }: ContentProps) {
  if (side.media)
    return (
      <Suspense>
        <Response
          side={side}
          name={t("File of response {a}", { a: name })}
          desk={desk}
          onAnswer={onAnswer}
        />
      </Suspense>
    );
  if (side.text.trim() === "")
    return <p className={styles.empty}>{t("This response is empty.")}</p>;
  if (view.diff && many)
    return (
      <Suspense>
        <DiffText text={side.text} other={other} whole={view.find} />
      </Suspense>
    );
  if (side.turns && !view.raw) return <Turns messages={side.turns} lang={lang} whole={view.find} />;
  const text = <RichText text={side.text} raw={view.raw} lang={lang} whole={view.find} />;
  if (!side.steps || view.raw) return text;
  return (
    <Suspense fallback={text}>
      <Stepped side={side} steps={side.steps} lang={lang} desk={desk} />
    </Suspense>
  );
}

/** Bring the pane into sight where not all of them are; without moving the page or any text. */
function useInSight(strip: RefObject<HTMLDivElement | null>, pane: number | null) {
  useEffect(() => {
    const node = strip.current;
    const child = pane === null ? null : (node?.children[pane] as HTMLElement | undefined);
    if (!node || !child) return;
    const { offsetLeft: left, offsetTop: top, offsetWidth, offsetHeight } = child;
    const beyond =
      left < node.scrollLeft ||
      left + offsetWidth > node.scrollLeft + node.clientWidth ||
      top < node.scrollTop ||
      top + offsetHeight > node.scrollTop + node.clientHeight;
    if (beyond) node.scrollTo({ left, top, behavior: "instant" });
  }, [strip, pane]);
}

function Views(props: {
  view: View;
  swapped: boolean;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
}) {
  const { view, swapped, desk, commands } = props;
  const many = desk.sides.length > 1;
  const texts = desk.sides.some((side) => !side.media);
  const one = (id: string, label: string, on: boolean) => (
    <KeyButton
      commands={commands}
      id={id}
      state={desk}
      label={label}
      aria-pressed={on}
      className={cx(styles.toggle, on && styles.on)}
    />
  );
  return (
    <div
      className={cx(styles.views, desk.sides.length > 3 && styles.tight)}
      role="toolbar"
      aria-label={t("How the responses are shown")}
    >
      {many && texts && one("diff", t("Diff"), view.diff)}
      {many && texts && one("lock", t("Lock scroll"), view.locked)}
      {many && one("stack", t("Stack"), view.stacked)}
      {texts && one("raw", t("Raw"), view.raw)}
      {desk.sides.length === 2 && one("swap", t("Swap"), swapped)}
    </div>
  );
}

/** Which of the two panes is in sight when only one fits. */
function useNearest(strip: RefObject<HTMLDivElement | null>, tell: (n: number) => void) {
  useEffect(() => {
    const node = strip.current;
    if (!node) return;
    const look = () =>
      tell(Math.round((forward() * node.scrollLeft) / Math.max(1, node.clientWidth)));
    node.addEventListener("scroll", look, { passive: true });
    return () => node.removeEventListener("scroll", look);
  }, [strip, tell]);
}
