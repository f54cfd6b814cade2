import { refusalReason } from './refusalReason';

const container = {
  env: [
    { name: 'TOKEN', value: 'hunter2"x' },
    { name: 'LEVEL', value: 'on' },
    { name: 'REF', valueFrom: {} },
  ],
  args: ['--password=geheim'],
  command: ['run', '/opt/sesam'],
};
const sent = { spec: { predictor: { model: container, containers: [null] } } };

describe('the reason of a refusal', () => {
  it.each`
    message                                            | reason
    ${'spec.a: must be one of [on, off]'}              | ${'spec.a: must be one of [on, off]'}
    ${'spec.a: Invalid value: "hunter2\\"x": no'}      | ${'spec.a: Invalid value: "…": no'}
    ${'hunter2"x is wrong'}                            | ${'… is wrong'}
    ${'--password=geheim and /opt/sesam are wrong'}    | ${'… and … are wrong'}
    ${'https://u:p@a/b is not supported'}              | ${'https://…@a/b is not supported'}
    ${'StorageUri [https://a/b?sig=x&y=1] is not one'} | ${'StorageUri [https://a/b?…] is not one'}
    ${'s3://bucket/a: is not there'}                   | ${'s3://bucket/a: is not there'}
    ${'why? because'}                                  | ${'why? because'}
  `('$message: $reason', ({ message, reason }) => {
    expect(refusalReason(message, sent)).toBe(reason);
  });

  it.each([undefined, null, 'text', 7, [[]], { env: 'secret' }, { env: null }])(
    'takes %j for what was sent',
    odd => {
      expect(refusalReason('no', odd)).toBe('no');
    },
  );

  it('masks the longest text first', () => {
    const two = { args: ['abcd', 'abcdefgh'] };
    expect(refusalReason('abcdefgh abcd', two)).toBe('… …');
  });
});
