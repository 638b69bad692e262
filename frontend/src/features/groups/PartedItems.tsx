import { Link } from "react-router";
import type { Grouping, Parted } from "@/api/typesGroups";
import { coefficient } from "@/lib/figures";
import { cx } from "@/ui/cx";
import { type Column, rowLink, Table } from "@/ui/Table";
import { TakeAlong } from "@/ui/TakeAlong";
import styles from "./GroupsPage.module.css";
import { probability, shares } from "./words";

/** Items on which groups say different things more than chance lets them, looked at all together. */
export function PartedItems(props: {
  grouping: Grouping;
  labels: readonly string[];
  base: string;
}) {
  const { grouping, labels, base } = props;
  const columns: Column<Parted>[] = [
    {
      key: "item",
      head: "Item",
      cell: (one) => (
        <Link className={cx(rowLink, styles.line)} to={`${base}/items/${one.item_id}`}>
          {one.part ? `${one.external_id} · ${one.part}` : one.external_id}
        </Link>
      ),
    },
    ...grouping.groups.map(
      (group): Column<Parted> => ({
        key: group.key,
        head: group.title,
        cell: (one) => {
          const of = one.shares[group.key];
          return (
            <span className={styles.line}>
              {of ? `${shares(of)} (n = ${one.people[group.key]})` : "too few"}
            </span>
          );
        },
      }),
    ),
    {
      key: "apart",
      head: "Cramér’s V",
      numeric: true,
      cell: (one) => coefficient(one.apart),
      sortBy: (one) => one.apart,
    },
    {
      key: "p",
      head: "p, adjusted",
      numeric: true,
      cell: (one) => probability(one.p),
      sortBy: (one) => one.p,
    },
  ];
  const numbers = {
    name: `items-that-split-${grouping.field}`,
    columns: ["item", "part", "group", "people", ...labels, "cramers_v", "p_adjusted"],
    rows: grouping.parted.flatMap((one) =>
      Object.entries(one.shares).map(([group, of]) => [
        one.external_id,
        one.part,
        group,
        one.people[group] ?? null,
        ...labels.map((label) => of[label] ?? null),
        one.apart,
        one.p,
      ]),
    ),
  };
  return (
    <>
      <h3>Which items split the groups?</h3>
      <Table
        caption={`Items that split the groups by ${grouping.title}`}
        columns={columns}
        rows={grouping.parted}
        rowKey={(one) => `${one.item_id} ${one.part}`}
        tall
        empty={
          <p>
            None beyond chance, after allowing for all items that were tested (Benjamini–Yekutieli).
          </p>
        }
      />
      {grouping.parted.length > 0 && (
        <>
          <TakeAlong what="Items that split the groups" numbers={numbers} />
          <p className={styles.note}>
            Shares stay between one vote and all but one, so that of nobody it can be told what they
            said. Of these items fewer than 1 in 20 are there by chance.
          </p>
        </>
      )}
    </>
  );
}
