import { useState } from "react";
import { Link } from "react-router";
import { useAskMore, useDisagreements, type Whose } from "@/api/queries/standing";
import type { Disagreements } from "@/api/types";
import { count, percent, plural } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import styles from "./JudgePage.module.css";
import { winner } from "./words";

type Props = { projectId: number; whose: Whose; mayAsk: boolean };
type Row = Disagreements["rows"][number];
const PAGE = 20;

/** Where it and people differ, with both reasons side by side. */
export function DisagreementList({ projectId, whose, mayAsk }: Props) {
  const [offset, setOffset] = useState(0);
  const found = useDisagreements(projectId, whose, offset);
  const ask = useAskMore(projectId, whose);
  const say = useStatus();
  const rows = found.data?.rows ?? [];
  const askAll = () =>
    ask.mutate(
      rows.map((row) => row.item_id),
      {
        onSuccess: ({ items }) =>
          say(
            items === rows.length
              ? `More people are asked about ${plural(items, "item")}.`
              : `More people are asked about ${count(items)} of ${plural(rows.length, "item")}: the budget holds no more.`,
            "ok",
          ),
        onError: (error) => say(error.message, "danger"),
      },
    );
  return (
    <Panel
      title="Where it and people differ"
      actions={
        mayAsk &&
        rows.length > 0 && (
          <Button disabled={ask.isPending} onClick={askAll}>
            Ask people about these
          </Button>
        )
      }
    >
      <Loaded query={found} what="Disagreements">
        {(page) =>
          page.total === 0 ? (
            <EmptyState title="None">They agree wherever both have judged.</EmptyState>
          ) : (
            <>
              <p className={styles.quiet}>
                {plural(page.total, "item")}; the newest {count(page.listed)} can be looked at.
              </p>
              {page.rows.map((row) => (
                <Case key={row.item_id} projectId={projectId} row={row} />
              ))}
              {page.listed > PAGE && (
                <div className={styles.turn}>
                  <Button disabled={offset === 0} onClick={() => setOffset(offset - PAGE)}>
                    Newer
                  </Button>
                  <Button
                    disabled={offset + PAGE >= page.listed}
                    onClick={() => setOffset(offset + PAGE)}
                  >
                    Older
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Case({ projectId, row }: { projectId: number; row: Row }) {
  const { judge, people } = row;
  const votes = people.votes.map((vote) => `${winner(vote.winner)} (${vote.n})`).join(", ");
  const sure = judge.confidence === null ? "" : `, ${percent(judge.confidence)} sure`;
  return (
    <article className={styles.case}>
      <h3>
        <Link to={`/p/${projectId}/items/${row.item_id}`}>{row.external_id}</Link>
      </h3>
      <p className={styles.quiet}>{row.prompt}</p>
      <div className={styles.sides}>
        <div>
          <h4>
            Judge: {winner(judge.winner)}
            {sure}
          </h4>
          {judge.reasons.map((reason) => (
            <p key={reason.part} className={styles.text}>
              {reason.text || "It gave no reason."}
            </p>
          ))}
          {judge.reasons.length === 0 && <p className={styles.quiet}>It gave no reason.</p>}
        </div>
        <div>
          <h4>People: {votes}</h4>
          {people.reasons.map((reason) => (
            <p key={`${reason.person} ${reason.text}`} className={styles.text}>
              {reason.person}: {reason.text}
            </p>
          ))}
          {people.reasons.length === 0 && <p className={styles.quiet}>Nobody wrote a reason.</p>}
        </div>
      </div>
    </article>
  );
}
