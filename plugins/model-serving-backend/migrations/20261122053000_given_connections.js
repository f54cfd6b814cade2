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
 * What the portal wrote into projects of managed clusters, to be taken back when nothing there uses it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('given_connections', table => {
    table.comment('One row per project and connection whose values are there');
    key(knex, table, 'cluster').notNullable();
    key(knex, table, 'namespace').notNullable();
    key(knex, table, 'name').notNullable();
    table.text('mark').notNullable().comment('Another one with each giving');
    table.primary(['cluster', 'namespace', 'name']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('given_connections');
};
