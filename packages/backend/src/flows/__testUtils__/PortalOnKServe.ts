import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { Deployments } from './Deployments';
import { KServeBed } from './KServeBed';
import { TestPortal } from './TestPortal';

/** A portal that deploys to a cluster with KServe: there is a runtime for models in ONNX, and a connection `samples`. */
export class PortalOnKServe {
  readonly bed: KServeBed;
  readonly portal: TestPortal;
  readonly deployments: Deployments;

  private constructor(bed: KServeBed, portal: TestPortal) {
    this.bed = bed;
    this.portal = portal;
    this.deployments = new Deployments(portal);
  }

  static async create(): Promise<PortalOnKServe> {
    const bed = await KServeBed.create();
    let portal: TestPortal | undefined;
    try {
      await bed.serveOnnx();
      portal = await TestPortal.onKubernetes(bed);
      const made = new PortalOnKServe(bed, portal);
      await made.deployments.connect('samples');
      return made;
    } catch (error) {
      await portal?.close();
      await bed.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.portal.close();
    await this.bed.close();
  }

  /** A deployment of `samples`. KServe's own default is V1, which its runtime does not speak. */
  service(name: string, model: object = {}): InferenceService {
    const made = this.deployments.service(name, 'samples');
    Object.assign(made.spec.predictor.model!, {
      protocolVersion: 'v2',
      ...model,
    });
    return made;
  }
}
