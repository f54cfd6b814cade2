import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Container,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Program } from '../launch';
import { builtinRuntimes, MODEL_SERVER } from './builtinRuntimes';
import { hasOnnxRuntime, packageProgram } from './packagePrograms';
import { runtimeProblem } from './runtimeProblem';

const node: Program = {
  command: process.execPath,
  args: [],
  env: {},
  reportsState: true,
};
const needs = {
  programs: new Map([
    [MODEL_SERVER, node],
    ['on-path', { ...node, command: 'sh' }],
    ['absent', { ...node, command: 'no-such-program-anywhere' }],
  ]),
  path: '/usr/bin:/bin',
  hasOnnxRuntime: () => true,
};
const [onnx, xgboost] = builtinRuntimes('1.2.3');

function runtimeOf(container: Container): ServingRuntime {
  return { ...onnx, spec: { containers: [container] } };
}

describe('builtinRuntimes', () => {
  it.each([onnx, xgboost])(
    'are chosen by themselves and can run',
    async runtime => {
      expect(runtime.spec.supportedModelFormats?.[0].autoSelect).toBe(true);
      expect(await runtimeProblem(runtime, needs)).toBeUndefined();
    },
  );
});

describe('runtimeProblem', () => {
  it('has none with a program on the path', async () => {
    const runtime = runtimeOf({ command: ['on-path'] });
    expect(await runtimeProblem(runtime, needs)).toBeUndefined();
  });

  it.each`
    situation                     | container                        | problem
    ${'a program that is absent'} | ${{ command: ['absent'] }}       | ${"'no-such-program-anywhere' is not installed"}
    ${'a program not allowed'}    | ${{ command: ['python3'] }}      | ${"'python3' is not allowed"}
    ${'an image alone'}           | ${{ image: 'kserve/sklearn:1' }} | ${'the image kserve/sklearn:1 alone'}
  `('is said for $situation', async ({ container, problem }) => {
    expect(await runtimeProblem(runtimeOf(container), needs)).toContain(
      problem,
    );
  });

  it('names the engine that is missing, for models that need it', async () => {
    const without = { ...needs, hasOnnxRuntime: () => false };
    expect(await runtimeProblem(onnx, without)).toContain('onnxruntime-node');
    expect(await runtimeProblem(xgboost, without)).toBeUndefined();
  });
});

describe('programs of packages', () => {
  it('are found where the package is', () => {
    expect(packageProgram('@greenroom/model-server', MODEL_SERVER)).toEqual({
      script: expect.stringMatching(/model-server.*\.js$/),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(() => packageProgram('@greenroom/model-server', 'other')).toThrow(
      "no program 'other'",
    );
  });

  it('see onnxruntime-node if it is installed beside them', async () => {
    const { script } = packageProgram('@greenroom/model-server', MODEL_SERVER);
    expect(hasOnnxRuntime(script)).toBe(true);
    const elsewhere = await mkdtemp(join(tmpdir(), 'no-engine-'));
    await writeFile(join(elsewhere, 'main.js'), '');
    expect(hasOnnxRuntime(join(elsewhere, 'main.js'))).toBe(false);
    await rm(elsewhere, { recursive: true });
  });
});
