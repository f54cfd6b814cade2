// @ts-check

/**
 * Version of the runtime that a deployment runs, for counts of those that do not run the one of now.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('resources', table => {
    table.text('runtime_version').notNullable().defaultTo('');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('resources', table => {
    table.dropColumn('runtime_version');
  });
};
