// @ts-check

/**
 * What managed clusters hold is mirrored into the table of resources: the version that was mirrored last tells such rows
 * from those that are intent, and old news from new ones.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('resources', table => {
    table
      .text('cluster_version')
      .comment("The managed cluster's own resourceVersion; absent: intent");
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  // Without the column they would look like intent. They are there again with the next start.
  await knex('resources').whereNotNull('cluster_version').delete();
  await knex.schema.alterTable('resources', table => {
    table.dropColumn('cluster_version');
  });
};
