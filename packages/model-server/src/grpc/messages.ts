/**
 * Tensor contents by element kind, as the protobuf codec gives and takes them: 64-bit integers as decimal text, bytes as
 * buffers. Lists that the sender left out are absent or empty.
 */
export interface TensorContents {
  readonly bool_contents?: readonly boolean[];
  readonly int_contents?: readonly number[];
  readonly int64_contents?: readonly string[];
  readonly uint_contents?: readonly number[];
  readonly uint64_contents?: readonly string[];
  readonly fp32_contents?: readonly number[];
  readonly fp64_contents?: readonly number[];
  readonly bytes_contents?: readonly Uint8Array[];
}

/** An input or output tensor on the wire. */
export interface TensorMessage {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly string[];
  readonly contents?: TensorContents | null;
}

/** The request of ModelInfer. */
export interface InferRequestMessage {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly inputs: readonly TensorMessage[];
  readonly outputs: readonly { readonly name: string }[];
  readonly raw_input_contents: readonly Buffer[];
}

/** The response of ModelInfer. */
export interface InferResponseMessage {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly outputs: readonly TensorMessage[];
  readonly raw_output_contents: readonly Uint8Array[];
}

/** Names a model, or a version of it; empty where absent, as proto3 has it. */
export interface ModelMessage {
  readonly name: string;
  readonly version: string;
}

/** The request of RepositoryModelLoad and RepositoryModelUnload. */
export interface RepositoryMessage {
  readonly model_name: string;
}
