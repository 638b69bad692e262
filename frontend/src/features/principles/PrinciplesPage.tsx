import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { usePrinciples } from "@/api/queries/quality";
import type { Principle, Principles, Reconstruction } from "@/api/typesPrinciples";
import { probability } from "@/features/groups/words";
import { asOf, because, bounded, share } from "@/features/quality/words";
import { coefficient, count, percent } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { Keys } from "@/ui/charts/Keys";
import { HUES, PEOPLE } from "@/ui/charts/paint";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { QuestionPicker, useAsked } from "@/ui/QuestionPicker";
import { type Column, Table } from "@/ui/Table";
import { TakeAlong } from "@/ui/TakeAlong";
import { JudgePanel } from "./JudgePanel";
import styles from "./PrinciplesPage.module.css";
import { TextsPanel } from "./TextsPanel";
import { found, numbersOf, sure } from "./words";

const DRAWN = 12;

/** Which principles reconstruct the labels, and what people write, summed up into criteria. */
export default function PrinciplesPage() {
  const id = Number(useParams().id);
  const principles = usePrinciples(id);
  return (
    <Page
      title="Principles and criteria"
      sentence={<Link to={`/p/${id}/quality`}>Back to quality</Link>}
    >
      <Loaded query={principles} what="Principles" lines={12}>
        {(data) => (
          <>
            {asOf(data.as_of) && <Notice>{asOf(data.as_of)}</Notice>}
            {data.as_of !== null && <Body data={data} base={`/p/${id}`} />}
            <JudgePanel projectId={id} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Body({ data, base }: { data: Principles; base: string }) {
  const [asked, ask] = useAsked(data.questions);
  return (
    <>
      {asked ? (
        <>
          <QuestionPicker questions={data.questions} asked={asked} onAsk={ask} />
          <OneQuestion key={asked.key} asked={asked} />
        </>
      ) : (
        <Notice>Principles are about verdicts on two responses; this project asks for none.</Notice>
      )}
      {data.texts.map((texts) => (
        <TextsPanel key={texts.key} texts={texts} base={base} />
      ))}
      {data.texts.length === 0 && (
        <Panel title="What do people write?">
          <p>No question here is answered in words.</p>
        </Panel>
      )}
    </>
  );
}

function OneQuestion({ asked }: { asked: Reconstruction }) {
  const drawn = useMemo(
    () => asked.principles.filter((p) => p.accuracy.value !== null).slice(0, DRAWN),
    [asked],
  );
  const estimates = useMemo(() => drawn.flatMap(estimateOf), [drawn]);
  if (asked.why_not)
    return (
      <Panel title="Which principles do the labels follow?">
        <p>Cannot be computed: {asked.why_not}.</p>
      </Panel>
    );
  return (
    <Panel title="Which principles do the labels follow?">
      <p>{found(asked)}</p>
      <Intervals
        title="How often is a principle right on pairs it has not seen?"
        name={`principles-${asked.key}`}
        summary={`${estimates.map((e) => `${e.label} ${e.text}`).join("; ")}.`}
        estimates={estimates}
      />
      <Keys
        keys={[
          { label: "Better than a coin, for sure", paint: PEOPLE },
          { label: "Perhaps chance", paint: HUES[3] },
          { label: "A coin: 50 %" },
        ]}
      />
      <Table
        caption="Principles"
        columns={columns}
        rows={asked.principles}
        rowKey={(p) => p.key}
        tall
      />
      <TakeAlong
        what="Principles"
        numbers={numbersOf(`all-principles-${asked.key}`, asked.principles)}
      />
      <p className={styles.note}>
        Learnt from {count(asked.n_learnt)} items, tried on {count(asked.n_held)} others; no prompt
        is in both. Read from the texts of {count(asked.n_items)} of {count(asked.of_items)} decided
        items. Strength is 2 (accuracy − ½) × relevance; p is adjusted for all principles. A
        principle that reconstructs a label need not be its reason.
      </p>
    </Panel>
  );
}

function estimateOf(p: Principle): Estimate[] {
  const stat = bounded(p.accuracy);
  return stat
    ? [
        {
          ...stat,
          label: p.text,
          text: share(p.accuracy),
          paint: sure(p) ? PEOPLE : HUES[3],
          symbol: "circle",
          ceiling: 0.5,
        },
      ]
    : [];
}

const columns: Column<Principle>[] = [
  {
    key: "text",
    head: "Principle",
    prose: true,
    cell: (p) => p.text,
    sortBy: (p) => p.text,
  },
  {
    key: "strength",
    head: "Strength",
    numeric: true,
    cell: (p) => coefficient(p.strength),
    sortBy: (p) => p.strength,
  },
  {
    key: "accuracy",
    head: "Right, of where it speaks",
    numeric: true,
    cell: (p) => <span title={because(p.accuracy) || undefined}>{share(p.accuracy)}</span>,
    sortBy: (p) => p.accuracy.value,
  },
  {
    key: "relevance",
    head: "Speaks on",
    numeric: true,
    cell: (p) => percent(p.relevance),
    sortBy: (p) => p.relevance,
  },
  {
    key: "p",
    head: "p, adjusted",
    numeric: true,
    cell: (p) => probability(p.p),
    sortBy: (p) => p.p,
  },
];
