import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { queueQuery } from "@/api/queries/queue";
import { useSession } from "@/api/queries/session";
import { Button, ButtonLink } from "@/ui/Button";
import { Loading } from "@/ui/Notice";
import { BenchDesk } from "./BenchDesk";
import { Pause } from "./Pause";

/** Where people judge: everything of a project's queue that one person needs. */
export default function BenchPage() {
  const projectId = Number(useParams().id);
  const session = useSession();
  const queue = useQuery(queueQuery(projectId));
  const user = session.data?.user;
  if (queue.isPending || !user) return <Loading what="Laying out your desk" />;
  if (queue.isError)
    return (
      <Pause
        title="The queue could not be opened"
        actions={
          <>
            <ButtonLink to={`/p/${projectId}`}>Back to the project</ButtonLink>
            <Button variant="primary" onClick={() => queue.refetch()}>
              Try again
            </Button>
          </>
        }
      >
        {queue.error.message}
      </Pause>
    );
  if (queue.data.questions.length === 0)
    return (
      <Pause
        title="Nothing is asked yet"
        actions={<ButtonLink to={`/p/${projectId}`}>Back to the project</ButtonLink>}
      >
        This project has no questions. An admin of the project writes them in its settings.
      </Pause>
    );
  return <BenchDesk key={`${user.id}-${projectId}`} user={user} queue={queue.data} />;
}
