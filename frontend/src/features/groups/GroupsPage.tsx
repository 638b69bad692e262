import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { useGroups } from "@/api/queries/quality";
import type { Group, Grouping, Groups, GroupsQuestion } from "@/api/typesGroups";
import { asOf, because, bounded, share } from "@/features/quality/words";
import { plural } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { Keys } from "@/ui/charts/Keys";
import { HUES, PEOPLE } from "@/ui/charts/paint";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { QuestionPicker, useAsked } from "@/ui/QuestionPicker";
import { type Column, Table } from "@/ui/Table";
import { GroupMatrix } from "./GroupMatrix";
import styles from "./GroupsPage.module.css";
import { PartedItems } from "./PartedItems";
import { TypesPanel } from "./TypesPanel";
import { contrasted, hiding } from "./words";

/** Whether groups of people see things differently, and types of raters found in verdicts alone. */
export default function GroupsPage() {
  const id = Number(useParams().id);
  const groups = useGroups(id);
  return (
    <Page
      title="Who sees it differently"
      sentence={<Link to={`/p/${id}/quality`}>Back to quality</Link>}
    >
      <Loaded query={groups} what="Groups" lines={12}>
        {(data) => (
          <>
            {asOf(data.as_of) && <Notice>{asOf(data.as_of)}</Notice>}
            {data.as_of !== null && <Body groups={data} base={`/p/${id}`} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Body({ groups, base }: { groups: Groups; base: string }) {
  const [asked, ask] = useAsked(groups.questions);
  if (!asked)
    return (
      <EmptyState title="Nothing is counted here">
        Texts, marks and open choices are not votes; groups show for comparisons, ratings, rankings,
        thumbs and choices.
      </EmptyState>
    );
  return (
    <>
      <QuestionPicker questions={groups.questions} asked={asked} onAsk={ask} />
      {groups.fields.length === 0 && (
        <Notice title="Nothing is known about people">
          Groups come from what people tell about themselves: Settings, About people. Types of
          raters, below, need no profiles.
        </Notice>
      )}
      {asked.fields.map((grouping) => (
        <OneGrouping
          key={`${asked.key} ${grouping.field}`}
          asked={asked}
          grouping={grouping}
          minimum={groups.min_group}
          base={base}
        />
      ))}
      <TypesPanel key={asked.key} asked={asked} base={base} />
    </>
  );
}

function OneGrouping(props: {
  asked: GroupsQuestion;
  grouping: Grouping;
  minimum: number;
  base: string;
}) {
  const { asked, grouping, minimum, base } = props;
  const estimates = useMemo(() => estimatesOf(grouping), [grouping]);
  if (grouping.why_not)
    return (
      <Panel title={grouping.title}>
        <p>Cannot be computed: {grouping.why_not}.</p>
      </Panel>
    );
  return (
    <Panel title={grouping.title}>
      <p>{contrasted(grouping)}</p>
      <Intervals
        title="Do people agree more with their own?"
        name={`groups-${grouping.field}-${asked.key}`}
        summary={`${estimates.map((e) => `${e.label}: ${e.text}`).join("; ")}.`}
        estimates={estimates}
      />
      <Keys
        keys={[
          { label: "Two people of the group", paint: PEOPLE },
          { label: "One of it and one of another group", paint: HUES[2] },
        ]}
      />
      {grouping.groups.length > 2 && <GroupMatrix grouping={grouping} name={asked.key} />}
      <JudgesOfGroups grouping={grouping} />
      <PartedItems grouping={grouping} labels={asked.labels} base={base} />
      <p className={styles.note}>{hiding(grouping, minimum)}</p>
    </Panel>
  );
}

function JudgesOfGroups({ grouping }: { grouping: Grouping }) {
  const judges = [...new Set(grouping.groups.flatMap((g) => g.judges.map((j) => j.judge)))];
  if (judges.length === 0) return null;
  const columns: Column<Group>[] = [
    { key: "group", head: "Judge with most of", cell: (g) => g.title },
    ...judges.map(
      (judge): Column<Group> => ({
        key: judge,
        head: judge,
        numeric: true,
        cell: (g) => {
          const figure = g.judges.find((j) => j.judge === judge)?.agreement;
          return figure ? <span title={because(figure) || undefined}>{share(figure)}</span> : "–";
        },
      }),
    ),
  ];
  return (
    <Table
      caption="Judges with each group"
      columns={columns}
      rows={grouping.groups}
      rowKey={(g) => g.key}
    />
  );
}

function estimatesOf(grouping: Grouping): Estimate[] {
  return grouping.groups.flatMap((group) => {
    const of = `${group.title} (${plural(group.people, "person", "people")})`;
    return (["within", "others"] as const).flatMap((which): Estimate[] => {
      const stat = bounded(group[which]);
      if (!stat) return [];
      return [
        {
          ...stat,
          label: which === "within" ? of : `${group.title} · with others`,
          text: share(group[which]),
          paint: which === "within" ? PEOPLE : HUES[2],
          symbol: which === "within" ? "circle" : "diamond",
        },
      ];
    });
  });
}
