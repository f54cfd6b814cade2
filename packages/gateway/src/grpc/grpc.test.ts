import {
  findGrpcStatus,
  formatGrpcTimeout,
  grpcMessage,
  grpcStatusOf,
  httpStatusOf,
  isGrpcCall,
  parseGrpcTimeout,
} from '.';

describe('isGrpcCall', () => {
  it.each`
    method    | type                             | expected
    ${'POST'} | ${'application/grpc'}            | ${true}
    ${'POST'} | ${'application/grpc+proto'}      | ${true}
    ${'POST'} | ${'Application/gRPC; charset=x'} | ${true}
    ${'POST'} | ${'application/grpc-web'}        | ${false}
    ${'POST'} | ${'application/grpc-web+proto'}  | ${false}
    ${'POST'} | ${'application/json'}            | ${false}
    ${'POST'} | ${undefined}                     | ${false}
    ${'GET'}  | ${'application/grpc'}            | ${false}
  `('$method $type: $expected', ({ method, type, expected }) => {
    expect(isGrpcCall(method, type)).toBe(expected);
  });
});

describe('grpc-timeout', () => {
  it.each`
    text            | ms
    ${'2H'}         | ${7_200_000}
    ${'3M'}         | ${180_000}
    ${'10S'}        | ${10_000}
    ${'250m'}       | ${250}
    ${'500u'}       | ${0.5}
    ${'1000000n'}   | ${1}
    ${'0m'}         | ${0}
    ${undefined}    | ${undefined}
    ${''}           | ${undefined}
    ${'10'}         | ${undefined}
    ${'-1S'}        | ${undefined}
    ${'1.5S'}       | ${undefined}
    ${'123456789m'} | ${undefined}
  `('$text is $ms ms', ({ text, ms }) => {
    expect(parseGrpcTimeout(text)).toBe(ms);
  });

  it.each`
    ms               | text
    ${1_500.9}       | ${'1500m'}
    ${0.4}           | ${'0m'}
    ${-5}            | ${'0m'}
    ${99_999_999}    | ${'99999999m'}
    ${100_000_000.5} | ${'100000S'}
  `('$ms ms are left: $text', ({ ms, text }) => {
    expect(formatGrpcTimeout(ms)).toBe(text);
  });
});

describe('status', () => {
  it.each`
    http   | grpc  | counts
    ${400} | ${3}  | ${400}
    ${401} | ${16} | ${401}
    ${403} | ${7}  | ${403}
    ${404} | ${5}  | ${404}
    ${413} | ${8}  | ${429}
    ${429} | ${8}  | ${429}
    ${501} | ${12} | ${501}
    ${502} | ${14} | ${503}
    ${503} | ${14} | ${503}
    ${504} | ${4}  | ${504}
    ${418} | ${2}  | ${500}
  `(
    '$http is said as $grpc and counts as $counts',
    ({ http, grpc, counts }) => {
      expect(grpcStatusOf(http)).toBe(grpc);
      expect(httpStatusOf(String(grpc))).toBe(counts);
    },
  );

  it.each(['17', '-1', 'x', '1.5'])(
    '%s counts as an error of the server',
    text => {
      expect(httpStatusOf(text)).toBe(500);
    },
  );

  it('is found whatever its spelling', () => {
    expect(findGrpcStatus(['a', '1', 'Grpc-Status', '5'])).toBe('5');
    expect(findGrpcStatus(['a', 'grpc-status'])).toBeUndefined();
  });
});

it('encodes a message', () => {
  expect(grpcMessage('10 % of "ü"\n')).toBe('10 %25 of "%C3%BC"%0A');
});
