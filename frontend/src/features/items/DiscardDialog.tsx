import { useState } from "react";
import { useDiscardItem } from "@/api/queries/items";
import type { Item } from "@/api/types";
import { plural } from "@/lib/figures";
import { ConfirmByName } from "@/ui/ConfirmByName";
import { TextField } from "@/ui/Field";

type Props = { item: Item; open: boolean; onClose: () => void };

/** Takes an item out of queues and exports for good, for a reason that is kept. */
export function DiscardDialog({ item, open, onClose }: Props) {
  const discard = useDiscardItem(item.id);
  const [reason, setReason] = useState("");
  return (
    <ConfirmByName
      open={open}
      onClose={onClose}
      title="Discard this item"
      name={item.external_id}
      action="Discard"
      busy={discard.isPending || !reason.trim()}
      error={discard.error}
      onConfirm={() => discard.mutate(reason.trim(), { onSuccess: onClose })}
    >
      <p>
        Nobody will be asked about it again, and it leaves every export made from now on. Its{" "}
        {plural(item.judgments.length, "judgment")} and its history stay readable here.
      </p>
      <TextField
        label="Why"
        required
        value={reason}
        hint="Kept in the audit log: broken text, out of scope, a duplicate…"
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmByName>
  );
}
