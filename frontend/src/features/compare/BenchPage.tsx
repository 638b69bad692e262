import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useParams } from "react-router";
import { queueQuery } from "@/api/queries/queue";
import { useSession } from "@/api/queries/session";
import type { Queue, User } from "@/api/types";
import { t } from "@/lib/i18n";
import { Loading } from "@/ui/Notice";
import { BenchDesk } from "./BenchDesk";
import { type Kinds, kindsOf } from "./kinds";

const Closed = lazy(() => import("./Closed"));

/** Where people judge: everything of a project's queue that one person needs. */
export default function BenchPage() {
  const projectId = Number(useParams().id);
  const session = useSession();
  const queue = useQuery(queueQuery(projectId));
  const user = session.data?.user;
  if (queue.isPending || !user) return <Loading what={t("Laying out your desk")} />;
  if (queue.isError || queue.data.questions.length === 0)
    return (
      <Suspense>
        <Closed projectId={projectId} error={queue.error} onAgain={() => queue.refetch()} />
      </Suspense>
    );
  return <Desk key={`${user.id}-${projectId}`} user={user} queue={queue.data} />;
}

/** The desk, once the rows of its kinds of questions are here. */
function Desk({ user, queue }: { user: User; queue: Queue }) {
  const { questions } = queue;
  const wanted = useMemo(() => kindsOf(questions.map((q) => q.type)), [questions]);
  const [loaded, setLoaded] = useState<{ wanted: unknown; kinds: Kinds } | null>(null);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  if (failed) throw failed.error;
  useEffect(() => {
    let current = true;
    if (wanted instanceof Promise)
      wanted.then(
        (kinds) => current && setLoaded({ wanted, kinds }),
        // The page for errors says what to do, as for any other part that does not load.
        (error: unknown) => current && setFailed({ error }),
      );
    return () => {
      current = false;
    };
  }, [wanted]);
  const kinds =
    wanted instanceof Promise ? (loaded?.wanted === wanted ? loaded.kinds : null) : wanted;
  const asked = useMemo(() => kinds && { questions, kinds }, [questions, kinds]);
  if (asked) return <BenchDesk user={user} queue={queue} asked={asked} />;
  return <Loading what={t("Laying out your desk")} />;
}
