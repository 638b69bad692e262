import { Component, type ReactNode } from "react";
import { t } from "@/lib/i18n";
import { Button, ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Page } from "@/ui/Page";

export function NotFound() {
  return (
    <Page title={t("Not here")} narrow>
      <EmptyState
        title={t("There is no such page")}
        action={
          <ButtonLink to="/" variant="primary">
            {t("Go to your projects")}
          </ButtonLink>
        }
      >
        {t(
          "Either the address has a slip in it, or the page belongs to a project you are not a member of.",
        )}
      </EmptyState>
    </Page>
  );
}

/** Catches a page that broke. Answers already given are in the outbox: loading again loses nothing. */
export class PageError extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Page title={t("This page stopped working")} narrow>
        <EmptyState
          title={t("This page stopped working")}
          action={
            <Button variant="primary" onClick={() => window.location.reload()}>
              {t("Load it again")}
            </Button>
          }
        >
          <p>
            {t(
              "Nothing you submitted is lost. If it happens again, tell your project’s admin this:",
            )}
          </p>
          <p>
            <code>{this.state.error.message}</code>
          </p>
        </EmptyState>
      </Page>
    );
  }
}
