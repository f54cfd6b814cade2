const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/**
 * A Kubernetes quantity as a number: `512Mi` → 536870912, `500m` → 0.5, `1e3` → 1000. Undefined if it is none.
 */
export function parseQuantity(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(
    text.trim(),
  );
  const factor = match && SUFFIXES[match[2]];
  return match && factor !== null && factor !== undefined
    ? Number(match[1]) * factor
    : undefined;
}
