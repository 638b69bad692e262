import { isRouteErrorResponse, useRouteError } from "react-router";
import { Button, ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Page } from "@/ui/Page";

export function NotFound() {
  return (
    <Page title="Not here" narrow>
      <EmptyState
        title="There is no such page"
        action={
          <ButtonLink to="/" variant="primary">
            Go to your projects
          </ButtonLink>
        }
      >
        Either the address has a slip in it, or the page belongs to a project you are not a member
        of.
      </EmptyState>
    </Page>
  );
}

/** A page that broke. Answers already given are in the outbox, so loading again loses nothing. */
export function PageError() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  const detail = error instanceof Error ? error.message : "Something unexpected happened.";
  return (
    <Page title="This page stopped working" narrow>
      <EmptyState
        title="This page stopped working"
        action={
          <Button variant="primary" onClick={() => window.location.reload()}>
            Load it again
          </Button>
        }
      >
        <p>Nothing you submitted is lost. If it happens again, tell your project’s admin this:</p>
        <p>
          <code>{detail}</code>
        </p>
      </EmptyState>
    </Page>
  );
}
