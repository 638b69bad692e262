import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Fragment } from "react";
import { BrowserRouter, useRoutes } from "react-router";
import { ApiError } from "@/api/client";
import { StatusProvider } from "@/ui/Status";
import { PageError } from "./PageError";
import { routes } from "./routes";
import { useLanguage } from "./useLanguage";
import { useTheme } from "./useTheme";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only silence and overload are worth asking again.
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiError) || error.offline || error.status >= 500),
    },
  },
});

function Pages() {
  useTheme();
  const language = useLanguage();
  // Texts are looked up as they are drawn: another language draws everything anew.
  return <Fragment key={language}>{useRoutes(routes)}</Fragment>;
}

export function App() {
  return (
    <QueryClientProvider client={client}>
      <StatusProvider>
        <BrowserRouter>
          <PageError>
            <Pages />
          </PageError>
        </BrowserRouter>
      </StatusProvider>
    </QueryClientProvider>
  );
}
