import {
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { plainError } from './errors.ts';

/** Answers every method of a service with UNIMPLEMENTED and a sentence that says so. */
export function unimplemented(service: ServiceDefinition, sentence: string): UntypedServiceImplementation {
  const error = plainError(status.UNIMPLEMENTED, sentence);
  const answer = (_call: unknown, callback: sendUnaryData<never>): void => callback(error);
  const endStream = (call: { emit(event: 'error', error: object): boolean }): void => {
    call.emit('error', error);
  };
  return Object.fromEntries(
    Object.entries(service).map(([name, { responseStream }]) => [name, responseStream ? endStream : answer]),
  );
}
