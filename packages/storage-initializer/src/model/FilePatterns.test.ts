import { isWanted } from './FilePatterns';

describe('isWanted', () => {
  it.each`
    path                 | allow                        | ignore         | wanted
    ${'model.onnx'}      | ${[]}                        | ${[]}          | ${true}
    ${'onnx/model.onnx'} | ${['*.onnx']}                | ${[]}          | ${true}
    ${'model.onnx.bak'}  | ${['*.onnx']}                | ${[]}          | ${false}
    ${'config.json'}     | ${['*.onnx', 'config.json']} | ${[]}          | ${true}
    ${'model.bin'}       | ${[]}                        | ${['*.bin']}   | ${false}
    ${'model.onnx'}      | ${['*.onnx']}                | ${['model.*']} | ${false}
    ${'v1'}              | ${['v?']}                    | ${[]}          | ${true}
    ${'v1'}              | ${['v[0-3]']}                | ${[]}          | ${true}
    ${'v4'}              | ${['v[!0-3]']}               | ${[]}          | ${true}
    ${'a+b(1)'}          | ${['a+b(?)']}                | ${[]}          | ${true}
    ${'aab1'}            | ${['a+b(?)']}                | ${[]}          | ${false}
  `(
    '$path with $allow but $ignore: $wanted',
    ({ path, wanted, ...patterns }) => {
      expect(isWanted(path, patterns)).toBe(wanted);
    },
  );
});
