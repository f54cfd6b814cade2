import {
  coreServices,
  createServiceFactory,
  type BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';

/** Who uses the portal: Alice is in group a, Bob in group b, Vera in none. */
export type Person = 'alice' | 'bob' | 'vera';

const groups: Readonly<Record<Person, readonly string[]>> = {
  alice: ['group:default/a'],
  bob: ['group:default/b'],
  vera: [],
};

/** Entities of the people and their groups. */
export const organization = [
  ...Object.entries(groups).map(([name, memberOf]) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name },
    spec: { memberOf },
  })),
  ...['a', 'b', 'platform'].map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name },
    spec: { type: 'team', children: [] },
  })),
];

/** Header of a request by somebody. */
export function authorization(as: Person): string {
  return mockCredentials.user.header(`user:default/${as}`);
}

/** Says who owns what, as the sign-in of a portal does. */
export const userInfo = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: () =>
    mockServices.userInfo.mock({
      getUserInfo: async credentials => {
        const { principal } = credentials as BackstageCredentials<{
          userEntityRef: string;
        }>;
        const { userEntityRef } = principal;
        const name = userEntityRef.replace('user:default/', '') as Person;
        return {
          userEntityRef,
          ownershipEntityRefs: [userEntityRef, ...(groups[name] ?? [])],
        };
      },
    }),
});
