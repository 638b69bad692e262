/** What deleting a person's data does, or did. */
export type Erasure = {
  done: boolean;
  person: string;
  judgments: number;
  imported: number;
  judgments_kept: boolean;
  items: number;
  labels: number;
  labels_changed: number;
  items_back: number;
  told: number;
  consents: number;
  notes: number;
  trainings: number;
  account: "goes" | "stays" | "none";
  account_because: string;
  acts: number;
  snapshots: { id: number; format: string; finished_at: string; rows: number }[];
  snapshots_because: string;
  uploads: string[];
  uploads_because: string;
};
export type Fate = "keep" | "remove";
