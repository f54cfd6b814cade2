import { onnx } from 'onnx-proto';

/** An input or output: ONNX element type by name, a text for a dimension of any size. */
export interface OnnxValue {
  readonly name: string;
  readonly type: keyof typeof onnx.TensorProto.DataType;
  readonly shape: readonly (number | string)[];
}

/** An operator of the graph. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The bytes of an ONNX model. */
export function onnxModel(
  inputs: readonly OnnxValue[],
  outputs: readonly OnnxValue[],
  nodes: readonly OnnxNode[],
): Uint8Array {
  return onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 13 }],
    graph: {
      name: 'test',
      input: inputs.map(valueInfo),
      output: outputs.map(valueInfo),
      node: nodes.map(({ op, inputs: input, outputs: output }) => ({
        name: `${op}-${output.join('-')}`,
        opType: op,
        input: [...input],
        output: [...output],
      })),
    },
  }).finish();
}

/** A model that gives one tensor back: input `x`, output `y`. */
export function identityModel(
  type: OnnxValue['type'],
  shape: OnnxValue['shape'],
): Uint8Array {
  return onnxModel(
    [{ name: 'x', type, shape }],
    [{ name: 'y', type, shape }],
    [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  );
}

function valueInfo({ name, type, shape }: OnnxValue): onnx.IValueInfoProto {
  return {
    name,
    type: {
      tensorType: {
        elemType: onnx.TensorProto.DataType[type],
        shape: {
          dim: shape.map(size =>
            typeof size === 'number' ? { dimValue: size } : { dimParam: size },
          ),
        },
      },
    },
  };
}
