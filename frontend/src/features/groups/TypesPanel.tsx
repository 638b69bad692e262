import { useMemo } from "react";
import { Link } from "react-router";
import type { GroupsQuestion, RaterType, Types } from "@/api/typesGroups";
import { bounded, number, share } from "@/features/quality/words";
import { coefficient, count, percent, plural } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { PEOPLE } from "@/ui/charts/paint";
import { cx } from "@/ui/cx";
import { Panel } from "@/ui/Page";
import { type Column, rowLink, Table } from "@/ui/Table";
import { TakeAlong } from "@/ui/TakeAlong";
import styles from "./GroupsPage.module.css";
import { shares } from "./words";

/** Types of raters, found in what they said and in nothing else. */
export function TypesPanel({ asked, base }: { asked: GroupsQuestion; base: string }) {
  const { types } = asked;
  const estimates = useMemo(() => estimatesOf(types), [types]);
  const far = Math.max(0.01, ...estimates.flatMap((e) => [Math.abs(e.low), Math.abs(e.high)]));
  return (
    <Panel title="Are there types of raters?">
      {types.why_not ? (
        <p>Cannot be computed: {types.why_not}.</p>
      ) : (
        <>
          <p>{found(types)}</p>
          <Intervals
            title="Do types foretell verdicts better than one crowd?"
            name={`types-${asked.key}`}
            summary={`${estimates.map((e) => `${e.label}: ${e.text}`).join("; ")}.`}
            estimates={estimates}
            domain={[-far, far]}
          />
          <p className={styles.note}>
            Gain in nats for each verdict that was held out, over foretelling it by everybody’s
            answers; intervals are 95 %, by person. From {plural(types.n_votes, "verdict")} of{" "}
            {plural(types.n_people, "person", "people")} on items that several of them judged.
          </p>
          {types.types.length > 0 && <Found types={types} asked={asked} base={base} />}
        </>
      )}
    </Panel>
  );
}

function found(types: Types): string {
  if (types.types.length === 0)
    return "One crowd: types foretell what people say no better than everybody’s answers do.";
  const sizes = types.types.map((t) => count(t.people)).join(", ");
  return `${count(types.types.length)} types, of ${sizes} people. Two people of different types say the same ${share(types.between)}. A type is a habit of answering: no cause and no fault.`;
}

const named = (n: number) => `Type ${n + 1}`;

function Found({ types, asked, base }: { types: Types; asked: GroupsQuestion; base: string }) {
  const rows = types.types.map((type, n) => ({ ...type, n }));
  const columns: Column<RaterType & { n: number }>[] = [
    { key: "type", head: "Type", cell: (t) => named(t.n) },
    { key: "people", head: "People", numeric: true, cell: (t) => count(t.people) },
    { key: "within", head: "Same answer within", numeric: true, cell: (t) => share(t.within) },
    {
      key: "labels",
      head: "Says",
      cell: (t) => <span className={styles.line}>{shares(t.labels)}</span>,
    },
    {
      key: "members",
      head: "Who",
      cell: (t) => (
        <details>
          <summary>{plural(t.members.length, "rater")}</summary>
          <span className={styles.members}>
            {t.members.map((m) => (
              <Link key={m.rater_id} to={`${base}/raters/${m.rater_id}`} title={percent(m.sure)}>
                {m.name}
              </Link>
            ))}
          </span>
        </details>
      ),
    },
  ];
  const telling: Column<Types["telling"][number]>[] = [
    {
      key: "item",
      head: "Item",
      cell: (one) => (
        <Link className={cx(rowLink, styles.line)} to={`${base}/items/${one.item_id}`}>
          {one.part ? `${one.external_id} · ${one.part}` : one.external_id}
        </Link>
      ),
    },
    ...rows.map(
      ({ n }): Column<Types["telling"][number]> => ({
        key: named(n),
        head: named(n),
        cell: (one) => (
          <span className={rows.length > 2 ? undefined : styles.line}>
            {`${shares(one.shares[n] ?? {})} (n\u00a0=\u00a0${one.people[n] ?? 0})`}
          </span>
        ),
      }),
    ),
    {
      key: "apart",
      head: "Apart",
      numeric: true,
      cell: (one) => percent(one.apart),
      sortBy: (one) => one.apart,
    },
  ];
  return (
    <>
      <Table caption="Types of raters" columns={columns} rows={rows} rowKey={(t) => t.n} />
      <TakeAlong
        what="Types of raters"
        numbers={{
          name: `types-of-raters-${asked.key}`,
          columns: ["rater", "type", "sure"],
          rows: rows.flatMap((t) => t.members.map((m) => [m.name, t.n + 1, m.sure])),
        }}
      />
      <h3>On what do they part?</h3>
      <Table
        caption="Items on which the types part"
        columns={telling}
        rows={types.telling}
        rowKey={(one) => `${one.item_id} ${one.part}`}
        tall
        empty={<p>No item was judged by three people of two types.</p>}
      />
      {types.telling.length > 0 && (
        <TakeAlong
          what="Items on which the types part"
          numbers={{
            name: `items-of-types-${asked.key}`,
            columns: ["item", "part", "type", "people", ...asked.labels, "apart"],
            rows: types.telling.flatMap((one) =>
              one.shares.map((of, n) => [
                one.external_id,
                one.part,
                n + 1,
                one.people[n] ?? 0,
                ...asked.labels.map((label) => of[label] ?? 0),
                one.apart,
              ]),
            ),
          }}
        />
      )}
    </>
  );
}

function estimatesOf(types: Types): Estimate[] {
  return types.gains.flatMap((gain, n): Estimate[] => {
    const stat = bounded(gain);
    return stat
      ? [
          {
            ...stat,
            label: `${n + 2} types instead of one crowd`,
            text: number(gain) === coefficient(stat.value) ? "0" : number(gain),
            paint: PEOPLE,
            symbol: "circle",
          },
        ]
      : [];
  });
}
