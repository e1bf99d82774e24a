import { closeSync, existsSync, fstatSync, openSync, readSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { torn } from './damaged.ts';

/*
 * The two meta pages of an LMDB file (liblmdb/mdb.c of the lmdb package, MDB_page_header and MDB_meta), in the
 * byte order of the machine. Offsets in a page:
 *   18 u16 page flags   24 u32 magic   28 u32 version   48 u32 page size   136 u64 root page
 *   144 u64 last page   152 u64 transaction
 */
const META_BYTES = 160;
const META_FLAG = 0x08;
const MAGIC = 0xbeefc0de;
const VERSION = 2;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
/** LMDB need not write the last pages when they are free: so many may be missing, and a hundredth. */
const SLACK_PAGES = 64;

type Meta = { pageSize: number; lastPage: number; transaction: bigint };

/** What is there, and what the file says should be, in bytes; they differ when the last pages are missing. */
export type DataFileSize = { size: number; whole: number };

/**
 * Looks whether LMDB can map the file: it would end the process on one that is shorter than it says.
 * @returns undefined when there is no file
 * @throws torn(…) when the file is not whole
 */
export function checkDataFile(dir: string): DataFileSize | undefined {
  if (!existsSync(dataFile(dir))) return undefined;
  const fd = openSync(dataFile(dir), 'r');
  try {
    const first = readMeta(fd, 0, 0);
    const second = first && readMeta(fd, first.pageSize, 1);
    // Read after the pages: a running node makes the file longer, never shorter.
    const { size } = fstatSync(fd);
    if (size === 0) throw torn(dir, 'data.mdb is empty (remove it if nothing was ever stored here)');
    if (!first || !second || second.pageSize !== first.pageSize || !follow(first, second))
      throw torn(dir, 'the first pages of data.mdb are not what was written');
    const { pageSize, lastPage } = second.transaction > first.transaction ? second : first;
    const pages = lastPage + 1;
    const whole = pages * pageSize;
    if (size < whole - (SLACK_PAGES + Math.ceil(pages / 100)) * pageSize)
      throw torn(dir, `data.mdb has ${size} bytes where there should be ${whole}`);
    return { size, whole };
  } finally {
    closeSync(fd);
  }
}

/**
 * Fills the missing last pages of a file with zeros: LMDB then finds that they are no pages, if it ever needs
 * them, where it would end the process. Only for who holds the directory.
 */
export function fillDataFile(dir: string, { size, whole }: DataFileSize): void {
  if (size < whole) truncateSync(dataFile(dir), whole);
}

const dataFile = (dir: string): string => join(dir, 'data.mdb');

/** Each transaction overwrites the older page. */
function follow(first: Meta, second: Meta): boolean {
  const difference = first.transaction - second.transaction;
  return difference >= -1n && difference <= 1n;
}

function readMeta(fd: number, offset: number, index: number): Meta | undefined {
  const bytes = new ArrayBuffer(META_BYTES);
  if (readSync(fd, new Uint8Array(bytes), 0, META_BYTES, offset) !== META_BYTES) return undefined;
  const [flags = 0] = new Uint16Array(bytes, 18);
  const [magic, version] = new Uint32Array(bytes, 24);
  const [pageSize = 0] = new Uint32Array(bytes, 48);
  const [root = 0n, lastPage = 0n, transaction = 0n] = new BigUint64Array(bytes, 136);
  const sound =
    (flags & META_FLAG) !== 0 &&
    magic === MAGIC &&
    version === VERSION &&
    pageSize >= 512 &&
    pageSize <= 65_536 &&
    (pageSize & (pageSize - 1)) === 0 &&
    (root === NO_PAGE || root <= lastPage) &&
    lastPage < BigInt(Number.MAX_SAFE_INTEGER) / BigInt(pageSize) &&
    // LMDB writes odd transactions to the second page, even ones to the first.
    (transaction === 0n || transaction % 2n === BigInt(index));
  return sound ? { pageSize, lastPage: Number(lastPage), transaction } : undefined;
}
