// @ts-check

/**
 * All that lists filter, sort and count by, in one index, for SQLite only.
 *
 * SQLite keeps a row's JSON before these columns and must read through it to reach them: some ten kilobytes per resource,
 * for every resource that a list has to look at. PostgreSQL keeps long texts apart, reads no more than it needs, and
 * refuses index entries as long as a description may be.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  if (knex.client.config.client === 'pg') return;
  await knex.schema.alterTable('resources', table => {
    table.index(
      [
        'kind',
        'deploy_rank',
        'last_deployed_at',
        'sort_title',
        'uid',
        'state',
        'state_rank',
        'owner',
        'cluster',
        'namespace',
        'runtime',
        'format',
        'created_at',
        'search_text',
      ],
      'resources_list_idx',
    );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  if (knex.client.config.client === 'pg') return;
  await knex.schema.alterTable('resources', table => {
    table.dropIndex([], 'resources_list_idx');
  });
};
