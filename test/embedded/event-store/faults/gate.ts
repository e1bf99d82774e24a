/** Lets work begin while it is open, and knows when none is under way. */
export type Gate = {
  /** Waits until the gate is open and then does the work. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  open(): void;
  /** Resolves when what had passed is done. */
  close(): Promise<void>;
  /** Resolves when the gate is closed, at once when it is. */
  closing(): Promise<void>;
};

/** A gate that is closed. */
export function createGate(): Gate {
  let isOpen = false;
  let inside = 0;
  const onOpen: (() => void)[] = [];
  const onClose: (() => void)[] = [];
  const onEmpty: (() => void)[] = [];

  return {
    async pass(work) {
      while (!isOpen) await new Promise<void>((resolve) => onOpen.push(resolve));
      inside += 1;
      try {
        return await work();
      } finally {
        inside -= 1;
        if (inside === 0) for (const resolve of onEmpty.splice(0)) resolve();
      }
    },
    open() {
      isOpen = true;
      for (const resolve of onOpen.splice(0)) resolve();
    },
    close() {
      isOpen = false;
      for (const resolve of onClose.splice(0)) resolve();
      return inside === 0 ? Promise.resolve() : new Promise((resolve) => onEmpty.push(resolve));
    },
    closing: () => (isOpen ? new Promise((resolve) => onClose.push(resolve)) : Promise.resolve()),
  };
}
