import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { decidingNames, decisionsIn } from './driverImports.mjs';
import { root } from './toolchain.mjs';

const plugins = path.join(root, 'plugins');
const deciding = decidingNames(path.join(plugins, 'model-serving-common/src'));
const drivers = readdirSync(plugins).filter(name =>
  name.startsWith('model-serving-backend-module-'),
);

describe('driver modules', () => {
  for (const driver of drivers)
    it(`decide nothing: ${driver}`, () => {
      const source = path.join(plugins, driver, 'src');
      assert.deepEqual(decisionsIn(source, deciding), []);
    });

  it('would be found out', t => {
    const folder = mkdtempSync(path.join(tmpdir(), 'greenroom-driver-'));
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(
      path.join(folder, 'a.ts'),
      `import type { DeploymentWorld } from '@greenroom/backstage-plugin-model-serving-common';
       import { describeDeployment, annotations } from '@greenroom/backstage-plugin-model-serving-common';
       import { decide } from '@greenroom/backstage-plugin-model-serving-backend';
       import { plan } from '../../../model-serving-backend/src/reconcile';`,
    );
    assert.deepEqual(decisionsIn(folder, deciding), [
      'a.ts: describeDeployment',
      'a.ts: @greenroom/backstage-plugin-model-serving-backend',
      'a.ts: ../../../model-serving-backend/src/reconcile',
    ]);
  });
});
