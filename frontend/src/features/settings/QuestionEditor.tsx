import { useEffect, useRef } from "react";
import { fieldError } from "@/api/fields";
import { useSaveQuestions } from "@/api/queries/projects";
import type { Project, Question } from "@/api/types";
import { useKept } from "@/lib/kept";
import { moved, problemOf } from "@/lib/questions";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { AddQuestions } from "./AddQuestions";
import { QuestionFields } from "./QuestionFields";
import styles from "./SettingsPage.module.css";

/** What is asked about every item, in order. Saving makes a new version. */
export function QuestionEditor({ project }: { project: Project }) {
  const now = project.questions;
  const asked = now?.questions ?? [];
  const [questions, set] = useKept(`questions ${project.id} ${now?.version ?? 0}`, asked);
  const save = useSaveQuestions(project.id);
  const say = useStatus();
  const list = useRef<HTMLOListElement>(null);
  const goTo = useGoingTo(list, questions);
  const next = (now?.version ?? 0) + 1;
  const problem = problemOf(questions);
  const changed = JSON.stringify(questions) !== JSON.stringify(asked);
  // The server's sentence stands beside the question it is about; any other below.
  const wrong = (key: string) => fieldError(save.error, `questions.${key}`);
  const elsewhere = save.error && !questions.some(({ key }) => wrong(key));
  const change = (questions: Question[]) => {
    if (save.error) save.reset();
    set(questions);
  };
  const move = (n: number, by: -1 | 1) => {
    change(moved(questions, n, by));
    goTo(n + by, by < 0 ? "up" : "down");
  };
  const remove = (n: number) => {
    change(questions.toSpliced(n, 1));
    goTo(Math.min(n, questions.length - 2));
  };
  return (
    <Panel title={now ? `Version ${now.version}` : "Nothing is asked yet"}>
      <ol className={styles.questions} ref={list}>
        {questions.map((question, n) => (
          <li key={question.key} className={styles.question}>
            <QuestionFields
              place={n + 1}
              question={question}
              before={questions.slice(0, n)}
              fixed={asked.some((q) => q.key === question.key)}
              error={wrong(question.key)}
              onChange={(one) => change(questions.with(n, one))}
              moves={
                <>
                  <Button
                    size="small"
                    variant="quiet"
                    data-move="up"
                    disabled={n === 0}
                    aria-label={`Move ${question.title} up`}
                    onClick={() => move(n, -1)}
                  >
                    Up
                  </Button>
                  <Button
                    size="small"
                    variant="quiet"
                    data-move="down"
                    disabled={n === questions.length - 1}
                    aria-label={`Move ${question.title} down`}
                    onClick={() => move(n, 1)}
                  >
                    Down
                  </Button>
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`Remove ${question.title}`}
                    onClick={() => remove(n)}
                  >
                    Remove
                  </Button>
                </>
              }
            />
          </li>
        ))}
      </ol>
      <AddQuestions
        taken={questions.map((q) => q.key)}
        onAdd={(question) => {
          change([...questions, question]);
          goTo(questions.length);
        }}
        onReplace={(set) => {
          change(set);
          goTo(0);
        }}
      />
      {changed && (
        <Notice tone="warn">
          From version {next} on people answer these questions. Answers to questions that are
          removed stay with their judgments and in exports of judgments.
        </Notice>
      )}
      {problem && <Notice tone="danger">{problem}</Notice>}
      {elsewhere && <Notice tone="danger">{save.error?.message}</Notice>}
      <div className={styles.save}>
        {changed && <Button onClick={() => change(asked)}>Undo changes</Button>}
        <Button
          variant="primary"
          disabled={!changed || problem !== null || save.isPending}
          onClick={() =>
            save.mutate(questions, {
              onSuccess: () => say(`Version ${next} is in force.`, "ok"),
              onError: (error) =>
                goTo(questions.findIndex(({ key }) => fieldError(error, `questions.${key}`))),
            })
          }
        >
          {save.isPending ? "Saving…" : `Save as version ${next}`}
        </Button>
      </div>
    </Panel>
  );
}

/** Move the focus along with what it was on: to a question's first field, or one of its buttons. */
function useGoingTo(list: React.RefObject<HTMLOListElement | null>, drawn: unknown) {
  const wanted = useRef<{ n: number; move?: "up" | "down" } | null>(null);
  const go = useRef(() => {});
  go.current = () => {
    const { n = -1, move } = wanted.current ?? {};
    wanted.current = null;
    const card = list.current?.children[n];
    const button =
      move &&
      (card?.querySelector<HTMLElement>(`[data-move=${move}]:enabled`) ??
        card?.querySelector<HTMLElement>("[data-move]:enabled"));
    (button ?? card?.querySelector<HTMLElement>("input"))?.focus();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once what is wanted is drawn
  useEffect(() => go.current(), [drawn]);
  return (n: number, move?: "up" | "down") => {
    wanted.current = { n, ...(move && { move }) };
    // Nothing may have to be drawn for it.
    requestAnimationFrame(() => wanted.current && go.current());
  };
}
