import { type ReactNode, useState } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { TextField } from "./Field";
import { Notice } from "./Notice";

/** Before something is lost: says what, and asks for its name. */
export function ConfirmByName(props: {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What will be lost and what stays. */
  children: ReactNode;
  name: string;
  action: string;
  busy: boolean;
  error: Error | null;
  onConfirm: () => void;
}) {
  const [typed, setTyped] = useState("");
  const right = typed.trim() === props.name;
  const close = () => {
    setTyped("");
    props.onClose();
  };
  return (
    <Dialog
      open={props.open}
      onClose={close}
      title={props.title}
      actions={
        <>
          <Button onClick={close}>Keep</Button>
          <Button variant="danger" disabled={!right || props.busy} onClick={props.onConfirm}>
            {props.action}
          </Button>
        </>
      }
    >
      <div>{props.children}</div>
      <TextField
        label={
          <>
            Type <strong>{props.name}</strong> to go on
          </>
        }
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {props.error && <Notice tone="danger">{props.error.message}</Notice>}
    </Dialog>
  );
}
