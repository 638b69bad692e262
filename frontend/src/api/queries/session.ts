import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, setCsrf, tellSignedOut } from "../client";
import type { Preferences, Role, Session } from "../types";

async function remember(answer: Promise<Session>): Promise<Session> {
  const session = await answer;
  setCsrf(session.csrf);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ client, queryKey }) => {
    const session = await remember(body(api.GET("/api/session")));
    const before = client.getQueryData<Session>(queryKey);
    // Nobody is led away from a desk because its session ended: there they sign in again on the spot.
    return before?.user && !session.user && tellSignedOut() ? before : session;
  },
  staleTime: 5 * 60_000,
});

/** Who the server takes this browser for, asked anew; the CSRF token comes along. */
export async function whoIsThere(): Promise<number | null> {
  const { user } = await remember(body(api.GET("/api/session")));
  return user?.id ?? null;
}

export function useSession() {
  return useQuery(sessionQuery);
}

const ranks: Record<Role, number> = { annotator: 0, reviewer: 1, researcher: 2, admin: 3 };

export function atLeast(role: Role | null, least: Role): boolean {
  return role !== null && ranks[role] >= ranks[least];
}

/** The signed-in person's role in a project; null for a stranger. */
export function useRole(projectId: number): Role | null {
  const { data } = useSession();
  return data?.memberships.find((m) => m.project.id === projectId)?.role ?? null;
}

function useSessionChange<Given>(change: (given: Given) => Promise<Session>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Given) => remember(change(given)),
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  });
}

export function useSignIn() {
  return useSessionChange((given: { email: string; password: string }) =>
    body(api.POST("/api/session", { body: given })),
  );
}

export function useSaveMe() {
  return useSessionChange((given: { name?: string; preferences?: Preferences }) =>
    body(api.PATCH("/api/session", { body: given })),
  );
}

export function useRedeemInvite(token: string) {
  return useSessionChange((given: { name?: string; email?: string; password?: string }) =>
    body(api.POST("/api/invites/{token}", { params: { path: { token } }, body: given })),
  );
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/session")),
    // Nothing one person saw may stay for the next one on this machine.
    onSuccess: () => {
      client.clear();
      window.location.assign("/sign-in");
    },
  });
}
