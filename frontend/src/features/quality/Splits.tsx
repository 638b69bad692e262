import { Link } from "react-router";
import type { Split } from "@/api/typesQuality";
import { percent } from "@/lib/figures";
import { cx } from "@/ui/cx";
import { type Column, rowLink, Table } from "@/ui/Table";
import styles from "./QualityPage.module.css";
import { judgesSaid, votes } from "./words";

const agreement: Column<Split> = {
  key: "agreement",
  head: "Agreement",
  numeric: true,
  cell: (s) => percent(s.agreement),
  sortBy: (s) => s.agreement,
};

/** Items worth a look, each a link to its page. */
export function Splits(props: {
  caption: string;
  splits: readonly Split[];
  base: string;
  none: string;
  /** People are of one mind in all of them: there is no column that says so. */
  unanimous?: boolean;
}) {
  const columns: Column<Split>[] = [
    {
      key: "item",
      head: "Item",
      cell: (s) => (
        <Link className={cx(rowLink, styles.line)} to={`${props.base}/items/${s.item_id}`}>
          {s.part ? `${s.external_id} · ${s.part}` : s.external_id}
        </Link>
      ),
    },
    { key: "votes", head: "People", cell: (s) => <span className={styles.line}>{votes(s)}</span> },
    ...(props.unanimous ? [] : [agreement]),
    {
      key: "judges",
      head: "Judges",
      cell: (s) => <span className={styles.line}>{judgesSaid(s)}</span>,
    },
  ];
  return (
    <Table
      caption={props.caption}
      columns={columns}
      rows={props.splits}
      rowKey={(s) => `${s.item_id} ${s.part}`}
      empty={<p>{props.none}</p>}
      tall
    />
  );
}
