import { useState } from "react";
import { Link } from "react-router";
import { useConfirmGold, useGoldList, useProposals, useUploadGold } from "@/api/queries/gold";
import { useProject } from "@/api/queries/projects";
import type { GoldRow, GoldUpload, Proposal } from "@/api/typesGold";
import { answerWords } from "@/features/items/timeline";
import { count, plural } from "@/lib/figures";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { DropFile } from "@/ui/DropFile";
import { Checkbox, TextField } from "@/ui/Field";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";
import { PIECE, rowsOf } from "./goldFile";
import styles from "./KnownAnswers.module.css";

/** Items whose answer is known: the list, a file of more, and what people all agreed on. */
export function KnownAnswers({ projectId }: { projectId: number }) {
  return (
    <div className={styles.panels}>
      <Panel title="Known answers">
        <List projectId={projectId} />
      </Panel>
      <Panel title="From a file">
        <Upload projectId={projectId} />
      </Panel>
      <Panel title="On which everybody agreed, or that were settled">
        <Proposals projectId={projectId} />
      </Panel>
    </div>
  );
}

function List({ projectId }: { projectId: number }) {
  const list = useGoldList(projectId);
  const data = list.data?.pages.flatMap((page) => page.results);
  return (
    <Loaded query={{ ...list, data }} what="Known answers">
      {(rows) => (
        <>
          <Table
            caption="Items whose answer is known"
            columns={columns(projectId)}
            rows={rows}
            rowKey={(row) => row.item_id}
            empty={
              <p>
                None yet. Write one on the page of an item, take a file, or confirm what everybody
                agreed on.
              </p>
            }
          />
          {list.hasNextPage && (
            <Button onClick={() => list.fetchNextPage()} disabled={list.isFetchingNextPage}>
              Show more
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}

const columns = (projectId: number): Column<GoldRow>[] => [
  {
    key: "item",
    head: "Item",
    cell: (row) => (
      <>
        <Link to={`/p/${projectId}/items/${row.item_id}`}>{row.external_id}</Link>{" "}
        {row.training && <Badge>training</Badge>}
      </>
    ),
  },
  { key: "prompt", head: "Prompt", cell: (row) => <Head text={row.prompt_head} /> },
  {
    key: "answers",
    head: "Expected",
    cell: (row) => <Said projectId={projectId} answers={row.answers} />,
  },
  { key: "from", head: "From", cell: (row) => ORIGINS[row.origin] },
  {
    key: "right",
    head: "Right",
    numeric: true,
    cell: (row) => (row.asked > 0 ? `${count(row.right)} of ${count(row.asked)}` : "not asked yet"),
    sortBy: (row) => (row.asked > 0 ? row.right / row.asked : null),
  },
];
const ORIGINS = {
  upload: "a file",
  hand: "an admin",
  unanimous: "people who agreed",
  settled: "an adjudicator",
};

/** The beginning of a prompt, on two lines. */
const Head = ({ text }: { text: string }) => (
  <bdi className={styles.head} title={text}>
    {text}
  </bdi>
);

/** What was answered, a question a line, in the words of the questions asked now. */
function Said({ projectId, answers }: { projectId: number; answers: GoldRow["answers"] }) {
  const questions = useProject(projectId).data?.questions?.questions ?? [];
  const asked = questions.filter(({ key }) => key in answers);
  const gone = Object.keys(answers).filter((key) => !asked.some((q) => q.key === key));
  return (
    <ul className={styles.said}>
      {asked.map((question) => (
        <li key={question.key}>
          {question.title}: {answerWords(answers[question.key], question)}
        </li>
      ))}
      {gone.map((key) => (
        <li key={key}>
          {key}: {answerWords(answers[key], undefined)}
        </li>
      ))}
    </ul>
  );
}

function Upload({ projectId }: { projectId: number }) {
  const upload = useUploadGold(projectId);
  const [done, setDone] = useState<GoldUpload | null>(null);
  const [problem, setProblem] = useState("");
  const take = async (file: File) => {
    setDone(null);
    setProblem("");
    try {
      const rows = rowsOf(await file.text());
      const total: GoldUpload = { added: 0, changed: 0, refused: [] };
      for (let at = 0; at < rows.length; at += PIECE) {
        const part = await upload.mutateAsync(rows.slice(at, at + PIECE));
        total.added += part.added;
        total.changed += part.changed;
        total.refused.push(...part.refused.map((one) => ({ ...one, row: one.row + at })));
      }
      setDone(total);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The file could not be read.");
    }
  };
  return (
    <>
      <DropFile
        label="A file of known answers"
        hint='JSON Lines or a JSON array; each row like {"item": "q-17", "answers": {"overall": {"winner": "a"}}, "explanation": "…", "training": false}. Larger or other files: manage.py gold.'
        accept=".jsonl,.json"
        disabled={upload.isPending}
        onFile={take}
      />
      {problem && <Notice tone="danger">{problem}</Notice>}
      {done && (
        <Notice
          tone={done.refused.length > 0 ? "warn" : "ok"}
          title={`${plural(done.added, "answer")} made known, ${count(done.changed)} changed`}
        >
          {done.refused.length > 0 && (
            <ul>
              {done.refused.slice(0, 20).map((one) => (
                <li key={one.row}>
                  Row {one.row}: {one.why}
                </li>
              ))}
              {done.refused.length > 20 && <li>and {count(done.refused.length - 20)} more</li>}
            </ul>
          )}
        </Notice>
      )}
    </>
  );
}

function Proposals({ projectId }: { projectId: number }) {
  const [people, setPeople] = useState(3);
  const found = useProposals(projectId, people);
  const confirm = useConfirmGold(projectId);
  const say = useStatus();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [training, setTraining] = useState(false);
  const toggle = (id: number) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const make = () =>
    confirm.mutate(
      { item_ids: [...chosen], training },
      {
        onSuccess: ({ confirmed }) => {
          say(`${plural(confirmed, "answer")} made known.`, "ok");
          setChosen(new Set());
        },
        onError: (error) => say(error.message, "danger"),
      },
    );
  const rows: Column<Proposal>[] = [
    {
      key: "item",
      head: "Item",
      cell: (row) => (
        <span className={styles.take}>
          <input
            type="checkbox"
            aria-label={`Take ${row.external_id}`}
            checked={chosen.has(row.item_id)}
            onChange={() => toggle(row.item_id)}
          />
          <Link to={`/p/${projectId}/items/${row.item_id}`}>{row.external_id}</Link>
        </span>
      ),
    },
    { key: "prompt", head: "Prompt", cell: (row) => <Head text={row.prompt_head} /> },
    {
      key: "answers",
      head: "Said",
      cell: (row) => (
        <>
          <Said projectId={projectId} answers={row.answers} />{" "}
          {row.settled && <Badge>settled</Badge>}
        </>
      ),
    },
    { key: "people", head: "People", numeric: true, cell: (row) => count(row.people) },
  ];
  return (
    <>
      <p>Look at each before you take it: people can agree on what is wrong.</p>
      <TextField
        type="number"
        label="People who agreed, at least"
        min={2}
        max={50}
        value={people}
        onChange={(event) => setPeople(Math.max(2, Number(event.currentTarget.value) || 2))}
      />
      <Loaded query={found} what="Proposals">
        {({ results }) => (
          <>
            <Table
              caption="Items on which everybody agreed"
              columns={rows}
              rows={results}
              rowKey={(row) => row.item_id}
              tall
              empty={<p>None: nobody agreed so widely on an item that is not known yet.</p>}
            />
            {results.length > 0 && (
              <>
                <Checkbox
                  label="For training: shown after the answer"
                  checked={training}
                  onChange={(event) => setTraining(event.currentTarget.checked)}
                />
                <div>
                  <Button
                    variant="primary"
                    disabled={chosen.size === 0 || confirm.isPending}
                    onClick={make}
                  >
                    {chosen.size > 0 ? `Make ${count(chosen.size)} known` : "Make known"}
                  </Button>
                </div>
              </>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
