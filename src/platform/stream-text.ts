/** Half of a surrogate pair. */
const loneSurrogate = /\p{Cs}/gu;

/** A text as PostgreSQL takes it, which has no place for NUL and lone surrogates. */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').replace(loneSurrogate, '\ufffd');
}

/** A stream name as PostgreSQL takes it: NUL, lone surrogates and the backslash escaped as in JSON. */
export function streamText(stream: string): string {
  return stream.replaceAll('\\', '\\\\').replaceAll('\u0000', '\\u0000').replace(loneSurrogate, escaped);
}

/** The stream name that {@link streamText} has written. */
export function streamOfText(text: string): string {
  return text.replace(/\\(?:\\|u([0-9a-f]{4}))/g, (_, code?: string) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/**
 * SQL: whether a column with the name of a stream equals another value. Names are too long for an index: keys have
 * their hash instead, and are of use only where that is asked for as well.
 */
export function sameStream(value: string, column = 'stream'): string {
  return `${column} = ${value} AND md5(${column}) = md5(${value})`;
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16)}`;
