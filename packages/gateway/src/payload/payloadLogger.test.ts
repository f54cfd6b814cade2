import { GatewayPayloadLog } from '@greenroom/backstage-plugin-model-serving-common';
import { PayloadRecord } from './cloudEvent';
import { maxPayloadBytes } from './payloadCapture';
import { PayloadLogger } from './payloadLogger';

function watch(
  mode: GatewayPayloadLog['mode'],
  raw: readonly string[] = ['content-type', 'application/json'],
) {
  const records: PayloadRecord[] = [];
  let now = 1_000;
  const logger = new PayloadLogger({
    push: record => records.push(record),
    now: () => now++,
    newId: () => 'made',
  });
  const capture = logger.watch(
    'demo/iris-predictor-00001',
    {
      url: 'http://sink/',
      mode,
      namespace: 'demo',
      inferenceService: 'iris',
      component: 'predictor',
      endpoint: 'default',
    },
    raw,
  );
  return { capture, records };
}

/** A whole exchange. */
function run(
  capture: ReturnType<typeof watch>['capture'],
  status = 200,
  answer = 'answer',
) {
  capture?.requestData(Buffer.from('ques'));
  capture?.requestData(Buffer.from('tion'));
  capture?.requestEnd();
  capture?.responseHead(status, ['Content-Type', 'text/plain']);
  capture?.responseData(Buffer.from(answer));
  capture?.responseEnd();
  capture?.close();
}

describe('PayloadLogger', () => {
  it.each`
    mode          | kinds
    ${'all'}      | ${['request', 'response']}
    ${'request'}  | ${['request']}
    ${'response'} | ${['response']}
  `('logs $kinds in mode $mode', ({ mode, kinds }) => {
    const { capture, records } = watch(mode);
    run(capture);
    expect(records.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('gives request and answer one id, each its own time, type and body', () => {
    const { capture, records } = watch('all');
    run(capture);
    expect(records).toMatchObject([
      {
        kind: 'request',
        id: 'made',
        time: 1_000,
        contentType: 'application/json',
        data: Buffer.from('question'),
      },
      {
        kind: 'response',
        id: 'made',
        time: 1_001,
        contentType: 'text/plain',
        data: Buffer.from('answer'),
      },
    ]);
  });

  it.each`
    status | kinds
    ${200} | ${['request', 'response']}
    ${201} | ${['request', 'response']}
    ${304} | ${['request']}
    ${400} | ${['request']}
    ${503} | ${['request']}
  `(
    'logs $kinds of an exchange that ends with $status',
    ({ status, kinds }) => {
      const { capture, records } = watch('all');
      run(capture, status);
      expect(records.map(({ kind }) => kind)).toEqual(kinds);
    },
  );

  it.each`
    inbound            | id
    ${'abc-1'}         | ${'abc-1'}
    ${'a b'}           | ${'made'}
    ${''}              | ${'made'}
    ${'x'.repeat(300)} | ${'made'}
  `('names an event with Ce-Id "$inbound" $id', ({ inbound, id }) => {
    const { capture, records } = watch('all', ['Ce-Id', inbound]);
    run(capture);
    expect(records.map(record => record.id)).toEqual([id, id]);
  });

  it.each`
    name                 | value
    ${'K-Kubelet-Probe'} | ${'queue'}
    ${'K-Network-Probe'} | ${'queue'}
    ${'User-Agent'}      | ${'kube-probe/1.31'}
  `('never logs probes ($name)', ({ name, value }) => {
    expect(watch('all', [name, value]).capture).toBeUndefined();
  });

  it('logs nothing of an answer that broke off', () => {
    const { capture, records } = watch('response');
    capture?.responseHead(200, []);
    capture?.responseData(Buffer.from('half'));
    capture?.close();
    expect(records).toEqual([]);
  });

  it('logs a request once, however often it was sent', () => {
    const { capture, records } = watch('request');
    capture?.requestData(Buffer.from('a'));
    capture?.requestEnd();
    capture?.requestData(Buffer.from('a'));
    capture?.requestEnd();
    expect(records).toHaveLength(1);
  });

  it('cuts a body that is too long and says so', () => {
    const { capture, records } = watch('all');
    run(capture, 200, 'x'.repeat(maxPayloadBytes + 1));
    expect(records[0].isTruncated).toBe(false);
    expect(records[1].isTruncated).toBe(true);
    expect(records[1].data).toHaveLength(maxPayloadBytes);
  });

  it('keeps a body of exactly the greatest length', () => {
    const { capture, records } = watch('all');
    run(capture, 200, 'x'.repeat(maxPayloadBytes));
    expect(records[1].isTruncated).toBe(false);
  });

  it('holds no more than its budget over all exchanges, and gives it back', () => {
    const records: PayloadRecord[] = [];
    const logger = new PayloadLogger({
      push: record => records.push(record),
      now: () => 0,
      newId: () => 'made',
    });
    const { spec } = (() => {
      const { capture, records: own } = watch('all');
      run(capture);
      return own[0];
    })();
    const piece = Buffer.alloc(maxPayloadBytes);
    const captures = Array.from({ length: 65 }, () => {
      const capture = logger.watch('demo/iris', spec, [])!;
      capture.requestData(piece);
      return capture;
    });
    captures[64].requestEnd();
    expect(records[0]).toMatchObject({ isTruncated: true });
    for (const capture of captures) capture.close();
    const later = logger.watch('demo/iris', spec, [])!;
    later.requestData(piece);
    later.requestEnd();
    expect(records[1]).toMatchObject({ isTruncated: false });
  });
});
