import { useState } from "react";
import { useTemplates } from "@/api/queries/templates";
import type { Question, QuestionType } from "@/api/types";
import { newQuestion, TYPES } from "@/lib/questions";
import { Button } from "@/ui/Button";
import { SelectField } from "@/ui/Field";
import styles from "./SettingsPage.module.css";

type Props = {
  /** Keys that a new question must not have. */
  taken: readonly string[];
  onAdd: (question: Question) => void;
  onReplace: (questions: Question[]) => void;
};

/** One question more, or a ready-made set; neither before its button is pressed. */
export function AddQuestions({ taken, onAdd, onReplace }: Props) {
  const templates = useTemplates();
  const [type, setType] = useState<QuestionType>("comparison");
  const [name, setName] = useState("");
  const template = templates.data?.find((t) => t.key === name);
  return (
    <div className={styles.add}>
      <div className={styles.chosen}>
        <SelectField
          label="Another question"
          value={type}
          onChange={(event) => setType(event.currentTarget.value as QuestionType)}
        >
          {Object.entries(TYPES).map(([type, words]) => (
            <option key={type} value={type}>
              {words}
            </option>
          ))}
        </SelectField>
        <Button onClick={() => onAdd(newQuestion(type, taken))}>Add</Button>
      </div>
      <div className={styles.chosen}>
        <SelectField
          label="Or a ready-made set"
          hint={template?.summary}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        >
          <option value="">Choose a set…</option>
          {templates.data?.map((template) => (
            <option key={template.key} value={template.key}>
              {template.title}
            </option>
          ))}
        </SelectField>
        <Button
          disabled={!template}
          title="It takes the place of the questions above; nothing is saved yet."
          onClick={() => template && onReplace(template.questions)}
        >
          Take it
        </Button>
      </div>
    </div>
  );
}
