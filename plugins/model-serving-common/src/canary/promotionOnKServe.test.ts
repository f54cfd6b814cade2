import { InferenceService } from '../resources';
import { promotionOnKServe } from './promotionOnKServe';

function service(
  storageUri: string,
  minReplicas: number | undefined,
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo' },
    spec: {
      predictor: {
        minReplicas: 3,
        model: { modelFormat: { name: 'onnx' }, storageUri: 's3://m/one' },
      },
      canary: [
        {
          trafficPercent: 20,
          predictor: {
            name: 'v2',
            ...(minReplicas && { minReplicas }),
            model: { modelFormat: { name: 'onnx' }, storageUri },
          },
        },
      ],
    },
  };
}

it.each`
  situation                            | name    | storageUri      | minReplicas  | expected
  ${'with its share of the replicas'}  | ${'v2'} | ${'s3://m/two'} | ${undefined} | ${{ has: 1, wants: 3 }}
  ${'with as many as the stable one'}  | ${'v2'} | ${'s3://m/two'} | ${3}         | ${{ has: 3, wants: 3 }}
  ${'that keeps the model, and so it'} | ${'v2'} | ${'s3://m/one'} | ${undefined} | ${undefined}
  ${'that is not there'}               | ${'v3'} | ${'s3://m/two'} | ${undefined} | ${undefined}
`('a canary $situation', ({ name, storageUri, minReplicas, expected }) => {
  expect(promotionOnKServe(service(storageUri, minReplicas), name)).toEqual(
    expected,
  );
});

it('counts the replicas that are wanted afterwards', () => {
  expect(promotionOnKServe(service('s3://m/two', 2), 'v2', 5)).toEqual({
    has: 2,
    wants: 5,
  });
});
