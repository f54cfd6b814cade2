import { mkdirSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { FetchRequest, HeldModel, ModelSource } from '../models';

/** A model that lies in a folder already, or is put there empty, and a switch that makes fetching fail. */
export class FolderModels implements ModelSource {
  readonly schemes = ['s3'];
  /** Fetches so far, as they were asked for. */
  readonly requests: FetchRequest[] = [];
  /** Models that are held now. */
  held = 0;
  failure?: Error;
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async acquire(request: FetchRequest): Promise<HeldModel> {
    this.requests.push(request);
    request.onProgress(1, 3);
    if (this.failure) throw this.failure;
    // Without a wait: tests with a clock of their own follow it by turns of the event loop.
    mkdirSync(this.#dir, { recursive: true });
    return this.#hold();
  }

  async reacquire({ dir }: { dir: string }): Promise<HeldModel | undefined> {
    return access(dir).then(
      () => this.#hold(),
      () => undefined,
    );
  }

  usage() {
    return { bytes: 3 };
  }

  #hold(): HeldModel {
    this.held++;
    return {
      dir: this.#dir,
      digest: 'sha256:0',
      bytes: 3,
      release: () => {
        this.held--;
      },
    };
  }
}
