import type { CoreV1Event } from '@kubernetes/client-node';
import { serviceOfEvent } from './serviceOfEvent';
import { routerIdentity, serviceIdentity } from './workloadIdentity';

const SERVICE = 'serving.kserve.io/inferenceservice';
const replicaSet = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: 'r',
  uid: 'u',
};

describe('serviceIdentity', () => {
  it.each`
    what                           | name                                       | labels                                                                                                        | isPod    | key
    ${"a Deployment of KServe's"}  | ${'iris-predictor'}                        | ${{ [SERVICE]: 'iris', app: 'isvc.iris-predictor' }}                                                          | ${false} | ${'demo/iris-predictor'}
    ${'one of a named predictor'}  | ${'iris-v2-predictor'}                     | ${{ [SERVICE]: 'iris', app: 'isvc.iris-v2-predictor' }}                                                       | ${false} | ${'demo/iris-v2-predictor'}
    ${'a pod of it'}               | ${'iris-predictor-5d-x2'}                  | ${{ [SERVICE]: 'iris', app: 'isvc.iris-predictor' }}                                                          | ${true}  | ${'demo/iris-predictor'}
    ${"a Deployment of Knative's"} | ${'iris-predictor-00001-deployment'}       | ${{ [SERVICE]: 'iris', 'serving.knative.dev/revision': 'iris-predictor-00001' }}                              | ${false} | ${'demo/iris-predictor-00001'}
    ${'a pod of a revision'}       | ${'iris-predictor-00001-deployment-5d-x2'} | ${{ [SERVICE]: 'iris', 'serving.knative.dev/revision': 'iris-predictor-00001', app: 'iris-predictor-00001' }} | ${true}  | ${'demo/iris-predictor-00001'}
  `('of $what', ({ name, labels, isPod, key }) => {
    const metadata = {
      name,
      namespace: 'demo',
      labels,
      ...(isPod ? { ownerReferences: [replicaSet] } : {}),
    };
    expect(serviceIdentity({ metadata })).toEqual({
      key,
      service: 'demo/iris',
    });
  });

  it('is none without the label', () => {
    const metadata = { name: 'web', namespace: 'demo' };
    expect(serviceIdentity({ metadata })).toBeUndefined();
  });
});

describe('routerIdentity', () => {
  const GRAPH = 'serving.kserve.io/inferencegraph';

  it.each`
    what                          | name                             | labels                                                               | isPod    | key
    ${"a Deployment of KServe's"} | ${'flow'}                        | ${{ [GRAPH]: 'flow', app: 'isvc.flow' }}                             | ${false} | ${'demo/flow'}
    ${'a pod of it'}              | ${'flow-5d-x2'}                  | ${{ [GRAPH]: 'flow', app: 'isvc.flow' }}                             | ${true}  | ${'demo/flow'}
    ${'a pod of a Knative one'}   | ${'flow-00001-deployment-5d-x2'} | ${{ [GRAPH]: 'flow', 'serving.knative.dev/revision': 'flow-00001' }} | ${true}  | ${'demo/flow-00001'}
  `('of $what', ({ name, labels, isPod, key }) => {
    const metadata = {
      name,
      namespace: 'demo',
      labels,
      ...(isPod ? { ownerReferences: [replicaSet] } : {}),
    };
    expect(routerIdentity({ metadata })).toEqual({ key, service: 'demo/flow' });
    // It is no service, also not one of the same name
    expect(serviceIdentity({ metadata })).toBeUndefined();
  });
});

/** An event as the API server tells of it. */
function event(kind: string, name: string, change: object = {}): CoreV1Event {
  return {
    metadata: { name: `${kind}.${name}`, namespace: 'demo' },
    involvedObject: { kind, name, namespace: 'demo' },
    reason: 'Why',
    message: 'what',
    type: 'Warning',
    lastTimestamp: new Date('2026-01-02T03:04:00Z'),
    ...change,
  };
}

describe('serviceOfEvent', () => {
  const serviceOf = (key: string) =>
    key === 'demo/iris-predictor' ? 'demo/iris' : undefined;

  it.each`
    kind                  | name                         | service
    ${'InferenceService'} | ${'wine'}                    | ${'wine'}
    ${'Deployment'}       | ${'iris-predictor'}          | ${'iris'}
    ${'ReplicaSet'}       | ${'iris-predictor-5d4f'}     | ${'iris'}
    ${'Pod'}              | ${'iris-predictor-5d4f-x2z'} | ${'iris'}
    ${'Pod'}              | ${'iris-predictor-a-b-c-d'}  | ${undefined}
    ${'Pod'}              | ${'web-5d4f-x2z'}            | ${undefined}
  `('of $kind $name is $service', ({ kind, name, service }) => {
    expect(serviceOfEvent(event(kind, name), serviceOf)?.name).toBe(service);
  });
});
