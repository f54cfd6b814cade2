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
 * What callers of models have. A row is one value; a token that is being rotated has two.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('tokens', table => {
    table.comment('Tokens of callers, by their hash alone');
    key(knex, table, 'id').primary().notNullable();
    key(knex, table, 'family')
      .notNullable()
      .comment('Id of the first value of the same token');
    key(knex, table, 'uid').notNullable().comment('Of the deployment');
    key(knex, table, 'name').notNullable();
    key(knex, table, 'held_name').comment(
      'Lower case, while no other value of the deployment may have the name',
    );
    key(knex, table, 'hash').notNullable().comment('SHA-256 in base64');
    table.text('start').notNullable().comment('First characters, shown');
    key(knex, table, 'consumer').notNullable().comment('Empty: not said');
    table.text('verbs').notNullable().comment('JSON');
    table.integer('limit_requests').comment('Null: no limit');
    table.integer('limit_seconds');
    key(knex, table, 'created_by').notNullable().comment('Empty: not known');
    table.bigInteger('created_at').notNullable().comment('ms since epoch');
    table.bigInteger('expires_at').comment('Null: never');
    table.bigInteger('ends_at').comment('Set by a rotation');
    table.bigInteger('revoked_at');
    table.text('revoked_by');
    table.bigInteger('last_used_at');
    table.bigInteger('requests').notNullable().defaultTo(0);
    table.bigInteger('errors').notNullable().defaultTo(0);
    table.bigInteger('refused').notNullable().defaultTo(0);
    table.unique(['hash'], { indexName: 'tokens_hash_uniq' });
    table.unique(['uid', 'held_name'], { indexName: 'tokens_name_uniq' });
    table.index(['uid', 'created_at'], 'tokens_uid_idx');
    table.index(['consumer'], 'tokens_consumer_idx');
    table.index(['created_by'], 'tokens_created_by_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('tokens');
};
