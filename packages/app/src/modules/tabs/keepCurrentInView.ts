/** Rows of links to the parts of a page, which scroll by themselves on a narrow screen (styles.css). */
const ROW = '.bui-HeaderNav';

/**
 * Scrolls rows of tabs so that the current tab is to be seen, when it becomes the current one; where people scroll then is
 * left to them. The rows are Backstage UI's, which has no part that could be told to do that.
 *
 * @returns ends it
 */
export function keepCurrentInView(within: HTMLElement): () => void {
  const shown = new WeakMap<Element, Element>();
  const look = () => {
    for (const row of within.querySelectorAll<HTMLElement>(ROW)) {
      const current = row.querySelector('[aria-current]');
      if (!current || shown.get(row) === current) continue;
      shown.set(row, current);
      const [outer, inner] = [row, current].map(element =>
        element.getBoundingClientRect(),
      );
      const isHidden = inner.left < outer.left || inner.right > outer.right;
      if (isHidden) {
        row.scrollLeft +=
          (inner.left + inner.right - outer.left - outer.right) / 2;
      }
    }
  };
  look();
  const observer = new MutationObserver(look);
  observer.observe(within, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['aria-current'],
  });
  return () => observer.disconnect();
}
