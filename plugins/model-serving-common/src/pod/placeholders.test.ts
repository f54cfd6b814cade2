import { assemble, assembled, container } from '../__fixtures__/pod';

describe('placeholders', () => {
  it.each`
    text                            | expected
    ${'{{.Name}}'}                  | ${'iris'}
    ${'{{ .Namespace }}/{{.Name}}'} | ${'demo/iris'}
    ${'--team={{.Labels.team}}'}    | ${'--team=a+b "c"'}
    ${'{{.Annotations.note}}'}      | ${'{{.Name}} \\ stays'}
    ${'{"a":{"b":1}}'}              | ${'{"a":{"b":1}}'}
  `('$text → $expected', ({ text, expected }) => {
    const { container: c } = assembled({
      runtime: container({ args: [text] }),
      service: s => {
        s.metadata.labels = { team: 'a+b "c"' };
        s.metadata.annotations = { note: '{{.Name}} \\ stays' };
      },
    });
    expect(c.args).toEqual([expected]);
  });

  it.each`
    text                  | profile        | says
    ${'{{.Labels.gone}}'} | ${'greenroom'} | ${'the label "gone" is not set on the InferenceService'}
    ${'{{.UID}}'}         | ${'greenroom'} | ${'"{{.UID}}" is none of'}
    ${'{{ printf "x" }}'} | ${'kserve'}    | ${'is none of'}
    ${'{{.Name'}          | ${'greenroom'} | ${'does not close it'}
  `('$text fails in $profile', ({ text, profile, says }) => {
    const result = assemble({
      profile,
      runtime: container({ args: [text] }),
    });
    expect(result).toMatchObject({
      ok: false,
      failure: { reason: 'InvalidPredictorSpec' },
    });
    const message = result.ok ? '' : result.failure.message;
    expect(message).toContain(says);
    expect(message).toMatch(
      /^failed to replace placeholders in serving runtime greenroom-onnx Container kserve-container/,
    );
  });

  it('are escaped, and empty where absent, in profile kserve', () => {
    const { container: c } = assembled({
      profile: 'kserve',
      runtime: container({
        args: ['{{.Labels.team}}', '-{{.Labels.gone}}-'],
      }),
      service: s => {
        s.metadata.labels = { team: `a+b"'&<>` };
      },
    });
    expect(c.args).toEqual(['a&#43;b&#34;&#39;&amp;&lt;&gt;', '--']);
    const failing = assemble({
      profile: 'kserve',
      runtime: container({ args: ['{{.Labels.team}}'] }),
      service: s => {
        s.metadata.labels = { team: 'a\\b' };
      },
    });
    expect(failing.ok).toBe(false);
  });
});
