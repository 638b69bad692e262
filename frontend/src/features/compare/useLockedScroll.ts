import { type RefObject, useEffect } from "react";

/** While locked, each pane follows the others: at the same share of its own length. */
export function useLockedScroll(frame: RefObject<HTMLElement | null>, locked: boolean): void {
  useEffect(() => {
    const panes = [...(frame.current?.querySelectorAll<HTMLElement>("[data-pane]") ?? [])];
    if (!locked || panes.length < 2) return;
    // A pane that was moved from here answers with a scroll event of its own, which must not echo.
    const moved = new WeakSet<HTMLElement>();
    const follow = (event: Event) => {
      const leader = event.currentTarget as HTMLElement;
      if (moved.delete(leader)) return;
      const room = leader.scrollHeight - leader.clientHeight;
      if (room <= 0) return;
      for (const follower of panes.filter((pane) => pane !== leader)) {
        const to = Math.round(
          (leader.scrollTop / room) * (follower.scrollHeight - follower.clientHeight),
        );
        if (Math.abs(follower.scrollTop - to) < 1) continue;
        moved.add(follower);
        follower.scrollTop = to;
      }
    };
    for (const pane of panes) pane.addEventListener("scroll", follow, { passive: true });
    return () => {
      for (const pane of panes) pane.removeEventListener("scroll", follow);
    };
  }, [frame, locked]);
}
