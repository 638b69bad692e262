import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";

const tokensKey = ["tokens"];

export function useTokens() {
  return useQuery({ queryKey: tokensKey, queryFn: () => body(api.GET("/api/tokens")) });
}

export type TokenWanted = {
  name: string;
  scope: "read" | "write";
  project_id: number | null;
  days: number | null;
  password?: string;
};

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: TokenWanted) => body(api.POST("/api/tokens", { body: wanted })),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensKey }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      body(api.DELETE("/api/tokens/{token_id}", { params: { path: { token_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensKey }),
  });
}
