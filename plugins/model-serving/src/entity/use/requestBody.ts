/** A tensor of a request in the Open Inference Protocol, with its data as the form shows it. */
export interface RequestTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  /** Values without the outer brackets: `5.1, 3.5, 1.4, 0.2`. */
  readonly data: string;
}

type Body = Record<string, unknown> & {
  inputs: (Record<string, unknown> & { name: string })[];
};

/**
 * The tensors of a request body, or undefined if the form cannot show it: it is no JSON, or none of the Open Inference
 * Protocol. Then the JSON alone counts.
 */
export function tensorsOf(text: string): readonly RequestTensor[] | undefined {
  return parseBody(text)?.inputs.map(input => ({
    name: input.name,
    datatype: String(input.datatype ?? ''),
    shape: Array.isArray(input.shape) ? input.shape.map(Number) : [],
    data: withoutBrackets(input.data),
  }));
}

/**
 * The body with other data in one tensor; everything else in it stays. Undefined if the data is no list of JSON values.
 */
export function withData(
  text: string,
  position: number,
  data: string,
): string | undefined {
  const body = parseBody(text);
  const values = parseJson(`[${data}]`);
  if (!body || values === undefined) {
    return undefined;
  }
  const inputs = body.inputs.map((input, i) =>
    i === position ? { ...input, data: values } : input,
  );
  return pretty({ ...body, inputs });
}

/** JSON as people read it; lists of plain values stay on one line. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(
    /\[\s+([^[\]{}]*?)\s+\]/g,
    (_, inner: string) => `[${inner.replace(/\s*\n\s*/g, ' ')}]`,
  );
}

/** The value of a JSON text, or undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseBody(text: string): Body | undefined {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || !('inputs' in value)) {
    return undefined;
  }
  const { inputs } = value;
  const fits =
    Array.isArray(inputs) &&
    inputs.every(
      input =>
        typeof input === 'object' &&
        input !== null &&
        typeof input.name === 'string',
    );
  return fits ? (value as Body) : undefined;
}

function withoutBrackets(data: unknown): string {
  return Array.isArray(data)
    ? data.map(value => JSON.stringify(value)).join(', ')
    : '';
}
