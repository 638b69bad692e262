import { Fragment, type ReactNode } from "react";
import { Navigate, Outlet, useLocation, useMatch, useParams } from "react-router";
import { atLeast, useRole, useSession } from "@/api/queries/session";
import type { Role } from "@/api/types";
import { spoken, t } from "@/lib/i18n";
import { Button, ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Loading } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { NotFound } from "./PageError";

/** Lets signed-in people through; sends others to sign in and brings them back. */
export function RequireRole() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.isPending) return <Loading what={t("Opening Tiebreak")} />;
  if (session.isError)
    return (
      <Page title={t("No answer")} narrow>
        <EmptyState
          title={t("The server does not answer")}
          action={
            <Button variant="primary" onClick={() => session.refetch()}>
              {t("Try again")}
            </Button>
          }
        >
          {t(session.error.message)}
        </EmptyState>
      </Page>
    );
  if (!session.data.user) {
    return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
  }
  return <Outlet />;
}

/** Pages that only exist in English say so, whatever the frame around them speaks. */
export function english(children: ReactNode): ReactNode {
  return spoken() === "en" ? (
    children
  ) : (
    <div lang="en" dir="ltr">
      {children}
    </div>
  );
}

/** The door of one page of a project. The server checks again: this only spares a useless page. */
export function ProjectRole({ least, children }: { least: Role; children: ReactNode }) {
  const { id } = useParams();
  const role = useRole(Number(id));
  // The bench is a page without the frame of the others, which is where their <main> is.
  const Main = useMatch("/p/:id/bench") ? "main" : Fragment;
  if (role === null)
    return (
      <Main>
        <NotFound />
      </Main>
    );
  if (atLeast(role, least)) return least === "annotator" ? children : english(children);
  return (
    <Page title={t("Not for your role")} narrow>
      <EmptyState
        title={t("This page is for another role: {role}", { role: least })}
        action={<ButtonLink to={`/p/${id}`}>{t("Back to the project")}</ButtonLink>}
      >
        {t("Your role here: {role}. Ask one of the project’s admins if you need more.", { role })}
      </EmptyState>
    </Page>
  );
}
