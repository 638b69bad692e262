import { useEffect, useState } from "react";
import { onSignedOut } from "@/api/client";

/** Whether the session ended under somebody's hands; the work stays where it is. */
export function useSignedOut(boxStopped: boolean): { open: boolean; close: () => void } {
  const [open, setOpen] = useState(false);
  useEffect(() => onSignedOut(() => setOpen(true)), []);
  useEffect(() => {
    if (boxStopped) setOpen(true);
  }, [boxStopped]);
  return { open, close: () => setOpen(false) };
}
