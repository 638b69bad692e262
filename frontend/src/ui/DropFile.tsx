import { type DragEvent, useId, useState } from "react";
import { cx } from "./cx";
import styles from "./DropFile.module.css";

type Props = {
  label: string;
  hint: string;
  accept: string;
  disabled?: boolean;
} & (
  | { onFile: (file: File) => void }
  /** Several at once may be given; at least one is. */
  | { onFiles: (files: File[]) => void }
);

/** A file, or several, dragged here or picked. */
export function DropFile(props: Props) {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const [first, ...more] = files ?? [];
    if (!first) return;
    if ("onFiles" in props) props.onFiles([first, ...more]);
    else props.onFile(first);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!props.disabled) take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the input is the first
    <div
      className={cx(styles.zone, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label htmlFor={id} className={styles.label}>
        {props.label}
      </label>
      <p id={`${id}-hint`} className={styles.hint}>
        {props.hint}
      </p>
      <input
        id={id}
        type="file"
        multiple={"onFiles" in props}
        accept={props.accept}
        disabled={props.disabled}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          take(event.currentTarget.files);
          // Emptied, so that the same file can be picked again after it was corrected.
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
