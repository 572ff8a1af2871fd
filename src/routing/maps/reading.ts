import type { FileFindings, ImportMode, MapFinding, Written } from '../../areas/areas.js';
import type { Tx } from '../../platform/database/database.js';
import type { Importer } from './importer.js';

/** A file on its way into a draft. */
export interface Reading {
  id: string;
  mapId: string;
  mode: ImportMode;
  by: Importer;
  findings: FileFindings;
  /** of the file, read so far */
  rows: number;
  bytes: number;
}

/** How what was read is written. */
export interface Write {
  /** what nobody sees before the draft has it, a few rows at a time */
  ahead?: () => Promise<void>;
  write: (tx: Tx) => Promise<Outcome>;
}

export interface Outcome {
  /** null: it was refused after all, and the findings say why */
  written: Written | null;
  findings: MapFinding[];
}
