// Puts one object into an S3-compatible bucket (made if absent), signed with AWS Signature Version 4.
import { createHash, createHmac } from 'node:crypto';

export async function putObject({
  endpoint,
  bucket,
  key,
  body,
  ...credentials
}) {
  const made = await signedPut(
    `${endpoint}/${bucket}`,
    Buffer.alloc(0),
    credentials,
  );
  if (!made.ok && made.status !== 409)
    throw new Error(
      `bucket ${bucket} could not be made: ${made.status} ${await made.text()}`,
    );
  const answer = await signedPut(
    `${endpoint}/${bucket}/${key}`,
    body,
    credentials,
  );
  if (!answer.ok)
    throw new Error(
      `object ${key} could not be stored: ${
        answer.status
      } ${await answer.text()}`,
    );
}

function signedPut(
  url,
  body,
  { accessKeyId, secretAccessKey, region = 'us-east-1' },
) {
  const { host, pathname } = new URL(url);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const payload = createHash('sha256').update(body).digest('hex');
  const headers = { host, 'x-amz-content-sha256': payload, 'x-amz-date': time };
  const names = Object.keys(headers).sort();
  const canonical = [
    'PUT',
    pathname,
    '',
    ...names.map(name => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    payload,
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    time,
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const hmac = (secret, text) =>
    createHmac('sha256', secret).update(text).digest();
  const signature = hmac(
    hmac(
      hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), 's3'),
      'aws4_request',
    ),
    toSign,
  ).toString('hex');
  return fetch(url, {
    method: 'PUT',
    body,
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(
        ';',
      )}, Signature=${signature}`,
    },
  });
}
