import type {
  InferenceStep,
  Protocol,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';
import { protocolWarnings } from './protocolWarnings';

const protocols: Record<string, Protocol> = {
  one: 'v1',
  two: 'v2',
  three: 'v2',
  grpc: 'grpc-v2',
};

const one: InferenceStep = { serviceName: 'one' };
const two: InferenceStep = { serviceName: 'two' };

describe('protocolWarnings', () => {
  it.each`
    situation                              | type          | steps                                             | warns
    ${'what V1 answers goes to V2'}        | ${'Sequence'} | ${[one, { ...two, data: '$response' }]}           | ${[1]}
    ${'what V2 answers goes to V1'}        | ${'Sequence'} | ${[two, { ...one, data: '$response' }]}           | ${[1]}
    ${'one request for both'}              | ${'Sequence'} | ${[one, two]}                                     | ${[1]}
    ${'the request once more'}             | ${'Sequence'} | ${[one, { ...two, data: '$request' }]}            | ${[1]}
    ${'a part of an answer'}               | ${'Sequence'} | ${[one, { ...two, data: '$response.outputs' }]}   | ${[]}
    ${'the same protocol'}                 | ${'Sequence'} | ${[two, { serviceName: 'three' }]}                | ${[]}
    ${'models of both asked at once'}      | ${'Ensemble'} | ${[one, two, { serviceName: 'three' }]}           | ${[1, 2]}
    ${'shares of both'}                    | ${'Splitter'} | ${[one, two]}                                     | ${[1]}
    ${'a choice'}                          | ${'Switch'}   | ${[one, two]}                                     | ${[]}
    ${'a protocol that is not known yet'}  | ${'Sequence'} | ${[one, { serviceName: 'new' }]}                  | ${[]}
    ${'gRPC, which is refused altogether'} | ${'Sequence'} | ${[one, { serviceName: 'grpc' }]}                 | ${[]}
    ${'a URL, of which nothing is known'}  | ${'Sequence'} | ${[one, { serviceUrl: 'http://models.example' }]} | ${[]}
    ${'another node'}                      | ${'Sequence'} | ${[one, { nodeName: 'then' }]}                    | ${[]}
  `(
    '$type, $situation: steps $warns',
    ({
      type,
      steps,
      warns,
    }: {
      type: RouterType;
      steps: InferenceStep[];
      warns: number[];
    }) => {
      const warnings = protocolWarnings(
        { spec: { nodes: { root: { routerType: type, steps } } } },
        name => protocols[name],
      );
      expect(warnings.map(({ path }) => path)).toEqual(
        warns.map(i => `spec.nodes.root.steps[${i}]`),
      );
    },
  );

  it('says what does not fit, and the way out', () => {
    const [{ message }] = protocolWarnings(
      {
        spec: {
          nodes: {
            root: {
              routerType: 'Sequence',
              steps: [one, { ...two, data: '$response' }],
            },
          },
        },
      },
      name => protocols[name],
    );
    expect(message).toBe(
      '"two" is called by V2 (inputs), but is sent what "one" answers by V1 (instances): give both the same protocolVersion, or the step a transformer that takes it',
    );
  });
});
