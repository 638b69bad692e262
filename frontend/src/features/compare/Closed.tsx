import { t } from "@/lib/i18n";
import { Button, ButtonLink } from "@/ui/Button";
import { Pause } from "./Pause";

type Props = {
  projectId: number;
  /** None: there is a queue, and nothing is asked in it. */
  error: Error | null;
  onAgain: () => void;
};

/** A bench at which nobody can sit down now. */
export default function Closed({ projectId, error, onAgain }: Props) {
  const back = <ButtonLink to={`/p/${projectId}`}>{t("Back to the project")}</ButtonLink>;
  if (!error)
    return (
      <Pause title={t("Nothing is asked yet")} actions={back}>
        {t("This project has no questions. An admin of the project writes them in its settings.")}
      </Pause>
    );
  return (
    <Pause
      title={t("The queue could not be opened")}
      actions={
        <>
          {back}
          <Button variant="primary" onClick={onAgain}>
            {t("Try again")}
          </Button>
        </>
      }
    >
      {t(error.message)}
    </Pause>
  );
}
