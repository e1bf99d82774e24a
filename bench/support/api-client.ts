/** Sends a POST to a path below /api/v1 and answers `data`. Throws Error for anything but success. */
export type Post = (path: string, body: object) => Promise<Record<string, unknown>>;

export function apiClient(url: string, headers: Readonly<Record<string, string>> = {}): Post {
  return async (path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text).data;
  };
}
