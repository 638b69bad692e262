import type { AnswerOf, QuestionOf, Side, StepPlace } from "@/api/types";
import type { BenchDesk } from "./benchCommands";
import { stepAt } from "./kinds/labelled";
import { Steps } from "./Steps";

type Props = {
  side: Side;
  steps: readonly StepPlace[];
  lang: string | undefined;
  desk: BenchDesk;
};

/** A response in steps on the bench: what was said of each stands at it, and which one is next. */
export default function Stepped({ side, steps, lang, desk }: Props) {
  const question = desk.asked.questions.find((q): q is QuestionOf<"steps"> => q.type === "steps");
  const answer = question && (desk.answers[question.key] as AnswerOf["steps"] | undefined);
  const labels = answer?.steps[side.side] ?? [];
  const here = stepAt(desk);
  return (
    <Steps
      text={side.text}
      steps={steps}
      lang={lang}
      said={(n) => question?.options.choices.find(({ key }) => key === labels[n])?.text}
      here={here && desk.sides[here.pane]?.side === side.side ? here.nth : null}
    />
  );
}
