/** Props of a region that scrolls: it has to be reachable by keyboard, also where the browser does not do so by itself. */
export const keyboardScrollable = { tabIndex: 0 } as const;
