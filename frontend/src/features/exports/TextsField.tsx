import { useId } from "react";
import { useSendTexts } from "@/api/queries/exports";
import type { ExportParam } from "@/api/types";
import { bytes } from "@/lib/figures";
import { Button } from "@/ui/Button";
import styles from "./ExportsPage.module.css";

type Props = {
  projectId: number;
  param: ExportParam;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
};

/** A file of texts; the choice is the number under which the server keeps it. */
export function TextsField({ projectId, param, value, error, onChange }: Props) {
  const id = useId();
  const send = useSendTexts(projectId);
  const wrong = error ?? send.error?.message;
  return (
    <div className={styles.several}>
      <label htmlFor={id} className={styles.title}>
        {param.title}
      </label>
      {value ? (
        <p className={styles.chosen}>
          {send.data ? `${send.data.name}, ${bytes(send.data.size)}` : `File ${value}`}
          <Button size="small" onClick={() => onChange("")}>
            Remove
          </Button>
        </p>
      ) : (
        <input
          id={id}
          type="file"
          accept=".txt,.jsonl,.ndjson,.json,.csv,.tsv,.parquet,.gz,.zip"
          disabled={send.isPending}
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) send.mutate(file, { onSuccess: (kept) => onChange(String(kept.id)) });
          }}
        />
      )}
      <p id={`${id}-hint`} className={styles.help}>
        {param.help} Looked at when the export is written.
      </p>
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
    </div>
  );
}
