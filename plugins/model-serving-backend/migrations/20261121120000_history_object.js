// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('history', table => {
    table
      .text('object')
      .comment('JSON: the object after the write; only of the newest writes');
    table.text('how').comment('With what the write was made');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('history', table => {
    table.dropColumn('object');
    table.dropColumn('how');
  });
};
