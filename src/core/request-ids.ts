/** Ids that every log line and every event of a request or job carries. */
export interface RequestIds {
  readonly requestId: string;
  readonly correlationId: string;
}
