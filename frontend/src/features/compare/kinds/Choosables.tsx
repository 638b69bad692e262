import { type KeyboardEvent, useRef } from "react";
import type { Side } from "@/api/types";
import { printed } from "@/commands/commands";
import { forward, t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import type { BenchDesk } from "../benchCommands";
import type { Choosable } from "./choosing";
import { letter } from "./kind";
import styles from "./kinds.module.css";

type Props = {
  label: string;
  list: readonly Choosable[];
  desk: BenchDesk;
  /** Several may be chosen. */
  several?: boolean;
};

/** The buttons of the active place, each with its key on it. */
export function Choosables({ label, list, desk, several = false }: Props) {
  const group = useRef<HTMLDivElement>(null);
  const focusable = Math.max(
    0,
    list.findIndex((c) => c.on),
  );
  // Arrows walk through focused buttons without choosing, as in a comparison.
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const buttons = [...(group.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (!step || at < 0) return;
    event.preventDefault();
    buttons[(at + forward() * step + buttons.length) % buttons.length]?.focus();
  };
  return (
    // biome-ignore-start lint/a11y/noStaticElementInteractions: it is a group in either role
    // biome-ignore-start lint/a11y/useAriaPropsSupportedByRole: both roles take what is given
    <div
      ref={group}
      className={styles.choosables}
      style={columnsFor(list) as React.CSSProperties}
      role={several ? "group" : "radiogroup"}
      aria-label={label}
      onKeyDown={walk}
    >
      {list.map((c, n) => (
        <button
          key={c.id}
          type="button"
          role={several ? "checkbox" : "radio"}
          aria-checked={c.on}
          aria-label={c.name ?? c.text}
          aria-keyshortcuts={c.keys.join(" ")}
          title={c.text}
          tabIndex={several || n === focusable ? 0 : -1}
          className={cx(styles.choosable, c.text.length > 18 && styles.wordy, c.on && styles.on)}
          onClick={() => c.press(desk)}
        >
          {c.keys[0] && <Kbd>{printed(c.keys[0])}</Kbd>}
          <span className={styles.words}>{c.text}</span>
        </button>
      ))}
    </div>
    // biome-ignore-end lint/a11y/noStaticElementInteractions: it is a group in either role
    // biome-ignore-end lint/a11y/useAriaPropsSupportedByRole: both roles take what is given
  );
}

const SHORT = 7; // letters that fit into a seventh of a phone

/** How many stand side by side where there is little room: one line of short ones, else two or three. */
function columnsFor(list: readonly Choosable[]) {
  const n = list.length;
  const short = list.every(({ text }) => text.length <= SHORT);
  const lines = n <= 3 || (short && n <= 7) ? 1 : n <= 10 ? 2 : 3;
  return { "--columns": Math.ceil(n / lines), "--wide": n <= 6 ? n : Math.ceil(n / 2) };
}

type PlacesProps = {
  sides: readonly Side[];
  /** What was said about each response; "" if nothing yet. */
  said: (side: string, n: number) => string;
  /** The active response; -1 in a row that is not live. */
  at: number;
  onOpen: (n: number) => void;
};

/** One chip per response: its letter, and what was said about it. */
export function Places({ sides, said, at, onOpen }: PlacesProps) {
  return (
    <div className={styles.places}>
      {sides.map(({ side }, n) => {
        const words = said(side, n);
        return (
          <button
            key={side}
            type="button"
            tabIndex={-1}
            aria-current={n === at ? "step" : undefined}
            title={words}
            className={cx(styles.place, words && styles.said, n === at && styles.here)}
            onClick={() => onOpen(n)}
          >
            <b>
              <span className="visually-hidden">{t("Response {a}", { a: letter(n) })}</span>
              <span aria-hidden="true">{letter(n)}</span>
            </b>{" "}
            <span className={styles.words}>{words || "–"}</span>
            {!words && <span className="visually-hidden"> {t("not answered yet")}</span>}
          </button>
        );
      })}
    </div>
  );
}

/** A row that is not active: what was answered, or that nothing was. */
export function Chip({ words, onOpen }: { words: string; onOpen: () => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={cx(styles.chip, words && styles.chipDone)}
      onClick={onOpen}
    >
      {words || t("not answered yet")}
    </button>
  );
}
