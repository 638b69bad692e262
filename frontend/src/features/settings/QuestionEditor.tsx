import { useState } from "react";
import { useSaveQuestions } from "@/api/queries/projects";
import { useTemplates } from "@/api/queries/templates";
import type { Project, Question, QuestionType } from "@/api/types";
import { moved, newQuestion, problemOf, TYPES } from "@/lib/questions";
import { Button } from "@/ui/Button";
import { SelectField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { QuestionFields } from "./QuestionFields";
import styles from "./SettingsPage.module.css";

/** What is asked about every item, in order. Saving makes a new version. */
export function QuestionEditor({ project }: { project: Project }) {
  const now = project.questions;
  const [questions, setQuestions] = useState<Question[]>(now?.questions ?? []);
  const save = useSaveQuestions(project.id);
  const say = useStatus();
  const templates = useTemplates();
  const next = (now?.version ?? 0) + 1;
  const problem = problemOf(questions);
  const changed = JSON.stringify(questions) !== JSON.stringify(now?.questions ?? []);
  const taken = questions.map((q) => q.key);
  const add = (question: Question) => setQuestions([...questions, question]);
  return (
    <Panel title={now ? `Version ${now.version}` : "Nothing is asked yet"}>
      <ol className={styles.questions}>
        {questions.map((question, n) => (
          <li key={question.key} className={styles.question}>
            <QuestionFields
              question={question}
              before={questions.slice(0, n)}
              fixed={now?.questions.some((q) => q.key === question.key) ?? false}
              onChange={(changedQuestion) => setQuestions(questions.with(n, changedQuestion))}
            />
            <div className={styles.moves}>
              <Button
                size="small"
                variant="quiet"
                disabled={n === 0}
                aria-label={`Move ${question.title} up`}
                onClick={() => setQuestions(moved(questions, n, -1))}
              >
                Up
              </Button>
              <Button
                size="small"
                variant="quiet"
                disabled={n === questions.length - 1}
                aria-label={`Move ${question.title} down`}
                onClick={() => setQuestions(moved(questions, n, 1))}
              >
                Down
              </Button>
              <Button
                size="small"
                variant="quiet"
                aria-label={`Remove ${question.title}`}
                onClick={() => setQuestions(questions.toSpliced(n, 1))}
              >
                Remove
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <div className={styles.add}>
        <SelectField
          label="Add a question"
          value=""
          onChange={(event) => add(newQuestion(event.currentTarget.value as QuestionType, taken))}
        >
          <option value="">Choose a kind…</option>
          {Object.entries(TYPES).map(([type, words]) => (
            <option key={type} value={type}>
              {words}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Or start from a ready-made set"
          hint="It takes the place of the questions above; nothing is saved yet."
          value=""
          onChange={(event) => {
            const chosen = templates.data?.find((t) => t.key === event.currentTarget.value);
            if (chosen) setQuestions(chosen.questions);
          }}
        >
          <option value="">Choose a set…</option>
          {templates.data?.map((template) => (
            <option key={template.key} value={template.key}>
              {template.title}
            </option>
          ))}
        </SelectField>
      </div>
      {changed && (
        <Notice tone="warn">
          From version {next} on people answer these questions. Answers to questions that are
          removed stay with their judgments and in exports of judgments.
        </Notice>
      )}
      {problem && <Notice tone="danger">{problem}</Notice>}
      {save.error && <Notice tone="danger">{save.error.message}</Notice>}
      <div className={styles.save}>
        {changed && (
          <Button onClick={() => setQuestions(now?.questions ?? [])}>Undo changes</Button>
        )}
        <Button
          variant="primary"
          disabled={!changed || problem !== null || save.isPending}
          onClick={() =>
            save.mutate(questions, { onSuccess: () => say(`Version ${next} is in force.`, "ok") })
          }
        >
          {save.isPending ? "Saving…" : `Save as version ${next}`}
        </Button>
      </div>
    </Panel>
  );
}
