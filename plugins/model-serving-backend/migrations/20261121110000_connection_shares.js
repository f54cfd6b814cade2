// @ts-check

/**
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
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('connection_shares', table => {
    table.comment('Whom connections are shared with; derived from their JSON');
    key(knex, table, 'uid').notNullable();
    key(knex, table, 'kind').notNullable().comment('namespace or owner');
    key(knex, table, 'value').notNullable();
    table.primary(['uid', 'kind', 'value']);
    table.index(['kind', 'value'], 'connection_shares_value_idx');
  });
  await knex.schema.alterTable('secrets', table => {
    table.index(['key_id', 'uid'], 'secrets_key_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('secrets', table => {
    table.dropIndex(['key_id', 'uid'], 'secrets_key_idx');
  });
  await knex.schema.dropTable('connection_shares');
};
