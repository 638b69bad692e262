import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useParams } from "react-router";
import { queueQuery } from "@/api/queries/queue";
import { useSession } from "@/api/queries/session";
import type { Queue, User } from "@/api/types";
import { t } from "@/lib/i18n";
import { Button, ButtonLink } from "@/ui/Button";
import { Loading } from "@/ui/Notice";
import { BenchDesk } from "./BenchDesk";
import { type Kinds, kindsOf } from "./kinds";
import { Pause } from "./Pause";

/** Where people judge: everything of a project's queue that one person needs. */
export default function BenchPage() {
  const projectId = Number(useParams().id);
  const session = useSession();
  const queue = useQuery(queueQuery(projectId));
  const user = session.data?.user;
  if (queue.isPending || !user) return <Loading what={t("Laying out your desk")} />;
  const failed = queue.error;
  if (failed || queue.data.questions.length === 0)
    return (
      <Pause
        title={t("The queue could not be opened")}
        actions={
          <>
            <ButtonLink to={`/p/${projectId}`}>{t("Back to the project")}</ButtonLink>
            {failed && (
              <Button variant="primary" onClick={() => queue.refetch()}>
                {t("Try again")}
              </Button>
            )}
          </>
        }
      >
        {failed
          ? t(failed.message)
          : t(
              "This project has no questions. An admin of the project writes them in its settings.",
            )}
      </Pause>
    );
  return <Desk key={`${user.id}-${projectId}`} user={user} queue={queue.data} />;
}

/** The desk, once the rows of its kinds of questions are here. */
function Desk({ user, queue }: { user: User; queue: Queue }) {
  const { questions } = queue;
  const wanted = useMemo(() => kindsOf(questions.map((q) => q.type)), [questions]);
  const [loaded, setLoaded] = useState<{ wanted: unknown; kinds: Kinds } | "failed" | null>(null);
  useEffect(() => {
    let current = true;
    if (wanted instanceof Promise)
      wanted.then(
        (kinds) => current && setLoaded({ wanted, kinds }),
        () => current && setLoaded("failed"),
      );
    return () => {
      current = false;
    };
  }, [wanted]);
  const kinds =
    wanted instanceof Promise
      ? loaded && loaded !== "failed" && loaded.wanted === wanted
        ? loaded.kinds
        : null
      : wanted;
  const asked = useMemo(() => kinds && { questions, kinds }, [questions, kinds]);
  if (asked) return <BenchDesk user={user} queue={queue} asked={asked} />;
  if (loaded === "failed")
    return (
      <Pause
        title={t("Part of the bench could not be loaded")}
        actions={
          <Button variant="primary" onClick={() => window.location.reload()}>
            {t("Load it again")}
          </Button>
        }
      >
        {t("Nothing is lost. Check the connection, then load the page again.")}
      </Pause>
    );
  return <Loading what={t("Laying out your desk")} />;
}
