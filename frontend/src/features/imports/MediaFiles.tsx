import { useMedia, useSendMedia } from "@/api/queries/imports";
import { bytes, count, plural } from "@/lib/figures";
import { DropFile } from "@/ui/DropFile";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";

/** The pictures, sounds and films that items name, sent before the items or after them. */
export function MediaFiles({ projectId }: { projectId: number }) {
  const media = useMedia(projectId);
  const send = useSendMedia(projectId);
  const taken = send.data;
  return (
    <Panel title="Pictures, sounds and films">
      {media.data && media.data.count > 0 && (
        <p>
          {plural(media.data.count, "file")}, {bytes(media.data.bytes)}. Newest:{" "}
          {media.data.newest
            .slice(0, 3)
            .map((file) => file.name)
            .join(", ")}
          .
        </p>
      )}
      <DropFile
        label={send.isPending ? "Taking it in…" : "A file, or a zip archive of many"}
        hint="PNG, JPEG, WebP; WAV, MP3, OGG, FLAC, M4A; MP4, WebM. A response that is just a file’s name (with its folder in the archive) is shown as that file; its name stays here."
        accept=".zip,.png,.jpg,.jpeg,.webp,.wav,.mp3,.ogg,.oga,.opus,.flac,.m4a,.mp4,.webm"
        disabled={send.isPending}
        onFile={(file) => send.mutate(file)}
      />
      {send.error && <Notice tone="danger">{send.error.message}</Notice>}
      {taken && (
        <Notice tone={taken.refused > 0 ? "warn" : "ok"}>
          {count(taken.added)} added, {count(taken.present)} there already, {count(taken.refused)}{" "}
          refused. {taken.reasons.slice(0, 5).join(" ")}
        </Notice>
      )}
    </Panel>
  );
}
