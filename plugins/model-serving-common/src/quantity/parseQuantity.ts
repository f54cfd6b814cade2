const QUANTITY =
  /^([+-]?)(\d+\.?\d*|\.\d+)(?:([KMGTPE]i)|([numkMGTPE])|[eE]([+-]?\d{1,3}))?$/;

const BINARY: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Exponents of ten. */
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/**
 * Value of a Kubernetes quantity in its base unit: `500m` → 0.5 (cores), `1Gi` → 1073741824 (bytes). Undefined if it is
 * not a quantity. YAML writes whole ones without quotes, so numbers are taken as they are.
 *
 * Source: k8s.io/apimachinery pkg/api/resource. Precision is that of a double; Kubernetes' is arbitrary.
 * @public
 */
export function parseQuantity(text: string | number): number | undefined {
  const match = QUANTITY.exec(String(text));
  if (!match) return undefined;
  const [, sign, digits, binary, decimal, exponent] = match;
  const power = decimal ? DECIMAL[decimal] : Number(exponent ?? 0);
  // Through the decimal literal instead of a product: 0.1k is 100 and not 100.00000000000001.
  const value = binary
    ? Number(digits) * BINARY[binary]
    : Number(`${digits}e${power}`);
  if (!Number.isFinite(value)) return undefined;
  return sign === '-' ? 0 - value : value;
}
