/** Separates the items of a cell that holds several. */
const between = /\s*\|\s*/;

function itemsOf(cell: string): string[] {
  return cell.split(between).filter((item) => item !== '');
}

function split(item: string): [name: string, text: string] {
  const colon = item.indexOf(':');
  return colon === -1 ? [item, ''] : [item.slice(0, colon).trim(), item.slice(colon + 1).trim()];
}

/**
 * `design: Design agreed * 1 | pilot: Pilot with five teams * 2`; without weight it is 1, without title the
 * id.
 */
export function readMilestones(cell: string): Record<string, string>[] {
  return itemsOf(cell).map((item) => {
    const [, rest = item, weight] = /^(.*?)(?:\s*\*\s*(\d+(?:\.\d+)?))?$/s.exec(item) ?? [];
    const [id, title] = split(rest);
    return { id, title: title || id, ...(weight !== undefined && { weight }) };
  });
}

/** `fail: nothing | commit: pilot | target: rolled out | stretch: sold to others`. */
export function readStages(cell: string): Record<string, string> {
  return Object.fromEntries(
    itemsOf(cell).map((item) => {
      const [name, text] = split(item);
      return [name.toLowerCase(), text];
    }),
  );
}

/** `design | pilot`; `none` where nothing is done yet. */
export function readDone(cell: string): string[] {
  return cell.toLowerCase() === 'none' ? [] : itemsOf(cell);
}

/** true and false as people and spreadsheets write them; undefined for anything else. */
export function readBoolean(cell: string): boolean | undefined {
  const word = cell.toLowerCase();
  if (['true', 'yes', '1'].includes(word)) return true;
  return ['false', 'no', '0'].includes(word) ? false : undefined;
}

/** `40 %` as `40`. */
export function withoutPercentSign(cell: string): string {
  return cell.replace(/\s*%$/, '');
}
