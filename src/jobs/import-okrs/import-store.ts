import type { Counts } from './counts.ts';
import type { ProblemSummary } from './problems.ts';

export const importStatuses = ['waiting', 'checking', 'invalid', 'running', 'done', 'failed'] as const;
type ImportStatus = (typeof importStatuses)[number];

export interface ImportOptions {
  /** Import the good rows even if others are bad. */
  readonly skipInvalid: boolean;
  /** Check the file, and import nothing. */
  readonly dryRun: boolean;
}

interface NewImport {
  readonly id: string;
  readonly organizationId: string;
  /** User who asks. */
  readonly requestedBy: string;
  readonly options: ImportOptions;
  /** sha256 of file and options: tells whether a repeated request is the same. */
  readonly fingerprint: string;
  readonly file: Buffer;
  /** ISO-8601 UTC. */
  readonly createdAt: string;
}

/** An import as clients see it. */
export interface ImportRecord extends ProblemSummary {
  readonly id: string;
  readonly organizationId: string;
  readonly requestedBy: string;
  readonly status: ImportStatus;
  readonly options: ImportOptions;
  readonly fingerprint: string;
  /** Rows of the file; null until they are counted. */
  readonly rows: number | null;
  /** Rows that were imported, were there already, or were refused. */
  readonly rowsDone: number;
  readonly created: Counts;
  readonly unchanged: Counts;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** An import that is to be worked on. */
export interface OpenImport extends Omit<NewImport, 'fingerprint' | 'createdAt'> {
  /** What an earlier attempt had found before it began to import; null for the first attempt. */
  readonly begun: (ProblemSummary & { readonly unchanged: Counts }) | null;
}

/** What is known once the file was checked. */
export interface CheckedImport extends ProblemSummary {
  readonly rows: number;
  readonly rowsDone: number;
  readonly unchanged: Counts;
}

export interface FinishedImport extends CheckedImport {
  readonly status: 'invalid' | 'done' | 'failed';
  readonly created: Counts;
}

/** Where imports are kept. The file goes when an import ends; whatever comes after that changes nothing. */
export interface ImportStore {
  /** Adds an import, unless one with its id is there. Answers what is there then. */
  add(added: NewImport): Promise<{ record: ImportRecord; added: boolean }>;
  find(organizationId: string, id: string): Promise<ImportRecord | null>;
  /** Newest first. */
  list(organizationId: string, limit: number): Promise<ImportRecord[]>;
  /** Ids of imports that have not ended, of one organization or of all. */
  unfinished(organizationId?: string): Promise<string[]>;
  /** Takes an import up; null where it has ended, or is not there. */
  open(id: string, now: string): Promise<OpenImport | null>;
  /** The file was checked, its rows are being imported. */
  begin(id: string, checked: CheckedImport): Promise<void>;
  progress(id: string, rowsDone: number): Promise<void>;
  finish(id: string, finished: FinishedImport, now: string): Promise<void>;
}
