/**
 * Makes one act serve everybody who asks for it at the same time: whoever asks while it is under way joins the next turn,
 * which begins after all who share it have asked. One turn at a time for each key.
 */
export function sharedTurns(act: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();
  return (key) => {
    const joined = waiting.get(key);
    if (joined !== undefined) return joined;
    const before = running.get(key)?.catch(() => {}) ?? Promise.resolve();
    const turn = before.then(() => {
      waiting.delete(key);
      running.set(key, turn);
      return act(key).finally(() => running.delete(key));
    });
    waiting.set(key, turn);
    return turn;
  };
}
