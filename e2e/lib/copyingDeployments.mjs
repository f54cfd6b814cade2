// The sample of this machine, taken along to Kubernetes by the dialog of its page.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { KSERVE, PLAIN } from './clusterPortal.mjs';
import { choose } from './screens.mjs';

/** Tests of a portal. @param context - gives `{ clusters, browser, page }` once they are there */
export function copyingDeployments(context) {
  for (const { cluster, title, name, bedOf, tokens } of [
    {
      cluster: 'staging',
      title: PLAIN,
      name: 'moved',
      bedOf: ({ plain }) => plain,
      tokens: /^Tokens: each opens one deployment/,
    },
    {
      cluster: 'production',
      title: KSERVE,
      name: 'moved',
      bedOf: ({ kserve }) => kserve,
      tokens: /^Tokens: they are Greenroom's, and do not open/,
    },
  ])
    it(`to ${title}: says what differs and why, then makes it and opens it`, async () => {
      const { clusters, browser, page } = context();
      const { namespace } = bedOf(clusters);
      await browser.goto('/catalog/demo/component/iris/status');
      await page.getByRole('button', { name: 'Copy to …' }).click();
      const dialog = page.getByRole('dialog', { name: 'Copy Iris to …' });
      await choose(page, '^Cluster|Cluster', title, dialog);
      await choose(page, 'Project', namespace, dialog);
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
      await dialog
        .getByText(`It can be copied to ${namespace} on ${cluster}`)
        .waitFor();
      const difference = path =>
        dialog
          .getByRole('grid', {
            name: 'Fields that would differ, with the reason',
          })
          .getByRole('row', { name: path });
      await difference('metadata.namespace')
        .getByText('The project that you chose.')
        .waitFor();
      await difference('metadata.name')
        .getByText(name, { exact: true })
        .waitFor();
      await dialog.getByText(tokens).waitFor();
      await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.waitForURL(
        new RegExp(`/catalog/${namespace}/component/${cluster}\\.${name}`),
      );
      await browser.text('Serving with 1 replica');
      const { body } = await clusters.portal.api(
        'GET',
        `/deployments/${cluster}/${namespace}/${name}`,
      );
      assert.equal(
        body.resource.metadata.annotations['greenroom/copied-from'],
        'local/demo/iris',
      );
    });
}
