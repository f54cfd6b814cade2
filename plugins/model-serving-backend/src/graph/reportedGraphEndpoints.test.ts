import { annotations } from '@greenroom/backstage-plugin-model-serving-common';
import { reportedGraphEndpoints } from './reportedGraphEndpoints';

const told = 'http://flow-demo.example.com';
const service = 'http://flow.demo.svc.cluster.local';
const knative = { [annotations.deploymentMode]: 'Knative' };
const raw = { [annotations.deploymentMode]: 'RawDeployment' };
const stopped = { [annotations.stop]: 'true' };

describe('reportedGraphEndpoints', () => {
  it.each`
    situation                        | url           | notes      | settings                                | urls               | unrouted
    ${'Standard mode'}               | ${told}       | ${{}}      | ${{}}                                   | ${[service, told]} | ${told}
    ${'Knative mode'}                | ${told}       | ${knative} | ${{}}                                   | ${[told, service]} | ${undefined}
    ${'a Knative cluster'}           | ${told}       | ${{}}      | ${{ defaultDeploymentMode: 'Knative' }} | ${[told, service]} | ${undefined}
    ${'Standard mode on such a one'} | ${told}       | ${raw}     | ${{ defaultDeploymentMode: 'Knative' }} | ${[service, told]} | ${told}
    ${'Open Data Hub'}               | ${`${told}/`} | ${{}}      | ${{ openDataHub: true }}                | ${[told]}          | ${undefined}
    ${'cluster-local'}               | ${service}    | ${{}}      | ${{}}                                   | ${[service]}       | ${undefined}
    ${'no router yet'}               | ${undefined}  | ${{}}      | ${{}}                                   | ${[]}              | ${undefined}
    ${'stopped'}                     | ${told}       | ${stopped} | ${{}}                                   | ${[]}              | ${undefined}
    ${'a text that is no URL'}       | ${'//x'}      | ${{}}      | ${{}}                                   | ${[]}              | ${undefined}
  `(
    'tells $urls for $situation',
    ({ url, notes, settings, urls, unrouted }) => {
      const found = reportedGraphEndpoints(
        {
          apiVersion: 'serving.kserve.io/v1alpha1',
          kind: 'InferenceGraph',
          metadata: { name: 'flow', namespace: 'demo', annotations: notes },
          spec: { nodes: {} },
          status: { url },
        },
        { defaultDeploymentMode: 'Standard', ...settings },
      );
      expect(found.endpoints.map(endpoint => endpoint.url)).toEqual(urls);
      expect(found.unrouted).toBe(unrouted);
      for (const [i, endpoint] of found.endpoints.entries())
        expect(endpoint).toMatchObject({
          inferUrl: endpoint.url,
          preferred: i === 0,
          visibility: endpoint.url === service ? 'cluster' : 'external',
        });
    },
  );
});
