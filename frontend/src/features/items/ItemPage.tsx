import { useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import { useDecisions, useItem, useItemFiles, useSettleFlags } from "@/api/queries/items";
import { useProject } from "@/api/queries/projects";
import { useRole } from "@/api/queries/session";
import type { Decision, Item, Question } from "@/api/types";
import { plural } from "@/lib/figures";
import { STATES, wordFor } from "@/lib/words";
import { Button } from "@/ui/Button";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { DiscardDialog } from "./DiscardDialog";
import { ItemBody } from "./ItemBody";
import styles from "./ItemPage.module.css";
import { KnownAnswer } from "./KnownAnswer";
import { Timeline } from "./Timeline";
import { answerWords, timeline, whyWords } from "./timeline";
import { Verdicts } from "./Verdicts";

/** One item with everything that ever happened to it. */
export default function ItemPage() {
  const params = useParams();
  const itemId = Number(params.itemId);
  const projectId = Number(params.id);
  const item = useItem(itemId);
  const project = useProject(projectId);
  const questions = project.data?.questions?.questions ?? [];
  const role = useRole(projectId);
  const [discarding, setDiscarding] = useState(false);
  const mayDiscard = role === "admin" && item.data && item.data.state !== "discarded";
  return (
    <Page
      title={item.data?.external_id ?? "Item"}
      sentence={item.data && sentence(item.data, questions)}
      actions={mayDiscard && <Button onClick={() => setDiscarding(true)}>Discard…</Button>}
    >
      <p className={styles.back}>
        <Link to={`/p/${params.id}/items`}>All items</Link>
        {item.data && item.data.others_in_group > 0 && (
          <Link to={`/p/${params.id}/items?group=${encodeURIComponent(item.data.group_key)}`}>
            {plural(item.data.others_in_group, "other item")} of its group
          </Link>
        )}
      </p>
      <Loaded query={item} what="The item" lines={12}>
        {(data) => (
          <>
            <OpenFlags item={data} maySettle={role === "admin"} />
            <ItemBody item={data} />
            <Panel title="What was said">
              <Verdicts item={data} questions={questions} />
            </Panel>
            {role === "admin" && data.state !== "discarded" && (
              <KnownAnswer item={data} questions={questions} />
            )}
            <History item={data} questions={questions} />
            <DiscardDialog item={data} open={discarding} onClose={() => setDiscarding(false)} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function sentence(item: Item, questions: readonly Question[]): string {
  const given = item.judgments.filter((j) => !j.superseded).length;
  const label = currentLabel(item);
  const parts = [wordFor(STATES, item.state), `${plural(given, "judgment")} so far`];
  if (label) {
    const question = questions.find((q) => q.key === label.question);
    parts.push(`${question?.title ?? label.question}: ${answerWords(label.value, question)}`);
  }
  return `${parts.join("; ")}.`;
}

function currentLabel(item: Item) {
  const overall = item.labels.filter((label) => label.question === "overall");
  const labels = overall.length > 0 ? overall : item.labels;
  return labels.reduce<Item["labels"][number] | undefined>(
    (best, label) => (best && best.version >= label.version ? best : label),
    undefined,
  );
}

function OpenFlags({ item, maySettle }: { item: Item; maySettle: boolean }) {
  const settle = useSettleFlags(item.id);
  const open = item.flags.filter((flag) => flag.settled_at === null);
  if (open.length === 0) return null;
  return (
    <Notice
      tone="warn"
      title={`${plural(open.length, "person", "people")} flagged this item`}
      action={
        maySettle && (
          <Button size="small" onClick={() => settle.mutate()} disabled={settle.isPending}>
            Mark as settled
          </Button>
        )
      }
    >
      {open
        .map((flag) => [flag.reason.replaceAll("_", " "), flag.note].filter(Boolean).join(": "))
        .join("; ")}
      {settle.error && <p>{settle.error.message}</p>}
    </Notice>
  );
}

function Why({ decisions }: { decisions: readonly Decision[] }) {
  const words = whyWords(decisions);
  return words ? <p>{words}</p> : null;
}

function History({ item, questions }: { item: Item; questions: readonly Question[] }) {
  const decisions = useDecisions(item.id);
  const files = useItemFiles(item.id).data;
  const happenings = useMemo(
    () => decisions.data && timeline(item, { ...decisions.data, files }, questions),
    [item, decisions.data, files, questions],
  );
  return (
    <Panel title="History">
      {decisions.data && <Why decisions={decisions.data.decisions} />}
      <Loaded query={{ ...decisions, data: happenings }} what="The history">
        {(list) =>
          list.length > 0 ? (
            <Timeline happenings={list} />
          ) : (
            <p>Nothing has happened to this item yet.</p>
          )
        }
      </Loaded>
    </Panel>
  );
}
