import type {
  ComponentName,
  RevisionDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Resolution } from '../../reconcile';
import type { StoredRevision } from '../../store';
import { testService } from '../../store/__testUtils__';
import {
  explainChange,
  withRefusals,
  type ChangeSide,
  type ExplainedChange,
} from './explainChange';

const URL = 'http://localhost/serving/demo/iris/v2/models/iris/infer';

function resolved(fingerprint: string, runtime = 'onnx'): Resolution {
  return {
    kind: 'resolved',
    draft: {
      pod: { labels: {}, annotations: {}, spec: {} },
      model: { uri: `s3://models/${fingerprint}` },
      modelName: 'iris',
      protocol: 'v2',
      runtime: { kind: 'ClusterServingRuntime', name: runtime, title: runtime },
      fingerprint,
    },
    configuration: [],
    warnings: [],
  };
}

function side(
  fingerprint: string,
  options: {
    readonly service?: ChangeSide['service'];
    readonly runtime?: string;
    readonly wanted?: number;
    readonly urls?: readonly string[];
    readonly more?: readonly [ComponentName, Resolution][];
    readonly predictor?: Resolution;
  } = {},
): ChangeSide {
  const { wanted = 1, urls = [URL], more = [] } = options;
  const predictor = options.predictor ?? resolved(fingerprint, options.runtime);
  const components = new Map<ComponentName, Resolution>([
    ['predictor', predictor],
    ...more,
  ]);
  return {
    service: options.service ?? testService({}),
    components,
    endpoints: urls.map(inferUrl => ({ inferUrl })),
    wanted: new Map([...components.keys()].map(name => [name, wanted])),
  };
}

/** Revision 1 runs the fingerprint `a` with the traffic, 2 runs `b`. */
const stored = ['a', 'b'].map(
  (fingerprint, i): StoredRevision => ({
    serviceUid: 'u',
    component: 'predictor',
    number: i + 1,
    spec: {
      key: `demo/v${i + 1}`,
      name: `v${i + 1}`,
      service: { cluster: 'local', namespace: 'demo', name: 'iris' },
      serviceUid: 'u',
      component: 'predictor',
      pod: { labels: {}, annotations: {}, spec: {} },
      modelName: 'iris',
      protocol: 'v2',
    },
    fingerprint,
    generation: i + 1,
    createdAt: '2026-11-21T12:00:00.000Z',
  }),
);

function revision(
  number: number,
  more: Partial<RevisionDetail> = {},
): RevisionDetail {
  return {
    name: `v${number}`,
    component: 'predictor',
    number,
    createdAt: '2026-11-21T12:00:00.000Z',
    percent: 100,
    generation: number,
    because: { kind: 'spec', sentence: '' },
    isCurrent: true,
    replicas: { ready: 1, total: 1 },
    facts: {
      key: `demo/v${number}`,
      desired: 1,
      fetch: { state: 'fetched' },
      replicas: [{ id: `r${number}`, state: 'ready', restarts: 0 }],
      observedAt: '2026-11-21T12:00:00.000Z',
    },
    ...more,
  };
}

function change(options: Partial<ExplainedChange> = {}): ExplainedChange {
  const after = options.after;
  return {
    plan: {
      resource: after?.service ?? testService({ minReplicas: 2 }),
      errors: [],
      warnings: [],
    },
    before: side('a'),
    stored,
    revisions: [revision(1)],
    ...options,
  };
}

const other = testService({ format: 'xgboost' });
const stopped = testService({
  annotations: { 'serving.kserve.io/stop': 'true' },
});

describe('explainChange', () => {
  it.each<[string, Partial<ExplainedChange>, object]>([
    [
      'what runs differently gets a new revision, and its replicas are replaced',
      { after: side('new', { service: other, wanted: 2 }) },
      {
        component: 'predictor',
        revision: 'new',
        replaces: ['r1'],
        replicas: { before: 1, after: 2 },
        diff: [
          {
            path: 'model.uri',
            before: 's3://models/a',
            after: 's3://models/new',
          },
        ],
        sentence:
          'The predictor gets a new revision: 2 replicas of it must be ready before it takes the traffic, then 1 replica of now ends. No request is lost.',
      },
    ],
    [
      'more replicas are no new revision',
      {
        after: side('a', {
          service: testService({ minReplicas: 3 }),
          wanted: 3,
        }),
      },
      {
        revision: 'same',
        name: 'v1',
        replaces: [],
        sentence:
          'The predictor goes on with v1, with 3 replicas instead of 1.',
      },
    ],
    [
      'a title changes nothing that runs',
      { after: side('a', { service: testService({ title: 'New' }) }) },
      { revision: 'same', sentence: 'The predictor goes on with v1.' },
    ],
    [
      'what is taken back goes on with what still serves; only the failing replicas end',
      {
        before: side('b'),
        after: side('a', { service: other }),
        revisions: [
          revision(2, { percent: 0 }),
          revision(1, { isCurrent: false }),
        ],
      },
      { revision: 'reused', name: 'v1', replaces: ['r2'] },
    ],
    [
      'a stopped deployment gets its revision when it is started',
      {
        before: side('a', { service: stopped }),
        after: side('new', { service: stopped }),
        revisions: [],
      },
      {
        revision: 'new',
        replicas: { before: 0, after: 0 },
        sentence: 'The predictor gets a new revision when it is started.',
      },
    ],
    [
      'a spec that could not run leaves alone what serves',
      {
        after: side('', {
          service: other,
          predictor: {
            kind: 'failed',
            failure: { code: 'NoRuntime', message: 'no runtime', at: '' },
          },
        }),
      },
      {
        revision: 'same',
        name: 'v1',
        sentence: 'The predictor could not run: no runtime. v1 goes on.',
      },
    ],
  ])('%s', (_situation, options, expected) => {
    expect(explainChange(change(options)).components).toEqual([
      expect.objectContaining(expected),
    ]);
  });

  it('tells of components that come and go', () => {
    const before = side('a', { more: [['explainer', resolved('e')]] });
    const after = side('a', {
      service: other,
      more: [['transformer', resolved('t')]],
    });
    expect(
      explainChange(change({ before, after })).components.map(
        ({ component, revision: what }) => [component, what],
      ),
    ).toEqual([
      ['predictor', 'same'],
      ['explainer', 'removed'],
      ['transformer', 'new'],
    ]);
  });

  it('tells of another runtime and other addresses', () => {
    const after = side('new', {
      service: other,
      runtime: 'xgb',
      urls: ['http://localhost/v1'],
    });
    expect(explainChange(change({ after }))).toMatchObject({
      runtimeChange: { before: 'onnx', after: 'xgb' },
      urls: { added: ['http://localhost/v1'], removed: [URL] },
      summary: expect.stringMatching(
        /^1 field would change\. .* The runtime would be "xgb" instead of "onnx"\. 1 address would go\. 1 address would come\.$/,
      ),
    });
  });

  it('says that nothing would change', () => {
    expect(explainChange(change({ after: side('a') })).summary).toBe(
      'Nothing would change.',
    );
  });

  it('says nothing of consequences where a change is refused', () => {
    const errors = [{ path: 'spec.x', message: 'must be y' }];
    const plan = { resource: other, errors, warnings: [] };
    expect(explainChange(change({ plan }))).toMatchObject({
      summary: 'It would be refused: spec.x: must be y.',
      components: [],
      urls: { added: [], removed: [] },
    });
    const explained = explainChange(
      change({ after: side('new', { service: other }) }),
    );
    expect(withRefusals({ ...explained, errors })).toMatchObject({
      summary: 'It would be refused: spec.x: must be y.',
      components: [],
    });
    expect(withRefusals(explained)).toBe(explained);
  });
});
