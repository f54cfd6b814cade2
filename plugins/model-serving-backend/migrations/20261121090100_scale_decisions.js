// @ts-check

/**
 * Decisions about the replicas of revisions, for a day.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('scale_decisions', table => {
    table.comment(
      'Decisions about replicas, with all that they were made from',
    );
    table.text('uid').notNullable().comment('Of the service');
    table.text('revision').notNullable();
    table.bigInteger('at').notNullable().comment('ms since epoch');
    table.text('record').notNullable().comment('JSON');
    table.primary(['uid', 'revision', 'at']);
    table.index(['at'], 'scale_decisions_age_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('scale_decisions');
};
