import { useSearchParams } from "react-router";
import { SelectField } from "./Field";
import styles from "./QuestionPicker.module.css";

type Question = { key: string; title: string };

/** The question in the address, else the last, which is the overall one; and how to choose another. */
export function useAsked<Q extends Question>(
  questions: readonly Q[],
): [Q | undefined, (key: string) => void] {
  const [search, setSearch] = useSearchParams();
  const asked = questions.find((q) => q.key === search.get("question")) ?? questions.at(-1);
  const ask = (key: string) =>
    setSearch(
      (before) => {
        before.set("question", key);
        return before;
      },
      { replace: true },
    );
  return [asked, ask];
}

/** Which question the figures below are about; nothing where there is but one. */
export function QuestionPicker(props: {
  questions: readonly Question[];
  asked: Question;
  onAsk: (key: string) => void;
}) {
  const { questions, asked, onAsk } = props;
  if (questions.length < 2) return null;
  return (
    <div className={styles.choose}>
      <SelectField
        label="Question"
        value={asked.key}
        onChange={(event) => onAsk(event.target.value)}
      >
        {questions.map((q) => (
          <option key={q.key} value={q.key}>
            {q.title}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
