import { useState } from "react";
import { useNavigate } from "react-router";
import { useExplain, useExplanations } from "@/api/queries/explanations";
import { useProject } from "@/api/queries/projects";
import { useSession } from "@/api/queries/session";
import type { Explanation, Explanations } from "@/api/typesPrinciples";
import { probability } from "@/features/groups/words";
import { because, share } from "@/features/quality/words";
import { guidelineDraft } from "@/features/settings/GuidelineEditor";
import { ago, count, percent, plural } from "@/lib/figures";
import { addToKept } from "@/lib/kept";
import { Button } from "@/ui/Button";
import { SelectField } from "@/ui/Field";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { Table } from "@/ui/Table";
import { TakeAlong } from "@/ui/TakeAlong";
import styles from "./PrinciplesPage.module.css";
import { numbersOf } from "./words";

/** The same by a judge: sentences instead of words, within the project's budget. */
export function JudgePanel({ projectId }: { projectId: number }) {
  const explanations = useExplanations(projectId);
  return (
    <Panel title="What does a judge make of it?">
      <Loaded query={explanations} what="What a judge made of it" lines={3}>
        {(data) => (
          <>
            <Ask projectId={projectId} data={data} />
            {data.explanations.map((one) =>
              one.kind === "principles" ? (
                <Principles key={`${one.kind} ${one.question}`} found={one} />
              ) : (
                <Criteria key={`${one.kind} ${one.question}`} found={one} projectId={projectId} />
              ),
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Ask({ projectId, data }: { projectId: number; data: Explanations }) {
  const { data: session } = useSession();
  const admin = session?.memberships.find((m) => m.project.id === projectId)?.role === "admin";
  const [judge, setJudge] = useState(data.judges[0]?.id ?? 0);
  const explain = useExplain(projectId);
  if (data.judges.length === 0)
    return (
      <p className={styles.note}>
        No judge that reads instructions is set up: what is above is found by counting words. Set
        one up under Routing.
      </p>
    );
  return (
    <>
      <p className={styles.note}>
        A judge proposes principles from some of the labelled pairs, and votes by them on pairs it
        has not seen; it sums up what people write. Some hundred calls, within the budget; answered
        ones are not paid for again.
      </p>
      {data.running && <Notice>The judge is at it; what it finds appears here.</Notice>}
      {data.error && <Notice tone="danger">{data.error}</Notice>}
      {admin && !data.running && (
        <>
          {data.judges.length > 1 && (
            <SelectField
              label="Judge"
              value={judge}
              onChange={(event) => setJudge(Number(event.currentTarget.value))}
            >
              {data.judges.map((j) => (
                <option key={j.id} value={j.id}>
                  {j.name}
                </option>
              ))}
            </SelectField>
          )}
          <div>
            <Button disabled={explain.isPending} onClick={() => explain.mutate(judge)}>
              Ask {data.judges.find((j) => j.id === judge)?.name}
            </Button>
          </div>
        </>
      )}
      {explain.error && <Notice tone="danger">{explain.error.message}</Notice>}
    </>
  );
}

function Principles({ found }: { found: Explanation }) {
  return (
    <>
      <h3>Principles of “{found.question}”</h3>
      {found.why_not ? (
        <p>Cannot be said: {found.why_not}.</p>
      ) : (
        <>
          <Table
            caption={`Principles of ${found.question} by a judge`}
            columns={[
              { key: "text", head: "Principle", prose: true, cell: (p) => <bdi>{p.text}</bdi> },
              {
                key: "accuracy",
                head: "Right, of where it speaks",
                numeric: true,
                cell: (p) => (
                  <span title={because(p.accuracy) || undefined}>{share(p.accuracy)}</span>
                ),
                sortBy: (p) => p.accuracy.value,
              },
              {
                key: "relevance",
                head: "Speaks on",
                numeric: true,
                cell: (p) => percent(p.relevance),
                sortBy: (p) => p.relevance,
              },
              { key: "p", head: "p, adjusted", numeric: true, cell: (p) => probability(p.p) },
            ]}
            rows={found.principles}
            rowKey={(p) => p.key}
          />
          <TakeAlong
            what="Principles by a judge"
            numbers={numbersOf(`judged-principles-${found.question}`, found.principles)}
          />
        </>
      )}
      <p className={styles.note}>
        By {found.judge}, {ago(found.as_of)}
        {!found.why_not &&
          `; proposed from ${plural(found.n_learnt, "pair")}, tried on ${count(found.n_held)} others; ${plural(found.unread, "answer")} could not be read`}
        .
      </p>
    </>
  );
}

function Criteria({ found, projectId }: { found: Explanation; projectId: number }) {
  return (
    <>
      <h3>Criteria in “{found.question}”</h3>
      {found.why_not ? (
        <p>Cannot be said: {found.why_not}.</p>
      ) : (
        <>
          <Table
            caption={`Criteria in ${found.question} by a judge`}
            columns={[
              { key: "text", head: "Criterion", prose: true, cell: (c) => <bdi>{c.text}</bdi> },
              {
                key: "n",
                head: "Texts that speak of it",
                numeric: true,
                cell: (c) => `${count(c.n)} (${percent(c.n / Math.max(1, found.n_texts))})`,
                sortBy: (c) => c.n,
              },
              {
                key: "example",
                head: "For example",
                prose: true,
                cell: (c) => (c.example ? <q dir="auto">{c.example}</q> : "–"),
              },
            ]}
            rows={found.criteria}
            rowKey={(c) => c.text}
          />
          <TakeAlong
            what="Criteria by a judge"
            numbers={{
              name: `criteria-${found.question}`,
              columns: ["criterion", "texts", "of", "example"],
              rows: found.criteria.map((c) => [c.text, c.n, found.n_texts, c.example]),
            }}
          />
          <ToGuidelines projectId={projectId} criteria={found.criteria.map((c) => c.text)} />
        </>
      )}
      <p className={styles.note}>
        By {found.judge}, {ago(found.as_of)}, from {plural(found.n_texts, "text")};{" "}
        {plural(found.unread, "text")} could not be counted.
      </p>
    </>
  );
}

/** Criteria become a draft of the next guidelines, which judges read too; a person decides. */
function ToGuidelines({ projectId, criteria }: { projectId: number; criteria: string[] }) {
  const { data: project } = useProject(projectId);
  const go = useNavigate();
  if (project?.role !== "admin") return null;
  const add = () => {
    const more = ["## What counts", ...criteria.map((text) => `- ${text}`)].join("\n");
    addToKept(guidelineDraft(project), project.guideline?.text ?? "", more);
    go(`/p/${projectId}/settings?tab=guidelines`);
  };
  return (
    <div>
      <Button onClick={add}>Add these to the guidelines…</Button>
    </div>
  );
}
