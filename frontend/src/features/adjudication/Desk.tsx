import { useState } from "react";
import { useAdjudicationItem, useSettle } from "@/api/queries/adjudication";
import { useSession } from "@/api/queries/session";
import type { AdjudicationItem } from "@/api/typesAdjudication";
import type { Command } from "@/commands/commands";
import { printed } from "@/commands/commands";
import { useCommands } from "@/commands/useCommands";
import { ItemBody } from "@/features/items/ItemBody";
import { answerWords } from "@/features/items/timeline";
import { coefficient, count, duration } from "@/lib/figures";
import { useKept } from "@/lib/kept";
import { uuid } from "@/lib/uuid";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Checkbox, TextArea } from "@/ui/Field";
import { Kbd } from "@/ui/Kbd";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import styles from "./AdjudicationPage.module.css";
import {
  answersOf,
  askedOf,
  CAUSES,
  type Choice,
  CONFIDENCES,
  commands,
  type Desk as DeskState,
  fresh,
  optionsOf,
  whoSaid,
} from "./desk";

type Props = { projectId: number; itemId: number; go: (by: 1 | -1) => void; settled: () => void };

/** One item: what it is, what everybody said, and the way to settle it. */
export function Desk(props: Props) {
  const [names, setNames] = useState(false);
  const item = useAdjudicationItem(props.projectId, props.itemId, names);
  return (
    <Loaded query={item} what="Item" lines={10}>
      {(data) => (
        <>
          <ItemBody item={data} title={data.external_id} />
          <div className={styles.body}>
            <Choose {...props} item={data} />
            <Checkbox
              label="Show names"
              checked={names}
              onChange={(event) => setNames(event.target.checked)}
            />
          </div>
        </>
      )}
    </Loaded>
  );
}

function Choose({ projectId, itemId, go, settled, item }: Props & { item: AdjudicationItem }) {
  const place = `settling ${projectId} ${itemId} ${item.settled.length}`;
  const [choice, setChoice] = useKept<Choice>(place, fresh);
  const [note, setNote] = useKept(`${place} note`, "");
  const [key] = useState(uuid);
  const settle = useSettle(projectId);
  const say = useStatus();
  const session = useSession();
  const desk: DeskState = {
    item,
    choice,
    busy: settle.isPending,
    pick: (question, at) => setChoice({ ...choice, picked: { ...choice.picked, [question]: at } }),
    tag: (cause) => setChoice({ ...choice, cause }),
    surer: (by) => setChoice({ ...choice, confidence: step(choice.confidence, by) }),
    clear: () => setChoice(fresh),
    go,
    submit: () => {
      if (!choice.cause) return;
      const given = { answers: answersOf(item, choice), cause: choice.cause, note };
      settle.mutate(
        { itemId, ...given, confidence: choice.confidence, idempotency_key: key },
        {
          onSuccess: () => {
            say("Settled.", "ok");
            settled();
          },
        },
      );
    },
  };
  useCommands({
    commands,
    state: desk,
    singleKeys: session.data?.user?.preferences.keys !== false,
    paused: false,
    onConflict: () => say("Two commands share this key, so neither ran.", "danger"),
  });
  return (
    <Panel title="Settle it">
      {askedOf(item).map((question) => (
        <fieldset key={question.key} className={styles.question}>
          <legend>
            {question.title} <span className={styles.alpha}>{alphaOf(item, question.key)}</span>
          </legend>
          <ol className={styles.options}>
            {optionsOf(item, question.key).map((option, n) => (
              <li key={JSON.stringify(option.answer)}>
                <Button
                  size="small"
                  aria-pressed={choice.picked[question.key] === n}
                  variant={choice.picked[question.key] === n ? "primary" : "plain"}
                  onClick={() => desk.pick(question.key, n)}
                >
                  <Kbd>{String(n + 1)}</Kbd> {answerWords(option.answer, question)}
                  <span className={styles.who}>{whoSaid(option.who)}</span>
                </Button>
              </li>
            ))}
          </ol>
        </fieldset>
      ))}
      <Times answers={item.answers} />
      <fieldset className={styles.question}>
        <legend>Why they differ</legend>
        <div className={styles.causes}>
          {CAUSES.map(({ cause }) => (
            <Act key={cause} id={cause} desk={desk} on={choice.cause === cause} />
          ))}
        </div>
      </fieldset>
      <p className={styles.causes}>
        Sure to {Math.round(choice.confidence * 100)} % <Act id="surer" desk={desk} />
        <Act id="less sure" desk={desk} />
      </p>
      <TextArea
        label="Note"
        hint="Of a guideline gap: what the guidelines should say."
        rows={2}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {settle.error && <Notice tone="danger">{settle.error.message}</Notice>}
      <div className={styles.causes}>
        <Act id="submit" desk={desk} on />
        <Act id="clear" desk={desk} />
        <Act id="previous" desk={desk} />
        <Act id="next" desk={desk} />
      </div>
    </Panel>
  );
}

/** How long each took, of those whose time was kept. */
function Times({ answers }: Pick<AdjudicationItem, "answers">) {
  const timed = answers.filter((said) => said.seconds !== null);
  if (timed.length === 0) return <p className={styles.times}>No time was kept of anybody.</p>;
  const without = answers.length - timed.length;
  return (
    <ul className={styles.times} aria-label="Time each took">
      {timed.map((said) => (
        <li key={said.who}>
          {said.who}: {duration(said.seconds ?? 0)}{" "}
          {said.fast && <Badge tone="warn">under 2 s</Badge>}
        </li>
      ))}
      {without > 0 && <li>no time known of {count(without)}</li>}
    </ul>
  );
}

function Act({ id, desk, on = false }: { id: string; desk: DeskState; on?: boolean }) {
  const found = commands.find((c) => c.id === id) as Command<DeskState>;
  return (
    <Button
      size="small"
      variant={on ? "primary" : "plain"}
      disabled={!found.enabled(desk)}
      onClick={() => found.run(desk)}
    >
      {found.label} <Kbd>{printed(found.keys[0] ?? "")}</Kbd>
    </Button>
  );
}

function alphaOf(item: AdjudicationItem, question: string): string {
  const each = Object.entries(item.alphas)
    .filter(([key]) => key === question || key.startsWith(`${question}.`))
    .map(([, alpha]) => alpha);
  return each.length ? `α ${coefficient(Math.min(...each))}` : "";
}

function step(confidence: number, by: 1 | -1): number {
  const at = CONFIDENCES.indexOf(confidence) + by;
  return CONFIDENCES[Math.max(0, Math.min(CONFIDENCES.length - 1, at))] ?? confidence;
}
