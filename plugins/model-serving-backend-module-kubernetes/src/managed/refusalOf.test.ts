import type { ManagedObjectRef } from '@greenroom/backstage-plugin-model-serving-node';
import { KubeApiError } from '../client';
import { refusalOf } from './refusalOf';

const ref = { kind: 'InferenceService' as const, namespace: 'demo', name: 'x' };
const denied = (words: string) =>
  `admission webhook "inferenceservice.kserve-webhook-server.validator" denied the request: ${words}`;

function refusal(
  status: number,
  message: string,
  causes: KubeApiError['causes'] = [],
  kind: ManagedObjectRef['kind'] = 'InferenceService',
) {
  return refusalOf(
    new KubeApiError({
      status,
      reason: message.endsWith('not found') ? 'NotFound' : '',
      message,
      causes,
    }),
    { ...ref, kind },
  );
}

describe('refusalOf', () => {
  it.each`
    what                                      | status | message                                                                                                                                     | name                 | says
    ${'another version'}                      | ${409} | ${'the object has been modified'}                                                                                                           | ${'ConflictError'}   | ${'the object has been modified'}
    ${'an object that is gone'}               | ${404} | ${'inferenceservices.serving.kserve.io "x" not found'}                                                                                      | ${'ConflictError'}   | ${"the InferenceService 'x' has been deleted"}
    ${'a namespace that is not there'}        | ${404} | ${'namespaces "demo" not found'}                                                                                                            | ${'InputError'}      | ${"metadata.namespace: the cluster has no namespace 'demo'"}
    ${'a kind without a definition'}          | ${404} | ${'the API server answered 404: 404 page not found here'}                                                                                   | ${'InputError'}      | ${"the cluster has no definition of InferenceService any more; ask who runs it to install KServe's definitions again"}
    ${'a missing right'}                      | ${403} | ${'inferenceservices.serving.kserve.io is forbidden: User "system:serviceaccount:a:b" cannot create resource "inferenceservices" in API'}   | ${'NotAllowedError'} | ${"bind the role 'greenroom-kserve-project' in the namespace 'demo'"}
    ${'a full quota'}                         | ${403} | ${'inferenceservices.serving.kserve.io "x" is forbidden: exceeded quota: models'}                                                           | ${'InputError'}      | ${'exceeded quota: models'}
    ${'a webhook that denies'}                | ${403} | ${denied('no models on fridays')}                                                                                                           | ${'InputError'}      | ${'denied the request: no models on fridays'}
    ${'a hardware profile that is not there'} | ${400} | ${"admission webhook \"hardwareprofile-isvc-injector.opendatahub.io\" denied the request: hardware profile 'a' not found in namespace 'b'"} | ${'InputError'}      | ${'metadata.annotations[opendatahub.io/hardware-profile-name]: '}
    ${'a field that is unknown'}              | ${400} | ${'strict decoding error: unknown field "spec.predictor.modle"'}                                                                            | ${'InputError'}      | ${'spec.predictor.modle: strict decoding error'}
  `('takes $what for $name', ({ status, message, name, says }) => {
    const error = refusal(status, message);
    expect(error?.name).toBe(name);
    expect(error?.message).toContain(says);
  });

  it('lists the fields that the API server names', () => {
    const causes = [
      {
        field: 'spec.predictor.minReplicas',
        message: 'must be an integer',
        reason: 'FieldValueTypeInvalid',
      },
      {
        field: 'spec.predictor.maxReplicas',
        message: 'must be an integer',
        reason: 'FieldValueTypeInvalid',
      },
    ];
    expect(refusal(422, 'invalid: [...]', causes)?.message).toBe(
      'spec.predictor.minReplicas: must be an integer; spec.predictor.maxReplicas: must be an integer',
    );
  });

  it('knows a namespace that is being deleted', () => {
    const causes = [
      {
        field: 'metadata.namespace',
        message: 'namespace demo is being terminated',
        reason: 'NamespaceTerminating',
      },
    ];
    expect(refusal(403, 'forbidden', causes)?.message).toContain(
      "metadata.namespace: the namespace 'demo' is being deleted",
    );
  });

  it('leaves alone what is no refusal', () => {
    expect(refusal(503, 'etcd leader changed')).toBeUndefined();
    expect(refusalOf(new Error('ECONNREFUSED'), ref)).toBeUndefined();
  });

  it.each`
    words                                                                                      | path
    ${'MinReplicas cannot be less than 0'}                                                     | ${'spec.predictor.minReplicas'}
    ${'MaxReplicas cannot be less than MinReplicas'}                                           | ${'spec.predictor.minReplicas'}
    ${'parallelism cannot be less than 0'}                                                     | ${'spec.predictor.containerConcurrency'}
    ${'[rps] is not a supported metric'}                                                       | ${'spec.predictor.scaleMetric'}
    ${'the target utilization percentage should be a [1-100] integer'}                         | ${'spec.predictor.scaleTarget'}
    ${'canary[1] predictor.name is required'}                                                  | ${'spec.canary[1].predictor.name'}
    ${'sum of canary trafficPercent values (110) must be <= 100'}                              | ${'spec.canary'}
    ${'StorageURI not supported: storageUri, must be one of: [gs://]'}                         | ${'spec.predictor.model.storageUri'}
    ${'must provide only one of storageUri and storage.path'}                                  | ${'spec.predictor.model.storage.path'}
    ${'the InferenceService "x" is invalid: Multinode only supports \'none\' autoscaler(hpa)'} | ${'metadata.annotations[serving.kserve.io/autoscalerClass]'}
    ${"update rejected: deploymentMode cannot be changed from 'a' to 'b'"}                     | ${'metadata.annotations[serving.kserve.io/deploymentMode]'}
    ${'exactly one of [custom, model] must be specified in PredictorSpec'}                     | ${'spec.predictor'}
  `('finds the field of "$words"', ({ words, path }) => {
    expect(refusal(403, denied(words))?.message).toBe(
      `${path}: ${denied(words)}`,
    );
  });

  it.each`
    words                                                                                     | path
    ${'The InferenceGraph "X" is invalid: a InferenceGraph name must consist of lower case'}  | ${'metadata.name'}
    ${"root node not found, InferenceGraph needs a node with name 'root'"}                    | ${'spec.nodes'}
    ${'Node "a" of InferenceGraph "x" contains more than one step with name "s"'}             | ${'spec.nodes.a.steps'}
    ${'Step 2 ("s") in node "a" of InferenceGraph "x" does not specify an inference target'}  | ${'spec.nodes.a.steps[2]'}
    ${'InferenceGraph[x] Node[root] splitter node: the sum of traffic weights should be 100'} | ${'spec.nodes.root.steps'}
    ${'minReplicas of this project is at most 3'}                                             | ${'spec.minReplicas'}
  `('finds the field of a graph of "$words"', ({ words, path }) => {
    expect(refusal(403, denied(words), [], 'InferenceGraph')?.message).toBe(
      `${path}: ${denied(words)}`,
    );
  });

  it('names no field of a deployment in what is none', () => {
    const words = denied('runtime with minReplicas');
    expect(refusal(403, words, [], 'ServingRuntime')?.message).toBe(words);
  });
});
