// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('history', table => {
    table
      .text('reason')
      .comment('Why a write was refused, without values that may be secret');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('history', table => {
    table.dropColumn('reason');
  });
};
