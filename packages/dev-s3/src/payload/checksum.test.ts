import { createChecksum } from './checksum';

describe('createChecksum', () => {
  it.each`
    algorithm      | expected
    ${'crc32'}     | ${'y/Q5Jg=='}
    ${'crc32c'}    | ${'4waSgw=='}
    ${'crc64nvme'} | ${'rosUhgp5mIg='}
    ${'sha1'}      | ${'98O8HYCOBHMq32eZZczDTKeuNEE='}
    ${'sha256'}    | ${'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='}
  `('$algorithm of "123456789" is $expected', ({ algorithm, expected }) => {
    const whole = createChecksum(algorithm);
    whole.update(Buffer.from('123456789'));
    expect(whole.digest().toString('base64')).toBe(expected);

    const pieces = createChecksum(algorithm);
    for (const digit of '123456789') pieces.update(Buffer.from(digit));
    expect(pieces.digest().toString('base64')).toBe(expected);
  });
});
