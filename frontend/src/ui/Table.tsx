import { type KeyboardEvent, type ReactNode, useState } from "react";
import { cx } from "./cx";
import styles from "./Table.module.css";

export type Column<Row> = {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures go right and tabular. */
  numeric?: boolean;
  /** Sentences, which are not squeezed beside figures. */
  prose?: boolean;
  width?: string;
  /** What rows are ordered by when its head is pressed; null comes last either way. */
  sortBy?: (row: Row) => number | string | null;
};
type Order = { key: string; down: boolean };

type Props<Row> = {
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** Shown instead of the body when there are no rows. */
  empty?: ReactNode;
  /** Scrolls in its own frame, so that the head stays in sight over many rows. */
  tall?: boolean;
};

const STEPS: Record<string, (rows: HTMLElement[], here: number) => HTMLElement | undefined> = {
  ArrowDown: (rows, here) => rows[here + 1],
  ArrowUp: (rows, here) => rows[here - 1],
  Home: (rows) => rows[0],
  End: (rows) => rows.at(-1),
};

/** Arrow keys go from the link or button of one row to that of the next. */
function travel(event: KeyboardEvent<HTMLElement>) {
  const step = STEPS[event.key];
  const target = event.target as HTMLElement;
  const row = target.closest("tr");
  if (!step || !row || !target.matches("a, button")) return;
  const rows = [...(row.parentElement?.children ?? [])] as HTMLElement[];
  const place = [...row.querySelectorAll("a, button")].indexOf(target);
  const next = step(rows, rows.indexOf(row))?.querySelectorAll<HTMLElement>("a, button");
  if (!next?.length) return;
  event.preventDefault();
  (next[place] ?? next[0])?.focus();
}

/**
 * A dense table with a sticky head; its caption is for screen readers, the page has a title.
 * A link with the class of `rowLink` makes its whole row clickable.
 */
export function Table<Row>({ caption, columns, rows, rowKey, empty, tall }: Props<Row>) {
  const [order, setOrder] = useState<Order | null>(null);
  if (rows.length === 0 && empty) return <>{empty}</>;
  const by = columns.find((column) => column.key === order?.key)?.sortBy;
  const shown = by && order ? sorted(rows, by, order.down) : rows;
  return (
    <section className={cx(styles.scroll, tall && styles.tall)} aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={cx(column.numeric && styles.numeric)}
                style={{ width: column.width }}
                aria-sort={
                  order?.key === column.key ? (order.down ? "descending" : "ascending") : undefined
                }
              >
                {column.sortBy ? (
                  <button
                    type="button"
                    className={styles.sort}
                    onClick={() => setOrder(next(order, column))}
                  >
                    {column.head}
                    <span aria-hidden="true" className={styles.arrow}>
                      {order?.key === column.key ? (order.down ? "↓" : "↑") : "↕"}
                    </span>
                  </button>
                ) : (
                  column.head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={travel}>
          {shown.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={cx(column.numeric && styles.numeric, column.prose && styles.prose)}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Figures begin with the largest, names with A; pressed again, the other way round. */
function next<Row>(order: Order | null, { key, numeric }: Column<Row>): Order {
  return { key, down: order?.key === key ? !order.down : Boolean(numeric) };
}

function sorted<Row>(
  rows: readonly Row[],
  by: (row: Row) => number | string | null,
  down: boolean,
): Row[] {
  const keyed = rows.map((row) => [by(row), row] as const);
  keyed.sort(([a], [b]) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    const way =
      typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
    return down ? -way : way;
  });
  return keyed.map(([, row]) => row);
}

/** Put on the one link of a row that opens it. */
export const rowLink = styles.rowLink;
