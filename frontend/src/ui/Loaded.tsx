import type { ReactNode } from "react";
import { t } from "@/lib/i18n";
import { Button } from "./Button";
import { Notice } from "./Notice";
import { Skeleton } from "./Skeleton";

type Query<Data> = {
  data: Data | undefined;
  error: Error | null;
  refetch: () => unknown;
};

/** What a query brought; until then a skeleton, and a failure in words with another try. */
export function Loaded<Data>(props: {
  query: Query<Data>;
  what: string;
  lines?: number;
  children: (data: Data) => ReactNode;
}) {
  const { data, error, refetch } = props.query;
  if (data !== undefined) return <>{props.children(data)}</>;
  if (error)
    return (
      <Notice
        tone="danger"
        title={t("{what} could not be loaded", { what: props.what })}
        action={
          <Button size="small" onClick={() => refetch()}>
            {t("Try again")}
          </Button>
        }
      >
        {t(error.message)}
      </Notice>
    );
  return (
    <Skeleton
      what={t("Loading {what}", { what: props.what.toLowerCase() })}
      lines={props.lines ?? 6}
    />
  );
}
