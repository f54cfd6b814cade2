import { isCallerError } from './callerErrors';

const NODE = 'Non-zero status code returned while running';

it.each`
  situation                       | message                                                                               | expected
  ${'a fixed size is wrong'}      | ${'Got invalid dimensions for input: x for the following indices'}                    | ${true}
  ${'the element type is wrong'}  | ${'Unexpected input data type. Actual: (tensor(double)) , expected: (tensor(float))'} | ${true}
  ${'an input is not there'}      | ${"input 'x' is missing in 'feeds'."}                                                 | ${true}
  ${'sizes meet inside'}          | ${`${NODE} Add node. Name:'i' Status Message: Attempting to broadcast an axis`}       | ${true}
  ${'an index is out of bounds'}  | ${`${NODE} Gather node. Name:'i' Status Message: indices element out of data bounds`} | ${true}
  ${'there is no memory'}         | ${`${NODE} Expand node. Name:'i' Status Message: Failed to allocate memory`}          | ${false}
  ${'the runtime itself is hurt'} | ${'Session already disposed.'}                                                        | ${false}
`('$situation: caller error $expected', ({ message, expected }) => {
  expect(isCallerError(message)).toBe(expected);
});
