import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { locateModel } from './locateModel';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'locate-model-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function fill(names: readonly string[]) {
  for (const name of names) {
    if (name.endsWith('/')) {
      mkdirSync(join(folder, name));
    } else {
      writeFileSync(join(folder, name), '');
    }
  }
}

it.each`
  holds                                    | file               | format
  ${['iris.onnx', 'README.md']}            | ${'iris.onnx'}     | ${'onnx'}
  ${['a.onnx', 'model.onnx']}              | ${'model.onnx'}    | ${'onnx'}
  ${['model.onnx', 'test.json']}           | ${'model.onnx'}    | ${'onnx'}
  ${['iris-xgb.json']}                     | ${'iris-xgb.json'} | ${'xgboost'}
  ${['model.json', 'model-settings.json']} | ${'model.json'}    | ${'xgboost'}
`('chooses $file of $holds', async ({ holds, file, format }) => {
  fill(holds);
  const found = await locateModel(folder);
  expect(basename(found.path)).toBe(file);
  expect(found.format).toBe(format);
});

it.each`
  holds                         | message
  ${[]}                         | ${'the folder holds no .onnx or XGBoost .json model: it holds nothing'}
  ${['b.pkl', 'a.txt', 'sub/']} | ${'the folder holds no .onnx or XGBoost .json model: it holds a.txt, b.pkl, sub/'}
  ${['b.onnx', 'a.onnx']}       | ${'the folder holds several .onnx models and none is named model.onnx: a.onnx, b.onnx'}
  ${['b.json', 'a.json']}       | ${'the folder holds several .json models and none is named model.json: a.json, b.json'}
`('refuses a folder with $holds', async ({ holds, message }) => {
  fill(holds);
  await expect(locateModel(folder)).rejects.toThrow(message);
});

it('takes a file as it is', async () => {
  fill(['a.onnx', 'b.onnx', 'c.txt']);
  const path = join(folder, 'b.onnx');
  expect(await locateModel(path)).toEqual({ format: 'onnx', path });
  await expect(locateModel(join(folder, 'c.txt'))).rejects.toThrow(
    'c.txt is neither an .onnx nor an XGBoost .json model',
  );
});
