import { useEffect, useState } from "react";
import { useTrial, useTryJudge } from "@/api/queries/judges";
import type { TriedItem } from "@/api/types";
import { count, percent, usd } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { Loading, Notice } from "@/ui/Notice";
import styles from "./JudgePage.module.css";
import { said, winner } from "./words";

const ITEMS = 5;

/** The judge on five items: prompt, raw answer, verdict, cost and time. Nothing is judged. */
export function TryDialog(props: { projectId: number; judgeId: number; onClose: () => void }) {
  const { projectId, judgeId, onClose } = props;
  const start = useTryJudge(projectId, judgeId);
  const [trial, setTrial] = useState<string | null>(null);
  const tried = useTrial(projectId, judgeId, trial);
  const { mutate } = start;
  useEffect(() => mutate(ITEMS, { onSuccess: (begun) => setTrial(begun.trial) }), [mutate]);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Try it on five items"
      description="It is asked now and paid from the budget; nothing is judged."
      wide
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {start.error && <Notice tone="danger">{start.error.message}</Notice>}
      {tried.error && <Notice tone="danger">{tried.error.message}</Notice>}
      {tried.data?.error && <Notice tone="danger">{tried.data.error}</Notice>}
      {!start.error && !tried.data?.done && <Loading what="Asking it" />}
      {tried.data?.items.map((item) => (
        <Tried key={item.item_id} item={item} />
      ))}
      {tried.data?.done && !tried.data.error && tried.data.items.length === 0 && (
        <Notice>
          None of these items needs a call: their responses are alike, or they lack what it compares
          with.
        </Notice>
      )}
    </Dialog>
  );
}

function Tried({ item }: { item: TriedItem }) {
  const sure = item.confidence === null ? "" : `, ${percent(item.confidence)} sure`;
  return (
    <article className={styles.case}>
      <h3>
        {item.external_id}: {item.winner ? winner(item.winner) : item.abstains || "not yet"}
        {sure}
      </h3>
      {item.calls.map((call) => (
        <details key={`${call.part}`}>
          <summary>
            Call {call.part + 1}: {said(call)}; {usd(call.cost_usd)},{" "}
            {call.latency_ms === null ? "–" : `${count(call.latency_ms)} ms`}
          </summary>
          {call.prompt?.map((message) => (
            <Said key={message.role} who={message.role} text={message.content} />
          ))}
          <Said who="answer" text={call.response || "–"} />
        </details>
      ))}
    </article>
  );
}

/** A long text in a frame that the keyboard can scroll too. */
function Said({ who, text }: { who: string; text: string }) {
  return (
    <section className={cx(styles.text, styles.scrolled)} aria-label={who} tabIndex={0}>
      <strong>{who}</strong> {text}
    </section>
  );
}
