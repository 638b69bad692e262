import type { RouteObject } from "react-router";
import { later, page } from "./later";
import { RequireRole } from "./RequireRole";

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
      // The list of pages, and the menus and dialogs of their rail, come when the first is opened.
      { path: "*", element: later(() => import("./Pages")) },
    ],
  },
];
