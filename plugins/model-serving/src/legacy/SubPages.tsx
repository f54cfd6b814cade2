import { ReactElement } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { Tab, TabList, Tabs } from '@backstage/ui';

/** A page below the one that is shown. */
export interface SubPage {
  readonly path: string;
  readonly title: string;
  readonly element: ReactElement;
}

/**
 * Tabs that are pages of their own, which the new frontend system makes by itself. `base` is the absolute path of the
 * page that they belong to.
 */
export function SubPages(props: {
  label: string;
  base: string;
  pages: readonly SubPage[];
}) {
  const { label, base, pages } = props;
  return (
    <>
      <Tabs>
        <TabList aria-label={label}>
          {pages.map(({ path, title }) => (
            <Tab
              key={path}
              id={path}
              href={`${base}/${path}`}
              matchStrategy="prefix"
            >
              {title}
            </Tab>
          ))}
        </TabList>
      </Tabs>
      <Routes>
        <Route index element={<Navigate to={pages[0].path} replace />} />
        {pages.map(({ path, element }) => (
          <Route key={path} path={`${path}/*`} element={element} />
        ))}
      </Routes>
    </>
  );
}
