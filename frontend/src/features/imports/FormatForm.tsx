import type { FoundFormat } from "@/api/types";
import { count, plural } from "@/lib/figures";
import { Checkbox, Choices } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { RichText } from "@/ui/RichText";
import type { Draft } from "./draft";
import styles from "./ImportsPage.module.css";

type Props = { draft: Draft; onChange: (change: Partial<Draft>) => void };

/** Which known format the file is read as, what that rests on, and what of it is wanted. */
export function FormatForm({ draft, onChange }: Props) {
  const { known } = draft.upload;
  const found = known.find((one) => one.format === draft.format);
  const missing = (found?.questions ?? []).filter((q) => !q.asked);
  const possible = missing.filter((q) => q.possible);
  return (
    <>
      <Choices
        legend="Format"
        name="known-format"
        value={draft.format}
        choices={known.map((one) => ({
          value: one.format,
          label: `${one.title}, ${Math.round(100 * one.confidence)} % sure`,
          hint: one.evidence.join(" "),
        }))}
        onChange={(format) => onChange({ format })}
      />
      <Checkbox
        label="Import the judgments, too, with their raters"
        checked={draft.withJudgments}
        onChange={(event) => onChange({ withJudgments: event.currentTarget.checked })}
      />
      {draft.withJudgments && possible.length > 0 && (
        <Checkbox
          label={`Add to the project’s questions: ${possible.map((q) => `${q.key} (${q.type})`).join(", ")}`}
          checked={draft.addQuestions}
          onChange={(event) => onChange({ addQuestions: event.currentTarget.checked })}
        />
      )}
      {draft.withJudgments && missing.length > (draft.addQuestions ? possible.length : 0) && (
        <Notice tone="warn">
          Answers to what the project does not ask are left out, and counted:{" "}
          {missing
            .filter((q) => !draft.addQuestions || !q.possible)
            .map((q) => q.key)
            .join(", ")}
          .
        </Notice>
      )}
    </>
  );
}

/** The first items as the format gives them, and what was said about each. */
export function FormatPreview({ found }: { found: FoundFormat }) {
  return (
    <>
      <p>
        The first {plural(found.rows, "row")} give {plural(found.items, "item")} and{" "}
        {plural(found.judgments, "judgment")} of {plural(found.raters, "rater")}.
      </p>
      {(found.examples as Example[]).map((item) => (
        <div key={item.external_id} className={styles.mapped}>
          <p className={styles.quiet}>Item {item.external_id}</p>
          {item.prompt.map((turn, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: turns of one item never move
            <div key={n} className={styles.turn}>
              <span className={styles.quiet}>{turn.role}</span>
              <RichText text={turn.content} />
            </div>
          ))}
          <div className={styles.sides}>
            {item.responses.map((response, n) => (
              <div key={response.key} className={styles.side}>
                <p className={styles.quiet}>
                  Response {String.fromCharCode(65 + n)} {response.model}
                </p>
                <RichText text={response.text} />
              </div>
            ))}
          </div>
          {item.judgments.length > 0 && (
            <p dir="auto">
              {count(item.judgments.length)} judged it; {item.judgments[0]?.rater} said{" "}
              <code>{JSON.stringify(item.judgments[0]?.answers).slice(0, 300)}</code>
            </p>
          )}
        </div>
      ))}
    </>
  );
}

type Example = {
  external_id: string;
  prompt: { role: string; content: string }[];
  responses: { key: string; text: string; model: string }[];
  judgments: { rater: string; answers: unknown }[];
};
