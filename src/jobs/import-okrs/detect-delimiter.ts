const candidates = [',', ';', '\t'] as const;
/** No header is longer. */
const headerBytes = 16 * 1024;

/**
 * What separates the cells: whatever stands most often, outside quotes, in the first line that is not empty.
 */
export function detectDelimiter(file: Buffer): string {
  const start = file.subarray(0, headerBytes).toString('utf8').trimStart();
  const header = unquoted(start).split(/[\r\n]/, 1)[0] ?? '';
  const counts = candidates.map((candidate) => header.split(candidate).length);
  return candidates[counts.indexOf(Math.max(...counts))] ?? ',';
}

function unquoted(text: string): string {
  return text.replace(/"(?:[^"]|"")*"/g, '');
}
