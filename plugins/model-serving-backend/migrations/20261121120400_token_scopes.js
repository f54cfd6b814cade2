// @ts-check

/**
 * Text that is compared byte by byte on both databases.
 *
 * @param {import('knex').Knex} knex
 * @param {import('knex').Knex.TableBuilder} table
 * @param {string} name
 */
function key(knex, table, name) {
  return knex.client.config.client === 'pg'
    ? table.specificType(name, 'text collate "C"')
    : table.text(name);
}

/**
 * A token opens more than one deployment: graphs, others beside it, all of a project.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('token_scopes', table => {
    table.comment('What tokens open; all values of one token the same');
    key(knex, table, 'family').notNullable();
    key(knex, table, 'uid')
      .notNullable()
      .comment('Of a deployment or a graph; empty: all of a namespace');
    key(knex, table, 'namespace')
      .notNullable()
      .comment('Empty: one deployment or graph');
    table.primary(['family', 'uid', 'namespace']);
    table.index(['uid'], 'token_scopes_uid_idx');
  });
  await knex.schema.alterTable('tokens', table => {
    key(knex, table, 'cluster').notNullable().defaultTo('');
  });
  await knex('token_scopes').insert(
    knex('tokens').distinct('family', 'uid', knex.raw('? as namespace', [''])),
  );
  await knex('tokens').update({
    cluster: knex('resources')
      .select('cluster')
      .whereRaw('resources.uid = tokens.uid'),
  });
  await knex.schema.alterTable('tokens', table => {
    table.dropUnique(['uid', 'held_name'], 'tokens_name_uniq');
    table.dropIndex(['uid', 'created_at'], 'tokens_uid_idx');
  });
  await knex.schema.alterTable('tokens', table => {
    table.dropColumn('uid');
    table.index(['family'], 'tokens_family_idx');
    table.index(['cluster'], 'tokens_cluster_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  // What opens more than one deployment, or something else, cannot be told in the old words
  await knex('tokens')
    .whereNotIn(
      'family',
      knex('token_scopes')
        .join('resources', 'resources.uid', 'token_scopes.uid')
        .where({ kind: 'InferenceService' })
        .select('family'),
    )
    .orWhereIn(
      'family',
      knex('token_scopes')
        .select('family')
        .groupBy('family')
        .havingRaw('count(*) > 1'),
    )
    .delete();
  await knex.schema.alterTable('tokens', table => {
    key(knex, table, 'uid').notNullable().defaultTo('');
    table.dropIndex(['family'], 'tokens_family_idx');
    table.dropIndex(['cluster'], 'tokens_cluster_idx');
  });
  await knex('tokens').update({
    uid: knex('token_scopes')
      .select('uid')
      .whereRaw('token_scopes.family = tokens.family'),
  });
  await knex.schema.alterTable('tokens', table => {
    table.dropColumn('cluster');
    table.unique(['uid', 'held_name'], { indexName: 'tokens_name_uniq' });
    table.index(['uid', 'created_at'], 'tokens_uid_idx');
  });
  await knex.schema.dropTable('token_scopes');
};
