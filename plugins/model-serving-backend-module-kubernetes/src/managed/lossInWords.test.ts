import { KubeApiError } from '../client';
import { lossInWords } from './lossInWords';

const refusal = (status: number) =>
  new KubeApiError({ status, reason: 'Any', message: 'pods is forbidden' });

describe('lossInWords', () => {
  it.each`
    what                         | error                 | namespace    | words
    ${'a right of a project'}    | ${refusal(403)}       | ${'demo'}    | ${"any more: pods is forbidden. Ask who runs the cluster to bind the role 'greenroom-kserve-project' in the namespace 'demo' (deploy/kustomize/portal-access-kserve)"}
    ${'a right of one watch'}    | ${refusal(403)}       | ${undefined} | ${"'greenroom-kserve-cluster-watch' in the whole cluster"}
    ${'a server that fails'}     | ${refusal(500)}       | ${'demo'}    | ${/^pods is forbidden$/}
    ${'a connection that broke'} | ${new Error('reset')} | ${'demo'}    | ${/^reset$/}
  `('says $what', ({ error, namespace, words }) => {
    expect(lossInWords(error, 'pods', namespace)).toMatch(
      typeof words === 'string' ? new RegExp(escaped(words)) : words,
    );
  });
});

it("names the role of what is no project's", () => {
  expect(
    lossInWords(refusal(403), 'clusterservingruntimes', undefined),
  ).toContain("bind the role 'greenroom-kserve-cluster' in the whole cluster");
});

function escaped(text: string): string {
  return text.replace(/[.()]/g, '\\$&');
}
