import { waitFor } from '@testing-library/dom';
import { keepCurrentInView } from './keepCurrentInView';

/** A row of 100 px with three tabs of 80 px. */
function row(current: number) {
  const nav = document.createElement('nav');
  nav.className = 'bui-HeaderNav';
  const at = (left: number, width: number) => () =>
    ({ left, right: left + width } as DOMRect);
  nav.getBoundingClientRect = at(0, 100);
  const tabs = [0, 1, 2].map(i => {
    const tab = document.createElement('a');
    tab.getBoundingClientRect = () => at(i * 80 - nav.scrollLeft, 80)();
    if (i === current) tab.setAttribute('aria-current', 'page');
    nav.append(tab);
    return tab;
  });
  return { nav, tabs };
}

describe('keepCurrentInView', () => {
  let stop: () => void;
  beforeEach(() => {
    document.body.replaceChildren();
    stop = keepCurrentInView(document.body);
  });
  afterEach(() => stop());

  it.each`
    current | scrolled
    ${0}    | ${0}
    ${1}    | ${70}
    ${2}    | ${150}
  `('shows tab $current of a row that comes', async ({ current, scrolled }) => {
    const { nav } = row(current);
    document.body.append(nav);
    await waitFor(() => expect(nav.scrollLeft).toBe(scrolled));
  });

  it('follows the current tab, and leaves the row alone otherwise', async () => {
    const { nav, tabs } = row(0);
    document.body.append(nav);
    tabs[0].removeAttribute('aria-current');
    tabs[2].setAttribute('aria-current', 'page');
    await waitFor(() => expect(nav.scrollLeft).toBe(150));
    nav.scrollLeft = 10;
    const other = row(1);
    document.body.append(other.nav);
    await waitFor(() => expect(other.nav.scrollLeft).toBe(70));
    expect(nav.scrollLeft).toBe(10);
  });
});
