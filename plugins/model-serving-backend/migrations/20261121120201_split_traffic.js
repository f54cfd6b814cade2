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
 * What the sides of splits answered, for all backends and for who acts next.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('split_traffic', table => {
    table.comment('One row per deployment whose traffic is split');
    key(knex, table, 'uid').notNullable().primary();
    table.text('observation').notNullable().comment('JSON');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('split_traffic');
};
