import { count } from "@/lib/format";
import type { OutboxState } from "@/lib/outbox";
import { Button, ButtonLink } from "@/ui/Button";
import { Loading } from "@/ui/Notice";
import { Pause } from "./Pause";
import type { Bench } from "./state";

type Props = { bench: Bench; box: OutboxState; projectId: number; onAsk: () => void };

/** What the bench shows when there is no item to judge: "nothing right now" is not "all done". */
export default function Resting({ bench, box, projectId, onAsk }: Props) {
  const back = <ButtonLink to={`/p/${projectId}`}>To the project</ButtonLink>;
  const askAgain = (
    <Button variant="primary" onClick={onAsk}>
      Ask again
    </Button>
  );
  const waiting = box.waiting.length;
  switch (bench.status) {
    case "done":
      return (
        <Pause
          title="All done"
          actions={
            <>
              {askAgain}
              {back}
            </>
          }
        >
          <p>
            Nothing is left for you in this project. You judged {count(bench.progress.mine, "item")}{" "}
            in all, {bench.progress.today.toLocaleString("en")} of them today. Thank you.
          </p>
        </Pause>
      );
    case "retry":
      return (
        <Pause
          title="Nothing right now"
          actions={
            <>
              {askAgain}
              {back}
            </>
          }
        >
          <p>
            There is work left, but others hold it at the moment or it is still being prepared. This
            page asks again by itself.
          </p>
        </Pause>
      );
    case "paused":
      return (
        <Pause
          title="This project is paused"
          actions={
            <>
              {askAgain}
              {back}
            </>
          }
        >
          <p>Its admins stopped handing out items. What you have sent is safe.</p>
        </Pause>
      );
    case "offline":
      return (
        <Pause title="No connection" actions={askAgain}>
          <p>
            {waiting > 0
              ? `${count(waiting, "answer")} ${waiting === 1 ? "is" : "are"} kept in this browser and will be sent once the server can be reached. You may close the tab.`
              : "The next items come as soon as the server can be reached. Everything you sent has arrived."}
          </p>
        </Pause>
      );
    case "error":
      return (
        <Pause
          title="The next items could not be loaded"
          actions={
            <>
              {askAgain}
              {back}
            </>
          }
        >
          <p>{bench.problem}</p>
        </Pause>
      );
    default:
      return <Loading what="Fetching your next items" />;
  }
}
