import { t } from "@/lib/i18n";
import { RichText } from "@/ui/RichText";
import styles from "./Responses.module.css";
import type { Work } from "./state";

type Props = {
  /** The letter of a response; none: of the item as a whole. */
  of?: string;
  text: string;
  raw: boolean;
  work: Work;
};

/** What came of it, for somebody who has answered without knowing. */
export default function Outcome({ of, text, raw, work }: Props) {
  const name = of ? t("What came of response {a}", { a: of }) : t("What came of the item");
  const told = text || t("Nothing was recorded of what came of this item.");
  const shown = (
    <section className={styles.outcome} data-aside aria-label={name}>
      <RichText text={told} raw={raw} lang={work.assignment.context.language} />
    </section>
  );
  return of ? shown : <div className={styles.whole}>{shown}</div>;
}
