import { elementsOf, renderXml, textOf } from './xml';

describe('renderXml', () => {
  it('escapes text and leaves out what is undefined', () => {
    expect(
      renderXml([
        'R',
        [
          ['K', `a&<>"'\r\u0001`],
          ['N', 0],
          ['U', undefined],
          ['E', ''],
        ],
      ]).split('\n')[1],
    ).toBe(
      '<R xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><K>a&amp;&lt;&gt;&quot;&apos;&#xD;&#x1;</K><N>0</N><E/></R>',
    );
  });
});

describe('reading', () => {
  it('finds elements by name, not by the beginning of one', () => {
    const xml =
      '<Parts><Part a="1"><N>1</N></Part><Part><N>2</N></Part></Parts>';
    expect(elementsOf(xml, 'Part')).toEqual(['<N>1</N>', '<N>2</N>']);
  });

  it('resolves entities once', () => {
    expect(textOf('<K>&amp;lt;&#65;&#x1F600;&unknown;</K>', 'K')).toBe(
      '&lt;A\u{1f600}&unknown;',
    );
    expect(textOf('<K>', 'K')).toBeUndefined();
  });
});
