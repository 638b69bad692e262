import { useQuery } from "@tanstack/react-query";
import { api, body } from "../client";

/** Ready-made sets of questions; the same for everybody as long as the server runs. */
export function useTemplates() {
  return useQuery({
    queryKey: ["question-templates"],
    queryFn: () => body(api.GET("/api/question-templates", {})),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
