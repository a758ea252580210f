// Whether two lists pair up one to one, whatever their order; wishes may overlap, so it tries other places.

/** Whether every wish can have an item of its own and no item is left over (augmenting paths). */
export function pairsUp<Wish, Item>(
  wishes: readonly Wish[],
  items: readonly Item[],
  fits: (wish: Wish, item: Item) => boolean,
): boolean {
  if (wishes.length !== items.length) return false;
  const holders = new Map<number, Wish>();
  const place = (wish: Wish, tried: Set<number>): boolean =>
    items.some((item, index) => {
      if (tried.has(index) || !fits(wish, item)) return false;
      tried.add(index);
      const holder = holders.get(index);
      if (holder !== undefined && !place(holder, tried)) return false;
      holders.set(index, wish);
      return true;
    });
  return wishes.every((wish) => place(wish, new Set()));
}
