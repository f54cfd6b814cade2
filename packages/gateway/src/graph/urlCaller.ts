import { GatewayAddressRules } from '@greenroom/backstage-plugin-model-serving-common';
import {
  AddressGuard,
  createAddressGuard,
  GuardedAgents,
} from '@greenroom/storage-initializer/address';

const publicOnly: GatewayAddressRules = { allowPrivate: false, allowHosts: [] };

/** Connections to addresses outside, within the rules of the live snapshot. */
export class UrlCaller {
  #rules = publicOnly;
  #guard: AddressGuard | undefined;
  #agents: GuardedAgents | undefined;

  /** Rules of the snapshot that is live; connections by other rules are not used again. */
  adopt(rules: GatewayAddressRules = publicOnly): void {
    if (JSON.stringify(rules) === JSON.stringify(this.#rules)) return;
    this.#rules = rules;
    this.close();
  }

  get guard(): AddressGuard {
    this.#guard ??= createAddressGuard(this.#rules);
    return this.#guard;
  }

  get agents(): GuardedAgents {
    this.#agents ??= this.guard.agents();
    return this.#agents;
  }

  /** Closes idle connections. */
  close(): void {
    this.#agents?.httpAgent.destroy();
    this.#agents?.httpsAgent.destroy();
    this.#agents = undefined;
    this.#guard = undefined;
  }
}
