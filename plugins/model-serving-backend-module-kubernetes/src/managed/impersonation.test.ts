import { impersonationOf } from './impersonation';

const ada = {
  userEntityRef: 'user:default/ada',
  ownershipEntityRefs: [
    'user:default/ada',
    'group:default/shop',
    'group:labs/shop',
  ],
};

describe('impersonationOf', () => {
  it.each`
    what                       | config                                                 | user                  | groups
    ${'whole references'}      | ${{ user: '{ref}', group: '{ref}' }}                   | ${'user:default/ada'} | ${['group:default/shop', 'group:labs/shop']}
    ${'names, without groups'} | ${{ user: '{name}@example.com' }}                      | ${'ada@example.com'}  | ${undefined}
    ${'groups by both'}        | ${{ user: '{name}', group: 'idp:{namespace}:{name}' }} | ${'ada'}              | ${['idp:default:shop', 'idp:labs:shop']}
    ${'no two groups for one'} | ${{ user: '{name}', group: 'idp:{name}' }}             | ${'ada'}              | ${['idp:shop']}
  `('names $what', ({ config, user, groups }) => {
    expect(impersonationOf(config, ada)).toEqual({
      'impersonate-user': user,
      ...(groups && { 'impersonate-group': groups }),
    });
  });

  it('takes nobody for another one of the same name', () => {
    const other = { userEntityRef: 'user:labs/ada', ownershipEntityRefs: [] };
    expect(() => impersonationOf({ user: '{name}' }, other)).toThrow(
      'no name of its own for user:labs/ada',
    );
    expect(impersonationOf({ user: '{ref}' }, other)).toEqual({
      'impersonate-user': 'user:labs/ada',
    });
  });
});
