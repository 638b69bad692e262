import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useItemGold, useRetireGold, useSetItemGold } from "@/api/queries/gold";
import type { Item, Question } from "@/api/types";
import type { Gold } from "@/api/typesGold";
import { Button } from "@/ui/Button";
import { Checkbox, TextArea } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { RichText } from "@/ui/RichText";
import { useStatus } from "@/ui/Status";
import { KnownFields } from "./KnownFields";
import { knownAnswers } from "./knownForm";
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
        <p>
          <Button onClick={onEdit}>Write the answer…</Button>
        </p>
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
      {gold.explanation && <RichText text={gold.explanation} small />}
      <p>
        {gold.training
          ? "For training: people see it after their answer."
          : "Mixed in unseen, at the rate that the settings say."}
      </p>
      <p>
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
      </p>
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
          answers: knownAnswers(
            form,
            questions,
            item.responses.map(({ key }) => key),
          ),
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
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={save.isPending}>
            Keep
          </Button>
        </>
      }
    >
      {questions.map((question) => (
        <KnownFields
          key={question.key}
          question={question}
          responses={item.responses.map(({ key }) => key)}
          answer={gold?.answers[question.key]}
          error={fieldError(save.error, question.key)}
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
