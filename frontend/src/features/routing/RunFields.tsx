import type { Judge } from "@/api/types";
import { TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import styles from "./RoutingPage.module.css";

type Props = {
  endpoint: boolean;
  run: Judge["run"] | undefined;
  limits: Judge["limits"] | undefined;
  wrong: (name: string) => string | undefined;
  /** Shown at once, not folded. */
  open?: boolean;
};

/** How fast it is asked, and what becomes of calls that are lost: nothing that changes verdicts. */
export function RunFields({ endpoint, run, limits, wrong, open }: Props) {
  const fields = (
    <FieldRow>
      <TextField
        name="concurrency"
        type="number"
        min={1}
        max={64}
        defaultValue={run?.concurrency ?? 8}
        label="Calls at a time"
        hint="More are faster, and cost no more."
        error={wrong("concurrency")}
      />
      <TextField
        name="deadline_seconds"
        type="number"
        min={1}
        max={600}
        defaultValue={run?.deadline_seconds ?? ""}
        placeholder="120"
        label="Longest wait, seconds"
        hint="An answer that takes longer is lost, and charged as the most it can have cost."
        error={wrong("deadline_seconds")}
      />
      <TextField
        name="unknown_retries"
        type="number"
        min={0}
        max={3}
        defaultValue={run?.unknown_retries ?? 0}
        label="Lost calls: ask again, times"
        hint="0: never, a person is asked. Each time more may be paid once more, and stands in the ledger."
        error={wrong("unknown_retries")}
      />
      {endpoint && (
        <>
          <TextField
            name="requests_per_minute"
            type="number"
            min={1}
            defaultValue={limits?.requests_per_minute ?? ""}
            label="Requests per minute"
            hint="Of this model, by all workers together. Empty: no limit."
            error={wrong("requests_per_minute")}
          />
          <TextField
            name="tokens_per_minute"
            type="number"
            min={1}
            defaultValue={limits?.tokens_per_minute ?? ""}
            label="Tokens per minute"
            hint="The same, read and written. Empty: no limit."
            error={wrong("tokens_per_minute")}
          />
        </>
      )}
    </FieldRow>
  );
  if (open) return fields;
  return (
    <details className={styles.more}>
      <summary>Pace, limits and lost calls</summary>
      <div>{fields}</div>
    </details>
  );
}
