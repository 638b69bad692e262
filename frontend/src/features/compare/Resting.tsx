import { plural, t } from "@/lib/i18n";
import type { Outbox } from "@/lib/outbox";
import { Button, ButtonLink } from "@/ui/Button";
import { Loading } from "@/ui/Notice";
import { Pause } from "./Pause";
import type { Bench } from "./state";
import { useBox } from "./useOutbox";

type Props = { bench: Bench; outbox: Outbox | null; projectId: number; onAsk: () => void };

/** What the bench shows when there is no item to judge: "nothing right now" is not "all done". */
export default function Resting({ bench, outbox, projectId, onAsk }: Props) {
  const back = <ButtonLink to={`/p/${projectId}`}>{t("To the project")}</ButtonLink>;
  const askAgain = (
    <Button variant="primary" onClick={onAsk}>
      {t("Ask again")}
    </Button>
  );
  const waiting = useBox(outbox, (box) => box.waiting.length);
  switch (bench.status) {
    case "done":
      return (
        <Pause
          title={t("All done")}
          actions={
            <>
              {askAgain}
              {back}
            </>
          }
        >
          <p>
            {t("Nothing is left for you in this project.")}{" "}
            {plural(
              bench.progress.mine,
              "You judged {n} item in all, {today} of them today. Thank you.",
              "You judged {n} items in all, {today} of them today. Thank you.",
              { today: bench.progress.today },
            )}
          </p>
        </Pause>
      );
    case "retry":
      return (
        <Pause
          title={t("Nothing right now")}
          actions={
            <>
              {askAgain}
              {back}
            </>
          }
        >
          <p>
            {t(
              "There is work left, but others hold it at the moment or it is still being prepared. This page asks again by itself.",
            )}
          </p>
        </Pause>
      );
    case "paused":
      return (
        <Pause
          title={t("This project is paused")}
          actions={
            <>
              {askAgain}
              {back}
            </>
          }
        >
          <p>{t("Its admins stopped handing out items. What you have sent is safe.")}</p>
        </Pause>
      );
    case "quota":
      return (
        <Pause title={t("That is your share")} actions={back}>
          <p>
            {t(
              "You have judged as many items as this project gives one person, today or in all. Everything you sent is safe. Thank you.",
            )}
          </p>
        </Pause>
      );
    case "unqualified":
      return (
        <Pause title={t("The training was not passed")} actions={back}>
          <p>
            {t(
              "All attempts are used up, so there is no work here for you now. An admin of the project can let you in.",
            )}
          </p>
        </Pause>
      );
    case "offline":
      return (
        <Pause title={t("No connection")} actions={askAgain}>
          <p>
            {waiting > 0
              ? plural(
                  waiting,
                  "{n} answer is kept in this browser and will be sent once the server can be reached. You may close the tab.",
                  "{n} answers are kept in this browser and will be sent once the server can be reached. You may close the tab.",
                )
              : t(
                  "The next items come as soon as the server can be reached. Everything you sent has arrived.",
                )}
          </p>
        </Pause>
      );
    case "error":
      return (
        <Pause
          title={t("The next items could not be loaded")}
          actions={
            <>
              {askAgain}
              {back}
            </>
          }
        >
          <p>{t(bench.problem)}</p>
        </Pause>
      );
    default:
      return (
        <main>
          <h1 className="visually-hidden">{t("Judge an item")}</h1>
          <Loading what={t("Fetching your next items")} />
        </main>
      );
  }
}
