/** What moves the cursor, ends a line or turns the order of what is shown. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * A text as one line that a terminal shows as it is: what would act on the terminal or change the look of other
 * lines stands as in JSON, `\u001b`. JSON on one line stays the same value.
 */
export function terminalLine(text: string): string {
  return text.replace(controls, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Name of a stream from what {@link terminalLine} has shown of it, so that it can be copied. There is no other
 * reading: backslashes in names that the operations port tells are doubled, and `\u0000` is its own.
 */
export function streamAsShown(text: string): string {
  return text.replace(/\\(?:\\|u([0-9a-f]{4}))/g, (all, code?: string) => {
    if (code === undefined || code === '0000') return all;
    const unit = String.fromCharCode(Number.parseInt(code, 16));
    return terminalLine(unit) === all ? unit : all;
  });
}
