/** Calls `act` at most once per `intervalMs`; calls in between are dropped. */
export function throttle<Argument>(
  intervalMs: number,
  act: (argument: Argument) => void,
): (argument: Argument) => void {
  let next = 0;
  return (argument) => {
    const now = performance.now();
    if (now < next) return;
    next = now + intervalMs;
    act(argument);
  };
}
