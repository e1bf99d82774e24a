import type { ListAnswer } from '../runtime/queries/ports.ts';

/** Links to this page of a list and to its neighbours, as far as there are any. */
export function pageLinks(url: string, page: ListAnswer<unknown>['page']): Record<string, string> {
  const links: Record<string, string> = { self: url };
  if ('limit' in page) {
    if (page.nextCursor !== null) links.next = withParameter(url, 'cursor', page.nextCursor);
    if (page.prevCursor !== null) links.prev = withParameter(url, 'cursor', page.prevCursor);
    return links;
  }
  if (page.page < page.pages) links.next = withParameter(url, 'page', String(page.page + 1));
  if (page.page > 1) links.prev = withParameter(url, 'page', String(page.page - 1));
  return links;
}

function withParameter(url: string, name: string, value: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const kept = query.split('&').filter((pair) => pair !== '' && !pair.startsWith(`${name}=`));
  return `${path}?${[...kept, `${name}=${encodeURIComponent(value)}`].join('&')}`;
}
