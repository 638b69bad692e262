import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { useQuality } from "@/api/queries/quality";
import type { Figure, Quality, QuestionFigures } from "@/api/typesQuality";
import { count, plural } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { Keys } from "@/ui/charts/Keys";
import { JUDGE, PEOPLE } from "@/ui/charts/paint";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { QuestionPicker, useAsked } from "@/ui/QuestionPicker";
import { type Column, Table } from "@/ui/Table";
import { Leaderboards } from "./Leaderboard";
import { Marks } from "./Marks";
import { MatrixChart } from "./MatrixChart";
import { OverTime } from "./OverTime";
import { Protocols } from "./Protocols";
import styles from "./QualityPage.module.css";
import { Raters } from "./Raters";
import { Splits } from "./Splits";
import { asOf, because, bounded, number, sentence, share } from "./words";

/** More raters than this need the whole width. */
const MANY = 10;

/** What the labels are worth: agreement and its ceiling, raters, items to look at, models. */
export default function QualityPage() {
  const id = Number(useParams().id);
  const quality = useQuality(id);
  return (
    <Page title="Quality" sentence={quality.data && sentence(quality.data)}>
      <Loaded query={quality} what="Quality" lines={12}>
        {(data) => (
          <>
            {asOf(data.as_of) && <Notice>{asOf(data.as_of)}</Notice>}
            {data.as_of !== null &&
              (data.questions.length === 0 ? (
                <EmptyState title="Nothing is counted here">
                  Texts, marks and open choices are not votes; agreement shows for comparisons,
                  ratings, rankings, thumbs and choices.
                </EmptyState>
              ) : (
                <Body quality={data} base={`/p/${id}`} />
              ))}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Body({ quality, base }: { quality: Quality; base: string }) {
  const { questions } = quality;
  const [asked, ask] = useAsked(questions);
  if (!asked) return null;
  const standings = quality.models.find((m) => m.question === asked.key);
  return (
    <>
      <Panel>
        <Agreement questions={questions} />
      </Panel>
      <QuestionPicker questions={questions} asked={asked} onAsk={ask} />
      <div className={asked.matrix.raters.length > MANY ? styles.stack : styles.pair}>
        <Panel>
          <OverTime over={asked.over_time} ceiling={asked.ceiling} />
        </Panel>
        <Panel>
          <MatrixChart matrix={asked.matrix} />
        </Panel>
      </div>
      <Panel title="More to see">
        <ul className={styles.more}>
          <li>
            <Link to={`${base}/quality/groups?question=${asked.key}`}>
              Who sees it differently?
            </Link>{" "}
            Groups of people, and types found in their verdicts.
          </li>
          {asked.kind === "comparison" && (
            <li>
              <Link to={`${base}/quality/drivers?question=${asked.key}`}>
                What goes with people’s verdicts, and with a judge’s?
              </Link>{" "}
              Length, format and tone, side by side.
            </li>
          )}
          <li>
            <Link to={`${base}/quality/principles?question=${asked.key}`}>
              Which principles do the labels follow?
            </Link>{" "}
            And what people write, summed up.
          </li>
        </ul>
      </Panel>
      <Panel title="Who judges how?">
        <Raters raters={quality.raters} question={asked.key} base={base} />
        <p className={styles.note}>
          Flags are for a person to look at; no number takes anybody out. Sides, lengths and times
          are of the latest {plural(quality.latest.judgments, "judgment")}.
        </p>
      </Panel>
      <Panel title="Which items do people see differently?">
        <Splits
          caption="Items that people disagree on"
          splits={asked.disagreed}
          base={base}
          none="No item that two people judged was judged differently."
        />
      </Panel>
      {asked.n_judges > 0 && (
        <Panel title="Where does a judge differ from people of one mind?">
          <Splits
            caption="Items where a judge differs from unanimous people"
            splits={asked.judge_differs}
            base={base}
            none="Nowhere."
            unanimous
          />
        </Panel>
      )}
      {quality.marks.map((marked) => (
        <Panel key={marked.question} title={`What is marked? ${marked.title}`}>
          <Marks marked={marked} />
        </Panel>
      ))}
      {standings && <Leaderboards key={asked.key} standings={standings} />}
      <Protocols
        rows={quality.protocols.flatMap(({ rated, preferred, people, judges }) =>
          [
            { rated, preferred, who: "people", ...people },
            { rated, preferred, who: "judges", ...judges },
          ].filter((row) => row.differs.value !== null),
        )}
      />
    </>
  );
}

function Agreement({ questions }: { questions: readonly QuestionFigures[] }) {
  const estimates = useMemo(() => questions.flatMap(estimatesOf), [questions]);
  const reasons = questions.flatMap((q) =>
    q.agreement.value === null ? [`${q.title}: ${q.agreement.why_not}`] : [],
  );
  return (
    <>
      {estimates.length > 0 && (
        <>
          <Intervals
            title="How far do people agree, and how near do judges come?"
            name="agreement-by-question"
            summary={`${estimates.map((e) => `${e.label}: ${e.text}`).join("; ")}.`}
            estimates={estimates}
          />
          <Keys
            keys={[
              { label: "Person and person", paint: PEOPLE },
              { label: "Judge and most people", paint: JUDGE },
              { label: "Ceiling: one person and most of the others" },
            ]}
          />
        </>
      )}
      {reasons.length > 0 && (
        <Notice title="Not everything can be computed">{reasons.join("; ")}.</Notice>
      )}
      <Table
        caption="Agreement by question"
        columns={columns}
        rows={questions}
        rowKey={(q) => q.key}
      />
    </>
  );
}

function estimatesOf(q: QuestionFigures): Estimate[] {
  const one = (figure: Figure, who: string, judge: boolean): Estimate[] => {
    const stat = bounded(figure);
    return stat
      ? [
          {
            ...stat,
            label: `${q.title} · ${who}`,
            text: share(figure),
            paint: judge ? JUDGE : PEOPLE,
            symbol: judge ? "diamond" : "circle",
            ceiling: q.ceiling.value,
          },
        ]
      : [];
  };
  return [
    ...one(q.agreement, "people", false),
    ...q.judges.flatMap((j) => one(j.agreement, j.judge, true)),
  ];
}

const shown = (key: keyof QuestionFigures, head: string, words: (f: Figure) => string) =>
  ({
    key,
    head,
    numeric: true,
    cell: (q: QuestionFigures) => {
      const figure = q[key] as Figure;
      return <span title={because(figure) || undefined}>{words(figure)}</span>;
    },
    sortBy: (q: QuestionFigures) => (q[key] as Figure).value,
  }) satisfies Column<QuestionFigures>;

const columns: Column<QuestionFigures>[] = [
  { key: "title", head: "Question", cell: (q) => q.title },
  shown("agreement", "Same answer", share),
  shown("ceiling", "Ceiling", share),
  shown("unanimous", "Unanimous", share),
  shown("alpha", "Krippendorff’s α", number),
  shown("alpha_ordinal", "α, in order", number),
  shown("ac1", "Gwet’s AC1", number),
  {
    key: "n",
    head: "Shared items",
    numeric: true,
    cell: (q) => count(q.n_shared),
    sortBy: (q) => q.n_shared,
  },
];
