import { useState } from "react";
import { useExportLink } from "@/api/queries/exports";
import type { Snapshot } from "@/api/types";
import { dateTime } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";
import { SelectField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import styles from "./ExportsPage.module.css";

const TIMES: [number, string][] = [
  [60, "an hour"],
  [24 * 60, "a day"],
  [7 * 24 * 60, "a week"],
];

/** A link that downloads one file without signing in, for some time. */
export function LinkMaker({ snapshot }: { snapshot: Snapshot }) {
  const names = [...snapshot.files, ...snapshot.card].map((file) => file.name);
  const [name, setName] = useState(names[0] ?? "");
  const [minutes, setMinutes] = useState(60);
  const link = useExportLink(snapshot.id);
  return (
    <>
      <div className={styles.linked}>
        <SelectField
          label="File"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        >
          {names.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </SelectField>
        <SelectField
          label="Good for"
          value={minutes}
          onChange={(event) => setMinutes(Number(event.currentTarget.value))}
        >
          {TIMES.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </SelectField>
        <Button disabled={link.isPending} onClick={() => link.mutate({ name, minutes })}>
          Make a link
        </Button>
      </div>
      {link.error && <Notice tone="danger">{link.error.message}</Notice>}
      {link.data && (
        <>
          <p>
            Whoever has this link can download the file until {dateTime(link.data.expires_at)}. It
            ends sooner if you may no longer export.
          </p>
          <CodeBlock label="Download link" text={`curl -OJ '${link.data.url}'`} wrap />
        </>
      )}
    </>
  );
}
