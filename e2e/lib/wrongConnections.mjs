/** Connections that are refused, with a secret where it does not belong; `base` is one that is not. */
export function wrongConnections(base, secret, password) {
  const withValues = values => ({
    ...base,
    values: { ...base.values, ...values },
  });
  return [
    { ...base, values: secret },
    { ...base, values: [secret] },
    { ...base, type: secret },
    withValues({ AWS_SECRET_ACCESS_KEY: [secret] }),
    withValues({ AWS_SECRET_ACCESS_KEY: { key: secret } }),
    withValues({ AWS_SECRET_ACCESS_KEY: secret.repeat(300) }),
    withValues({ AWS_SECRET_ACCESS_KEY: secret, AWS_ACCESS_KEY_ID: 7 }),
    withValues({ AWS_DEFAULT_REGION: secret }),
    withValues({ AWS_S3_BUCKET: secret }),
    withValues({ AWS_S3_ENDPOINT: `http://user:${password}@localhost:1` }),
    {
      ...base,
      type: 'uri-v1',
      values: { URI: `http://user:${password}@localhost:1/model.onnx` },
    },
    [secret],
  ];
}
