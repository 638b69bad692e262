import { type RefObject, useEffect, useRef, useState } from "react";
import type { Command } from "@/commands/commands";
import { cx } from "@/ui/cx";
import { DiffText } from "@/ui/DiffText";
import { RichText } from "@/ui/RichText";
import type { View } from "./BenchDesk";
import type { BenchDesk } from "./benchCommands";
import { KeyButton } from "./KeyButton";
import styles from "./Responses.module.css";
import type { Work } from "./state";
import { useLockedScroll } from "./useLockedScroll";

type Props = {
  work: Work;
  view: View;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
};

/** The two responses side by side; on a phone one after the other, a swipe apart. */
export function Responses({ work, view, desk, commands }: Props) {
  const [left, right] = work.assignment.sides;
  const strip = useRef<HTMLDivElement>(null);
  useLockedScroll(strip, view.locked);
  const [near, setNear] = useState(0);
  useNearest(strip, setNear);
  const show = (n: number) => {
    const node = strip.current;
    node?.scrollTo({ left: n * node.clientWidth, behavior: "smooth" });
  };
  const swapped = work.swaps % 2 === 1;
  const letters = swapped ? ["B", "A"] : ["A", "B"];
  const texts = { A: left?.text ?? "", B: right?.text ?? "" };
  return (
    <div className={styles.frame}>
      <div className={styles.tabs}>
        {letters.map((letter, n) => (
          <button
            key={letter}
            type="button"
            aria-pressed={near === n}
            className={cx(styles.tab, near === n && styles.near)}
            onClick={() => show(n)}
          >
            Response {letter}
          </button>
        ))}
      </div>
      <div className={styles.strip} ref={strip}>
        {(["A", "B"] as const).map((letter) => {
          const title = `response-${letter}`;
          const other = texts[letter === "A" ? "B" : "A"];
          return (
            <section
              key={letter}
              className={styles.pane}
              style={{ order: letters.indexOf(letter) }}
              aria-labelledby={title}
            >
              <header className={styles.head}>
                <h2 id={title} className={styles.letter}>
                  <span className="visually-hidden">Response </span>
                  {letter}
                </h2>
                {swapped && letter === "B" && (
                  <span className={styles.note}>
                    places swapped; the letters stay with their text
                  </span>
                )}
                {letters[1] === letter && (
                  <Views view={view} swapped={swapped} desk={desk} commands={commands} />
                )}
              </header>
              <div
                className={styles.scroll}
                data-pane={letter}
                tabIndex={0}
                role="group"
                aria-label={`Text of response ${letter}`}
              >
                {view.diff ? (
                  <DiffText text={texts[letter]} other={other} />
                ) : (
                  <RichText
                    text={texts[letter]}
                    raw={view.raw}
                    lang={work.assignment.context.language}
                  />
                )}
                {texts[letter].trim() === "" && (
                  <p className={styles.empty}>This response is empty.</p>
                )}
              </div>
            </section>
          );
        })}
      </div>
    </div>
  );
}

function Views(props: {
  view: View;
  swapped: boolean;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
}) {
  const { view, swapped, desk, commands } = props;
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
    <div className={styles.views} role="toolbar" aria-label="How the responses are shown">
      {one("diff", "Diff", view.diff)}
      {one("lock", "Lock scroll", view.locked)}
      {one("raw", "Raw", view.raw)}
      {one("swap", "Swap", swapped)}
    </div>
  );
}

/** Which of the two panes is in sight when only one fits. */
function useNearest(strip: RefObject<HTMLDivElement | null>, tell: (n: number) => void) {
  useEffect(() => {
    const node = strip.current;
    if (!node) return;
    const look = () => tell(Math.round(node.scrollLeft / Math.max(1, node.clientWidth)));
    node.addEventListener("scroll", look, { passive: true });
    return () => node.removeEventListener("scroll", look);
  }, [strip, tell]);
}
