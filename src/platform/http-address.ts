/** `http://127.0.0.1:3000`; an IPv6 address stands in brackets (RFC 3986). */
export function httpAddress(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
