import { useMemo } from "react";
import type { StepPlace } from "@/api/types";
import { t } from "@/lib/i18n";
import { followers, ownPieces } from "@/lib/steps";
import { cx } from "@/ui/cx";
import { RichText } from "@/ui/RichText";
import styles from "./Steps.module.css";

type Props = {
  text: string;
  steps: readonly StepPlace[];
  lang?: string | undefined;
  /** What was said of a step, in words. */
  said?: (n: number) => string | undefined;
  /** The step that is asked about. */
  here?: number | null;
};
type Tree = Pick<Props, "lang" | "said" | "here"> & {
  texts: readonly string[];
  after: (n: number | null) => number[];
};

/** A response in steps: each below the one it follows, alternatives as a list of their own. */
export function Steps({ text, steps, ...rest }: Props) {
  const { texts, after } = useMemo(() => {
    const pieces = ownPieces(text, steps);
    return {
      texts: pieces.map(({ start, end }) => text.slice(start, end)),
      after: followers(pieces),
    };
  }, [text, steps]);
  return <Branch {...rest} texts={texts} after={after} from={null} />;
}

/** What follows a step: one after the other, up to where there are several. */
function Branch({ from, ...tree }: Tree & { from: number | null }) {
  const chain: number[] = [];
  let next = tree.after(from);
  for (let [only, more] = next; only !== undefined && more === undefined; [only, more] = next) {
    chain.push(only);
    next = tree.after(only);
  }
  return (
    <>
      {chain.map((n) => (
        <Step key={n} n={n} {...tree} />
      ))}
      {next.length > 0 && (
        <ol className={styles.branches}>
          {next.map((n, i) => (
            <li key={n}>
              <p className={styles.which} data-aside>
                {t("Alternative {i} of {k}", { i: i + 1, k: next.length })}
              </p>
              <Step n={n} {...tree} />
              <Branch {...tree} from={n} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Step({ n, texts, lang, said, here }: Tree & { n: number }) {
  const label = said?.(n);
  return (
    <div
      className={cx(styles.step, n === here && styles.here)}
      aria-current={n === here ? "step" : undefined}
    >
      <span className={styles.number} data-aside>
        <span className="visually-hidden">{t("step {n}", { n: n + 1 })}</span>
        <span aria-hidden="true">{n + 1}</span>
      </span>
      <RichText text={texts[n] ?? ""} lang={lang} />
      {label && (
        <span className={styles.label} data-aside>
          {label}
        </span>
      )}
    </div>
  );
}
