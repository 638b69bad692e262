import { Link } from "react-router";
import type { Split } from "@/api/typesQuality";
import { percent } from "@/lib/figures";
import { type Column, rowLink, Table } from "@/ui/Table";
import { judgesSaid, votes } from "./words";

/** Items worth a look, each a link to its page. */
export function Splits(props: {
  caption: string;
  splits: readonly Split[];
  base: string;
  none: string;
}) {
  const columns: Column<Split>[] = [
    {
      key: "item",
      head: "Item",
      cell: (s) => (
        <Link className={rowLink} to={`${props.base}/items/${s.item_id}`}>
          {s.part ? `${s.external_id} · ${s.part}` : s.external_id}
        </Link>
      ),
    },
    { key: "votes", head: "People", cell: votes },
    {
      key: "agreement",
      head: "Agreement",
      numeric: true,
      cell: (s) => percent(s.agreement),
      sortBy: (s) => s.agreement,
    },
    { key: "judges", head: "Judges", cell: judgesSaid },
  ];
  return (
    <Table
      caption={props.caption}
      columns={columns}
      rows={props.splits}
      rowKey={(s) => `${s.item_id} ${s.part}`}
      empty={<p>{props.none}</p>}
    />
  );
}
