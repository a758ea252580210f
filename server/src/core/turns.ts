// Lets work of one name run one after the other, in the order in which it came; other names are not held up.

const tails = new Map<string, Promise<unknown>>();

export async function inTurn<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const before = tails.get(name) ?? Promise.resolve();
  const own = before.then(work, work);
  const tail = own.catch(() => undefined);
  tails.set(name, tail);
  try {
    return await own;
  } finally {
    if (tails.get(name) === tail) tails.delete(name);
  }
}
