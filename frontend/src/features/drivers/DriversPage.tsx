import { useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import { useDrivers } from "@/api/queries/quality";
import type { Drivers, DriversQuestion, Figure } from "@/api/typesQuality";
import { asOf, because, bounded, number } from "@/features/quality/words";
import { count } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { Keys } from "@/ui/charts/Keys";
import { JUDGE, PEOPLE } from "@/ui/charts/paint";
import { EmptyState } from "@/ui/EmptyState";
import { SelectField } from "@/ui/Field";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { QuestionPicker, useAsked } from "@/ui/QuestionPicker";
import { type Column, Table } from "@/ui/Table";
import { ConfounderPanel } from "./ConfounderPanel";
import styles from "./DriversPage.module.css";
import { explained, found, missing, type Row, rowsOf } from "./rows";

/** Which properties of responses go with verdicts: people's and a judge's, side by side. */
export default function DriversPage() {
  const id = Number(useParams().id);
  const drivers = useDrivers(id);
  return (
    <Page
      title="What goes with verdicts"
      sentence={<Link to={`/p/${id}/quality`}>Back to quality</Link>}
    >
      <Loaded query={drivers} what="Drivers" lines={12}>
        {(data) => (
          <>
            {asOf(data.as_of) && <Notice>{asOf(data.as_of)}</Notice>}
            {data.as_of !== null && <Body drivers={data} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Body({ drivers }: { drivers: Drivers }) {
  const { questions } = drivers;
  const [asked, ask] = useAsked(questions);
  if (!asked)
    return (
      <EmptyState title="Nothing is compared here">
        Properties are set beside verdicts on two responses; this project asks for none. A
        comparison is added under Settings, Questions.
      </EmptyState>
    );
  return (
    <>
      <QuestionPicker questions={questions} asked={asked} onAsk={ask} />
      <Asked key={asked.key} asked={asked} factors={drivers.factors} />
    </>
  );
}

function Asked({ asked, factors }: { asked: DriversQuestion; factors: Drivers["factors"] }) {
  const judges = asked.columns.filter((c) => c.judge !== null);
  const [chosen, choose] = useState(judges[0]?.judge ?? "");
  const people = asked.columns.find((c) => c.judge === null);
  const judge = judges.find((c) => c.judge === chosen);
  const rows = useMemo(
    () => (people ? rowsOf(factors, people, judge) : []),
    [factors, people, judge],
  );
  const estimates = useMemo(() => rows.flatMap((row) => estimatesOf(row, chosen)), [rows, chosen]);
  if (!people) return null;
  const reasons = missing(rows);
  const far = Math.max(0.2, ...estimates.flatMap((e) => [Math.abs(e.low), Math.abs(e.high)]));
  return (
    <>
      {judges.length > 1 && (
        <div className={styles.choose}>
          <SelectField
            label="Judge"
            value={chosen}
            onChange={(event) => choose(event.target.value)}
          >
            {judges.map((c) => (
              <option key={c.judge}>{c.judge}</option>
            ))}
          </SelectField>
        </div>
      )}
      {estimates.length > 0 && (
        <Panel>
          <p>{found(rows, judge?.judge ?? undefined)}</p>
          <Intervals
            title="Does the response with more of it win?"
            name={`drivers-${asked.key}`}
            summary={`${estimates.map((e) => `${e.label}: ${e.text}`).join("; ")}.`}
            estimates={estimates}
            domain={[-far, far]}
          />
          <Keys
            keys={[
              { label: "People", paint: PEOPLE },
              ...(judge ? [{ label: judge.judge ?? "", paint: JUDGE }] : []),
            ]}
          />
          <p className={styles.note}>
            1: the response with more of it always wins; −1: it always loses; 0: no matter.
            Intervals are 95 %, by pair. Read from the texts of {count(asked.n_items)} of{" "}
            {count(asked.of_items)} judged pairs. What goes with a verdict need not be its reason.
            Tone is counted by lists of English words.
          </p>
        </Panel>
      )}
      {reasons.length > 0 && (
        <Notice title="Not everything can be computed">{reasons.join("; ")}.</Notice>
      )}
      <Panel title="What is left of each when the others are held?">
        <Table
          caption="Factors of verdicts"
          columns={judge ? columns : columns.slice(0, 3)}
          rows={rows}
          rowKey={(row) => row.key}
        />
        {[people, ...(judge ? [judge] : [])].map((column) => (
          <p key={column.judge} className={styles.note}>
            {explained(column)}
          </p>
        ))}
      </Panel>
      <ConfounderPanel confounded={asked.confounded} name={asked.key} />
    </>
  );
}

function estimatesOf(row: Row, judge: string): Estimate[] {
  const one = (figure: Figure, who: string, judged: boolean): Estimate[] => {
    const stat = bounded(figure);
    return stat
      ? [
          {
            ...stat,
            label: `More ${row.title} · ${who}`,
            text: number(figure),
            paint: judged ? JUDGE : PEOPLE,
            symbol: judged ? "diamond" : "circle",
          },
        ]
      : [];
  };
  return [...one(row.people, "people", false), ...one(row.judge, judge, true)];
}

type Figures = "people" | "peopleTogether" | "judge" | "judgeTogether" | "gap";

const shown = (key: Figures, head: string): Column<Row> => ({
  key,
  head,
  numeric: true,
  cell: (row) => <span title={because(row[key]) || undefined}>{number(row[key])}</span>,
  sortBy: (row) => row[key].value,
});

const columns: Column<Row>[] = [
  { key: "title", head: "More …", cell: (row) => row.title, sortBy: (row) => row.title },
  shown("people", "People, alone"),
  shown("peopleTogether", "People, others held (log-odds)"),
  shown("judge", "Judge, alone"),
  shown("judgeTogether", "Judge, others held (log-odds)"),
  shown("gap", "Judge minus people, same pairs"),
];
