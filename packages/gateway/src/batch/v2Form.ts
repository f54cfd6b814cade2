import { jsonOf } from './jsonOf';
import { elementTexts, memberTexts } from './jsonTexts';
import { BatchForm, BatchPart, PartProblem } from './types';

/** Tensors of one request. All have as many rows as the request is large. */
export interface V2Part extends BatchPart {
  /** The JSON of its `id`; undefined: it has none. */
  readonly id: string | undefined;
  /** The JSON of the outputs it asks for; undefined: all. */
  readonly outputs: string | undefined;
  readonly inputs: readonly Rows[];
}

/** Rows of one input. */
interface Rows {
  /** The JSON of its name, its type and its inner dimensions. */
  readonly name: string;
  readonly datatype: string;
  readonly inner: readonly number[];
  /** Its data as it was written, without the outer brackets. */
  readonly text: string;
}

/**
 * The Open Inference Protocol in JSON: requests that ask the same of tensors of the same kind are joined along the first
 * dimension, and the answer is divided by rows. What says more (parameters, binary data), or is not such a request, goes
 * by itself: the model answers it as it always does. KServe batches V1 only; source: gateway-and-graphs.md §6.
 */
export const v2Form: BatchForm<V2Part> = {
  read(body) {
    const json = jsonOf(body);
    const members = json && memberTexts(json.text);
    const texts = members && elementsOf(members, 'inputs');
    if (!texts || texts.length === 0) return undefined;
    if (!hasOnly(members!, ['id', 'inputs', 'outputs'])) return undefined;
    const { id, inputs, outputs } = json!.value as V2Request;
    if (id !== undefined && typeof id !== 'string') return undefined;
    if (outputs !== undefined && !areNames(outputs)) return undefined;
    const rows: Rows[] = [];
    let size: number | undefined;
    for (const [i, text] of texts.entries()) {
      const read = readInput(text, inputs[i]);
      if (!read || (size !== undefined && size !== read.size)) return undefined;
      size = read.size;
      rows.push(read.rows);
    }
    const kinds = rows.map(
      ({ name, datatype, inner, text }) =>
        `${name} ${datatype} ${inner} ${isNested(text)}`,
    );
    return {
      signature: `${kinds.join('\n')}\n${JSON.stringify(outputs)}`,
      size: size!,
      id: members!.get('id'),
      outputs: members!.get('outputs'),
      inputs: rows,
    };
  },

  join(parts) {
    const [first] = parts;
    const rows = parts.reduce((sum, { size }) => sum + size, 0);
    const inputs = first.inputs.map(({ name, datatype, inner }, i) => {
      const shape = [rows, ...inner].join(',');
      const data = parts.map(part => part.inputs[i].text).join(',');
      return `{"name":${name},"shape":[${shape}],"datatype":${datatype},"data":[${data}]}`;
    });
    const outputs = first.outputs ? `,"outputs":${first.outputs}` : '';
    return Buffer.from(`{"inputs":[${inputs.join(',')}]${outputs}}`);
  },

  split(answer, parts) {
    const json = jsonOf(answer);
    const members = json && memberTexts(json.text);
    const outputs = members && elementsOf(members, 'outputs');
    if (!outputs) return { problem: 'the answer has no list of outputs' };
    const wanted = parts.reduce((sum, { size }) => sum + size, 0);
    const tables: Output[] = [];
    for (const text of outputs) {
      const output = readOutput(text, wanted);
      if ('problem' in output) return output;
      tables.push(output);
    }
    const said = [...members!].filter(
      ([name]) => name !== 'id' && name !== 'outputs',
    );
    let from = 0;
    return parts.map(({ size, id }) => {
      const own = [
        ...said,
        ...(id === undefined ? [] : [['id', id] as const]),
        ['outputs', `[${tables.map(cut => cut(from, size)).join(',')}]`],
      ].map(([name, value]) => `${JSON.stringify(name)}:${value}`);
      from += size;
      return Buffer.from(`{${own.join(',')}}`);
    });
  },
};

/** The JSON of an output with so many rows, from one on. */
type Output = (from: number, size: number) => string;

/** What a request says, as far as it is looked at. */
interface V2Request {
  readonly id?: unknown;
  readonly inputs: readonly V2Input[];
  readonly outputs?: unknown;
}

type V2Input = Readonly<Record<string, unknown>> | null;

/** @param input - what the text says */
function readInput(
  text: string,
  input: V2Input,
): { readonly rows: Rows; readonly size: number } | undefined {
  const members = memberTexts(text);
  if (!members || !input) return undefined;
  if (!hasOnly(members, ['name', 'shape', 'datatype', 'data']))
    return undefined;
  const { name, shape, datatype, data } = input;
  if (typeof name !== 'string' || typeof datatype !== 'string')
    return undefined;
  if (!isShape(shape) || shape[0] === 0) return undefined;
  // A request that is wrong by itself must not be what fails those beside it.
  if (!isTensor(data, shape)) return undefined;
  return {
    size: shape[0],
    rows: {
      name: JSON.stringify(name),
      datatype: JSON.stringify(datatype),
      inner: shape.slice(1),
      text: members.get('data')!.slice(1, -1).trim(),
    },
  };
}

function readOutput(text: string, rows: number): Output | PartProblem {
  const members = memberTexts(text);
  const name = members?.get('name') ?? 'without a name';
  const shape = JSON.parse(members?.get('shape') ?? 'null');
  if (!isShape(shape) || shape[0] !== rows)
    return { problem: `output ${name} does not have a row for each input row` };
  const elements = elementsOf(members!, 'data') ?? [];
  const inner = sizeOf(shape.slice(1));
  const isFlat = elements.length === rows * inner;
  if (!isFlat && !(elements.length === rows && elements.every(isNested)))
    return { problem: `data of output ${name} does not fit its shape` };
  const width = isFlat ? inner : 1;
  return (from, size) => {
    const own = elements.slice(from * width, (from + size) * width);
    const changed = new Map([
      ['shape', `[${[size, ...shape.slice(1)].join(',')}]`],
      ['data', `[${own.join(',')}]`],
    ]);
    const said = [...members!].map(
      ([key, value]) => `${JSON.stringify(key)}:${changed.get(key) ?? value}`,
    );
    return `{${said.join(',')}}`;
  };
}

function elementsOf(
  members: ReadonlyMap<string, string>,
  name: string,
): string[] | undefined {
  const text = members.get(name);
  return text === undefined ? undefined : elementTexts(text);
}

function hasOnly(
  members: ReadonlyMap<string, string>,
  known: readonly string[],
): boolean {
  for (const name of members.keys()) if (!known.includes(name)) return false;
  return true;
}

/** Outputs that are asked for by nothing but their names. */
function areNames(outputs: unknown): boolean {
  return (
    Array.isArray(outputs) &&
    outputs.every(
      output =>
        typeof output?.name === 'string' && Object.keys(output).length === 1,
    )
  );
}

function isShape(shape: unknown): shape is number[] {
  return (
    Array.isArray(shape) &&
    shape.length > 0 &&
    shape.every(length => Number.isSafeInteger(length) && length >= 0)
  );
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function isNested(text: string): boolean {
  return text.startsWith('[');
}

/** Elements in one row after the other, or lists in lists as the shape has it. */
function isTensor(data: unknown, shape: readonly number[]): boolean {
  if (!Array.isArray(data)) return false;
  const isFlat =
    data.length === sizeOf(shape) && !data.some(item => Array.isArray(item));
  return isFlat || isNestedTensor(data, shape);
}

function isNestedTensor(
  data: unknown,
  [length, ...inner]: readonly number[],
): boolean {
  if (length === undefined) return !Array.isArray(data);
  return (
    Array.isArray(data) &&
    data.length === length &&
    data.every(item => isNestedTensor(item, inner))
  );
}
