import { type ComponentType, lazy, Suspense } from "react";
import type { RouteObject } from "react-router";
import type { Role } from "@/api/types";
import { Loading } from "@/ui/Notice";
import { NotFound } from "./PageError";
import { ProjectRole, RequireRole } from "./RequireRole";

/** Loaded when somebody goes there. */
function later(load: () => Promise<{ default: ComponentType }>) {
  const Part = lazy(load);
  return (
    <Suspense fallback={<Loading />}>
      <Part />
    </Suspense>
  );
}

/** A page of a project, for people of at least this role in it. */
function page(least: Role, load: () => Promise<{ default: ComponentType }>) {
  return <ProjectRole least={least}>{later(load)}</ProjectRole>;
}

export const routes: RouteObject[] = [
  { path: "/sign-in", element: later(() => import("@/features/signin/SignInPage")) },
  { path: "/invite/:token", element: later(() => import("@/features/signin/InvitePage")) },
  {
    element: <RequireRole />,
    children: [
      {
        path: "/p/:id/bench",
        element: page("annotator", () => import("@/features/compare/BenchPage")),
      },
      {
        // The rail brings menus and dialogs along; the bench is up before it needs either.
        element: later(() => import("./AppShell")),
        children: [
          { path: "/", element: later(() => import("@/features/projects/ProjectsPage")) },
          {
            path: "/p/:id",
            element: page("annotator", () => import("@/features/overview/OverviewPage")),
          },
          {
            path: "/p/:id/items",
            element: page("reviewer", () => import("@/features/items/ItemsPage")),
          },
          {
            path: "/p/:id/items/:itemId",
            element: page("reviewer", () => import("@/features/items/ItemPage")),
          },
          {
            path: "/p/:id/quality",
            element: page("researcher", () => import("@/features/quality/QualityPage")),
          },
          {
            path: "/p/:id/quality/drivers",
            element: page("researcher", () => import("@/features/drivers/DriversPage")),
          },
          {
            path: "/p/:id/raters/:raterId",
            element: page("researcher", () => import("@/features/quality/RaterPage")),
          },
          {
            path: "/p/:id/routing",
            element: page("researcher", () => import("@/features/routing/RoutingPage")),
          },
          {
            path: "/p/:id/judges/:judgeId",
            element: page("researcher", () => import("@/features/judge/JudgePage")),
          },
          {
            path: "/p/:id/data/imports",
            element: page("admin", () => import("@/features/imports/ImportsPage")),
          },
          {
            path: "/p/:id/data/exports",
            element: page("researcher", () => import("@/features/exports/ExportsPage")),
          },
          {
            path: "/p/:id/people",
            element: page("admin", () => import("@/features/members/MembersPage")),
          },
          {
            path: "/p/:id/settings",
            element: page("admin", () => import("@/features/settings/SettingsPage")),
          },
          { path: "*", element: <NotFound /> },
        ],
      },
    ],
  },
];
