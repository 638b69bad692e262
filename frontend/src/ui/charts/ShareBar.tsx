import { useCallback } from "react";
import { Link } from "react-router";
import { type Draw, Figure } from "./Figure";
import styles from "./Figure.module.css";
import { STYLE } from "./paint";

export type Share = {
  key: string;
  label: string;
  n: number;
  paint: string;
  /** The figure in words, where it is not a plain count. */
  text?: string;
  /** Where the items of this part are listed. */
  to?: string;
};

type Props = { title: string; name: string; summary: string; shares: readonly Share[] };

const HEIGHT = 28;

/** One stacked bar, and under it its parts in the same order, each with its figure. */
export function ShareBar({ title, name, summary, shares }: Props) {
  const draw = useCallback<Draw>(
    (plot, width) =>
      plot.plot({
        width,
        height: HEIGHT,
        margin: 0,
        style: STYLE,
        x: { axis: null },
        y: { axis: null },
        marks: [
          plot.barX(
            shares.filter((s) => s.n > 0),
            plot.stackX({ x: "n", fill: "paint", insetLeft: 0.5, insetRight: 0.5 }),
          ),
        ],
      }),
    [shares],
  );
  return (
    <Figure
      title={title}
      summary={summary}
      draw={draw}
      height={HEIGHT}
      numbers={{ name, columns: [name, "n"], rows: shares.map((s) => [s.label, s.n]) }}
    >
      <ul className={styles.keys}>
        {shares.map((share) => (
          <li key={share.key}>
            {share.to ? (
              <Link className={styles.key} to={share.to}>
                <Key share={share} />
              </Link>
            ) : (
              <span className={styles.key}>
                <Key share={share} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Figure>
  );
}

function Key({ share }: { share: Share }) {
  return (
    <>
      <span className={styles.swatch} style={{ background: share.paint }} />
      {share.label} <span className={styles.n}>{share.text ?? share.n.toLocaleString("en")}</span>
    </>
  );
}
