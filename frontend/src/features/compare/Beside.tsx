import { useEffect, useRef, useState } from "react";
import { reopen } from "@/api/queries/queue";
import type { Queue, User } from "@/api/types";
import { displayed } from "@/lib/displayed";
import { plural, t } from "@/lib/i18n";
import { Stretch } from "@/lib/stretch";
import { Badge } from "@/ui/Badge";
import { Button, ButtonLink } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import { RichText } from "@/ui/RichText";
import { useStatus } from "@/ui/Status";
import type { Asked } from "./rules";
import { withOutcome } from "./state";
import type { BenchActions } from "./useBench";
import { toWork } from "./useDraft";

type Props = { user: User; queue: Queue; asked: Asked; loop: BenchActions };

/**
 * What some projects have beside the items: training with feedback, pay, breaks, and an answer of
 * long ago taken up again. Loaded by those alone.
 */
export default function Beside({ user, queue, asked, loop }: Props) {
  useTakenUpAgain(user.id, asked, loop);
  const { told, work } = loop;
  const { pace, break_minutes: breakMinutes } = queue;
  const projectId = queue.project.id;
  return (
    <>
      {work?.assignment.training && (
        <Notice polite>
          <Badge tone="accent">{t("Training")}</Badge>{" "}
          {t("What was expected is shown after your answer.")}
        </Notice>
      )}
      {pace.pay !== null && pace.seconds !== null && (
        <Notice polite>
          {t("An item takes about {seconds} seconds here and pays {pay}.", {
            seconds: Math.round(pace.seconds),
            pay: `${pace.pay.toFixed(2)} ${pace.currency}`,
          })}
        </Notice>
      )}
      {breakMinutes !== null && <BreakHint minutes={breakMinutes} />}
      {told && (
        <Told told={told} asked={asked} projectId={projectId} onClose={() => loop.hear(null)} />
      )}
    </>
  );
}

type ToldProps = {
  told: NonNullable<BenchActions["told"]>;
  asked: Asked;
  projectId: number;
  onClose: () => void;
};

/** What was expected, beside what was said. */
function Told({ told, asked, projectId, onClose }: ToldProps) {
  const { feedback, answers } = told;
  useEffect(() => {
    // The dialog may not have the focus yet when somebody is quick.
    const enter = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || event.target instanceof HTMLAnchorElement) return;
      event.preventDefault();
      onClose();
    };
    document.addEventListener("keydown", enter, true);
    return () => document.removeEventListener("keydown", enter, true);
  }, [onClose]);
  const compared = asked.questions.filter((q) => q.key in feedback.questions);
  const over = feedback.passed !== null;
  const failed = feedback.passed === false;
  return (
    <Dialog
      open
      onClose={onClose}
      title={feedback.right ? t("Right") : t("Something else was expected")}
      description={plural(
        feedback.answered,
        "{n} training item of {of} answered.",
        "{n} training items of {of} answered.",
        { of: feedback.of },
      )}
      actions={
        <>
          {failed && !feedback.again && (
            <ButtonLink to={`/p/${projectId}`}>{t("To the project")}</ButtonLink>
          )}
          <Button variant="primary" onClick={onClose} autoFocus>
            {over && !failed ? t("Begin with real work") : t("Go on")}
          </Button>
        </>
      }
    >
      <dl>
        {compared.map((question) => (
          <div key={question.key}>
            <dt>{question.title}</dt>
            <dd>
              {t("You said {said}; expected was {expected}.", {
                said: displayed(answers[question.key], question),
                expected: displayed(feedback.expected[question.key], question),
              })}{" "}
              <Badge tone={feedback.questions[question.key] ? "ok" : "warn"}>
                {feedback.questions[question.key] ? t("right") : t("wrong")}
              </Badge>
            </dd>
          </div>
        ))}
      </dl>
      {feedback.explanation && <RichText text={feedback.explanation} />}
      {over && (
        <p role="status">
          {failed
            ? feedback.again
              ? t("That was not enough to pass. You have another attempt.")
              : t("That was not enough to pass, and there is no further attempt.")
            : t("You have passed the training. Thank you.")}
        </p>
      )}
    </Dialog>
  );
}

const LOOK_MS = 15_000;

/** A quiet word after a long stretch; it can be put off, and stops nobody. */
function BreakHint({ minutes }: { minutes: number }) {
  const stretch = useRef(new Stretch(performance.now()));
  const [long, setLong] = useState(0);
  useEffect(() => {
    const sign = () => stretch.current.sign(performance.now());
    const look = () => {
      const now = stretch.current.minutes(performance.now());
      setLong(now >= minutes ? Math.floor(now) : 0);
    };
    const interval = setInterval(look, LOOK_MS);
    document.addEventListener("keydown", sign, true);
    document.addEventListener("pointermove", sign, { capture: true, passive: true });
    return () => {
      clearInterval(interval);
      document.removeEventListener("keydown", sign, true);
      document.removeEventListener("pointermove", sign, true);
    };
  }, [minutes]);
  if (long === 0) return null;
  return (
    <Notice polite>
      {t("You have been judging for {n} minutes; a short break helps. Your items stay with you.", {
        n: long,
      })}{" "}
      <Button
        size="small"
        variant="quiet"
        onClick={() => {
          stretch.current.restart(performance.now());
          setLong(0);
        }}
      >
        {t("Not now")}
      </Button>
    </Notice>
  );
}

/** `?again=ID` in the address: one's own earlier answer, on top of what is to be judged. */
function useTakenUpAgain(userId: number, asked: Asked, loop: BenchActions) {
  const say = useStatus();
  const { dispatch } = loop;
  const done = useRef(false);
  useEffect(() => {
    const wanted = new URLSearchParams(window.location.search).get("again");
    if (!wanted || done.current) return;
    done.current = true;
    // Once: loading the page again must not open it again.
    window.history.replaceState(window.history.state, "", window.location.pathname);
    reopen(Number(wanted))
      .then(async (assignment) => {
        const work = await toWork(userId, assignment);
        dispatch({ type: "taken up", work: withOutcome(asked, work, assignment.revealed) });
        say(t("Your earlier answer is open again. Sending it replaces the old one."), "info");
      })
      .catch((error) =>
        say(
          error instanceof Error ? t(error.message) : t("That answer cannot be opened again."),
          "warn",
        ),
      );
  }, [userId, asked, dispatch, say]);
}
