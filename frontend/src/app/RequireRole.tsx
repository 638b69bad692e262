import type { ReactNode } from "react";
import { Navigate, Outlet, useLocation, useParams } from "react-router";
import { atLeast, useRole, useSession } from "@/api/queries/session";
import type { Role } from "@/api/types";
import { Button, ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Loading } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { NotFound } from "./PageError";

/** Lets signed-in people through; sends others to sign in and brings them back. */
export function RequireRole() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.isPending) return <Loading what="Opening Tiebreak" />;
  if (session.isError)
    return (
      <Page title="No answer" narrow>
        <EmptyState
          title="The server does not answer"
          action={
            <Button variant="primary" onClick={() => session.refetch()}>
              Try again
            </Button>
          }
        >
          {session.error.message}
        </EmptyState>
      </Page>
    );
  if (!session.data.user) {
    return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
  }
  return <Outlet />;
}

/** The door of one page of a project. The server checks again: this only spares a useless page. */
export function ProjectRole({ least, children }: { least: Role; children: ReactNode }) {
  const { id } = useParams();
  const role = useRole(Number(id));
  if (role === null) return <NotFound />;
  if (atLeast(role, least)) return children;
  return (
    <Page title="Not for your role" narrow>
      <EmptyState
        title={`This page is for ${least}s of the project`}
        action={<ButtonLink to={`/p/${id}`}>Back to the project</ButtonLink>}
      >
        You are {role === "annotator" || role === "admin" ? "an" : "a"} {role} here. Ask one of the
        project’s admins if you need more.
      </EmptyState>
    </Page>
  );
}
