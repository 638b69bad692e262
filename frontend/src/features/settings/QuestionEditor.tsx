import { useState } from "react";
import { useSaveQuestions } from "@/api/queries/projects";
import type { Project, Question } from "@/api/types";
import { comparison, keyFor, moved, problemOf, text } from "@/lib/questions";
import { Button } from "@/ui/Button";
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
        <Button
          onClick={() =>
            add(comparison(keyFor("Aspect", taken), "Aspect", "", pointsOf(questions)))
          }
        >
          Add a comparison
        </Button>
        <Button onClick={() => add(text(keyFor("Why", taken), "Why?", false))}>Add a text</Button>
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

/** A new aspect gets the scale of those there are: rows of one length are quicker to judge. */
function pointsOf(questions: readonly Question[]) {
  const first = questions.find((q) => q.type === "comparison");
  return first?.type === "comparison" ? first.options.points : 7;
}
