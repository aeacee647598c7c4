/** A place for so many pieces of work at once. */
export interface Lane {
  /** Runs the work when there is room: the lowest `order` first (0 when left out), then by the time of asking. */
  run<T>(work: () => Promise<T>, order?: number): Promise<T>;
  /** Pieces that have not begun. */
  waiting(): number;
}

export function createLane(atOnce: number): Lane {
  const queue: { readonly order: number; readonly begin: () => void }[] = [];
  let running = 0;

  const beginNext = () => {
    const next = queue.shift();
    if (next === undefined) return;
    running += 1;
    next.begin();
  };

  return {
    waiting: () => queue.length,
    run: async (work, order = 0) => {
      await new Promise<void>((begin) => {
        const later = queue.findIndex((each) => each.order > order);
        queue.splice(later === -1 ? queue.length : later, 0, { order, begin });
        if (running < atOnce) beginNext();
      });
      try {
        return await work();
      } finally {
        running -= 1;
        beginNext();
      }
    },
  };
}
