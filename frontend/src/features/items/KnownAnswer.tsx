import { type FormEvent, useState } from "react";
import { useItemGold, useRetireGold, useSetItemGold } from "@/api/queries/gold";
import type { Item, Question } from "@/api/types";
import type { Gold } from "@/api/typesGold";
import { Button } from "@/ui/Button";
import { Checkbox, SelectField, TextArea } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { answerWords } from "./timeline";

/** The item's known answer, for admins: what it is, and a form to write or change it. */
export function KnownAnswer({ item, questions }: { item: Item; questions: readonly Question[] }) {
  const gold = useItemGold(item.id);
  const [editing, setEditing] = useState(false);
  return (
    <Panel title="Known answer">
      <Loaded query={gold} what="The known answer" lines={2}>
        {(known) =>
          editing ? (
            <Editor
              item={item}
              questions={questions}
              gold={known}
              onDone={() => setEditing(false)}
            />
          ) : (
            <Shown item={item} gold={known} questions={questions} onEdit={() => setEditing(true)} />
          )
        }
      </Loaded>
    </Panel>
  );
}

type Props = { item: Item; questions: readonly Question[]; gold: Gold | null };

function Shown({ item, questions, gold, onEdit }: Props & { onEdit: () => void }) {
  const retire = useRetireGold(item.id);
  const say = useStatus();
  if (!gold)
    return (
      <>
        <p>Not known. With one, the item can check people unseen, or train them.</p>
        <Button onClick={onEdit}>Write the answer…</Button>
      </>
    );
  return (
    <>
      {Object.entries(gold.answers).map(([key, answer]) => {
        const question = questions.find((q) => q.key === key);
        return (
          <p key={key}>
            {question?.title ?? key}: <strong>{answerWords(answer, question)}</strong>
          </p>
        );
      })}
      {gold.explanation && <p>{gold.explanation}</p>}
      <p>
        {gold.training
          ? "For training: people see it after their answer."
          : "Mixed in unseen, at the rate that the settings say."}
      </p>
      <Button onClick={onEdit}>Change…</Button>{" "}
      <Button
        variant="quiet"
        disabled={retire.isPending}
        onClick={() =>
          retire.mutate(undefined, {
            onSuccess: () => say("Forgotten. Nobody is checked with this item any more.", "ok"),
            onError: (error) => say(error.message, "danger"),
          })
        }
      >
        Forget it
      </Button>
    </>
  );
}

function Editor({ item, questions, gold, onDone }: Props & { onDone: () => void }) {
  const save = useSetItemGold(item.id);
  const say = useStatus();
  const [problem, setProblem] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      save.mutate(
        {
          answers: answersOf(form, questions),
          explanation: String(form.get("explanation") ?? ""),
          training: form.get("training") === "on",
        },
        {
          onSuccess: () => {
            say("Kept.", "ok");
            onDone();
          },
        },
      );
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "This answer cannot be read.");
    }
  };
  return (
    <Form
      onSubmit={submit}
      actions={
        <>
          <Button type="submit" variant="primary" disabled={save.isPending}>
            Keep
          </Button>
          <Button onClick={onDone}>Cancel</Button>
        </>
      }
    >
      {questions.map((question) => (
        <One
          key={question.key}
          question={question}
          answer={gold?.answers[question.key]}
          error={save.error}
        />
      ))}
      <TextArea
        name="explanation"
        label="Why, in a sentence or two"
        hint="Shown where the answer is: after training items, and in people’s history if you say so."
        rows={2}
        defaultValue={gold?.explanation}
      />
      <Checkbox
        name="training"
        label="For training"
        hint="Given before real work, with the answer shown afterwards. Else mixed in unseen."
        defaultChecked={gold?.training ?? false}
      />
      {(problem || save.error) && <Notice tone="danger">{problem || save.error?.message}</Notice>}
    </Form>
  );
}

function One(props: {
  question: Question;
  answer: Record<string, unknown> | undefined;
  error: Error | null;
}) {
  const { question, answer } = props;
  if (question.type === "comparison")
    return (
      <SelectField
        name={question.key}
        label={question.title}
        defaultValue={String(answer?.winner ?? "")}
      >
        <option value="">Not compared</option>
        <option value="a">The first response is better</option>
        <option value="b">The second response is better</option>
        {Boolean(question.options.tie) && <option value="tie">Tie</option>}
        {Boolean(question.options.both_bad) && <option value="both_bad">Both bad</option>}
      </SelectField>
    );
  if (question.type === "text" || question.type === "critique" || question.type === "spans")
    return null;
  return (
    <TextArea
      name={question.key}
      label={question.title}
      hint="As JSON, the way exports write it; copy it from a judgment. Empty: not compared."
      rows={2}
      defaultValue={answer ? JSON.stringify(answer) : ""}
    />
  );
}

/** The answers in the form; questions left empty are not compared. */
function answersOf(form: FormData, questions: readonly Question[]): Gold["answers"] {
  const answers: Gold["answers"] = {};
  for (const { key, type, title } of questions) {
    const text = String(form.get(key) ?? "").trim();
    if (text === "") continue;
    if (type === "comparison") answers[key] = { winner: text };
    else
      try {
        answers[key] = JSON.parse(text);
      } catch {
        throw new Error(`The answer to “${title}” is no JSON; copy it from a judgment.`);
      }
  }
  return answers;
}
