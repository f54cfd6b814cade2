// @ts-check

/**
 * Text that is compared byte by byte on both databases, so that lists have the same order everywhere. SQLite compares
 * so by itself; PostgreSQL would use the collation of the installation.
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
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('resources', table => {
    table.comment('Intent: one row per KServe-shaped resource or connection');
    key(knex, table, 'uid').primary().notNullable();
    key(knex, table, 'kind').notNullable();
    key(knex, table, 'cluster').notNullable();
    key(knex, table, 'namespace')
      .notNullable()
      .comment('Empty for cluster-scoped resources');
    key(knex, table, 'name').notNullable();
    table.text('object').notNullable().comment('JSON: without status');
    table.text('status').comment('JSON');
    table.text('observed').comment('JSON: last observation of a deployment');
    table.bigInteger('version').notNullable().comment('Counts spec writes');
    table.bigInteger('generation').notNullable();
    table.bigInteger('status_version').notNullable();
    table.timestamp('created_at').notNullable();
    table.timestamp('deletion_requested_at');
    // From here: derived from the JSON above, for filters and sorts
    key(knex, table, 'owner').notNullable().comment('Empty: nobody');
    key(knex, table, 'sort_title').notNullable();
    table.text('search_text').notNullable();
    key(knex, table, 'state').notNullable();
    table.integer('state_rank').notNullable();
    table
      .integer('deploy_rank')
      .notNullable()
      .comment('0 on its way, 1 between, 2 stopped');
    table.timestamp('last_deployed_at').notNullable();
    key(knex, table, 'runtime').notNullable();
    key(knex, table, 'runtime_key')
      .notNullable()
      .comment('<kind>/<namespace or empty>/<name>');
    key(knex, table, 'format').notNullable();
    key(knex, table, 'type').notNullable().comment('Of a connection');
    table
      .text('connections')
      .notNullable()
      .comment('Names the spec refers to, as |a|b|');
    table.unique(['cluster', 'kind', 'namespace', 'name'], {
      indexName: 'resources_name_uniq',
    });
    table.index(['kind', 'uid'], 'resources_kind_uid_idx');
    table.index(
      ['kind', 'deploy_rank', 'last_deployed_at', 'uid'],
      'resources_deployed_idx',
    );
    table.index(['kind', 'sort_title', 'uid'], 'resources_title_idx');
    table.index(['kind', 'state_rank', 'uid'], 'resources_state_idx');
    table.index(['kind', 'owner', 'uid'], 'resources_owner_idx');
    table.index(['kind', 'namespace', 'uid'], 'resources_namespace_idx');
    table.index(['kind', 'created_at', 'uid'], 'resources_created_idx');
    table.index(['kind', 'runtime', 'uid'], 'resources_runtime_idx');
    table.index(['kind', 'format', 'uid'], 'resources_format_idx');
  });

  await knex.schema.createTable('revisions', table => {
    table.comment('Immutable snapshots of what a component runs');
    key(knex, table, 'service_uid').notNullable();
    key(knex, table, 'component').notNullable();
    table.integer('number').notNullable();
    table.text('spec').notNullable().comment('JSON');
    table.text('fingerprint').notNullable();
    table.bigInteger('generation').notNullable();
    table.text('runtime_kind');
    table.text('runtime_name');
    table.timestamp('created_at').notNullable();
    table.text('created_by');
    table.primary(['service_uid', 'component', 'number']);
  });

  await knex.schema.createTable('secrets', table => {
    table.comment('Secret values of connections, encrypted');
    key(knex, table, 'uid').primary().notNullable();
    table.text('key_id').notNullable().comment('Which key encrypted it');
    table
      .text('ciphertext')
      .notNullable()
      .comment('Base64: nonce, AES-256-GCM ciphertext, tag');
    table.timestamp('updated_at').notNullable();
  });

  await knex.schema.createTable('events', table => {
    table.comment('What happened to a resource; equal events are counted');
    key(knex, table, 'uid').notNullable();
    key(knex, table, 'fingerprint')
      .notNullable()
      .comment('Of type, reason, message and object');
    table.text('type').notNullable();
    table.text('reason').notNullable();
    table.text('message').notNullable();
    table.text('object');
    table.timestamp('first_seen').notNullable();
    table.timestamp('last_seen').notNullable();
    table.bigInteger('count').notNullable();
    table.primary(['uid', 'fingerprint']);
    table.index(['uid', 'last_seen'], 'events_last_seen_idx');
  });

  await knex.schema.createTable('history', table => {
    table.comment('Who did what to a resource; outlives the resource');
    table.bigIncrements('id');
    key(knex, table, 'uid').notNullable();
    table.text('ref').notNullable().comment('<cluster>/<namespace>/<name>');
    table.bigInteger('generation').notNullable();
    table.timestamp('at').notNullable();
    table.text('actor');
    table.text('action').notNullable();
    table.text('changes').notNullable().comment('JSON: field paths');
    table.text('result').notNullable();
    table.index(['uid', 'id'], 'history_uid_idx');
  });

  await knex.schema.createTable('idempotency', table => {
    table.comment('Results of requests by idempotency key');
    key(knex, table, 'caller').notNullable();
    key(knex, table, 'key').notNullable();
    table.text('ref').comment('Absent while the request is under way');
    table.timestamp('created_at').notNullable();
    table.primary(['caller', 'key']);
    table.index(['created_at'], 'idempotency_created_idx');
  });

  await knex.schema.createTable('samples', table => {
    table.comment('Metric history of deployments');
    key(knex, table, 'uid').notNullable();
    table
      .integer('resolution')
      .notNullable()
      .comment('Seconds: 10 fine, 300 rolled up');
    table.bigInteger('at').notNullable().comment('End, ms since epoch');
    table.double('seconds').notNullable();
    table.bigInteger('ok').notNullable();
    table.bigInteger('client').notNullable();
    table.bigInteger('server').notNullable();
    table.double('latency_sum_ms').notNullable();
    table.text('latency').notNullable().comment('JSON: bucket → count');
    table.double('inflight').notNullable();
    table.double('desired').notNullable();
    table.double('ready').notNullable();
    table.double('cpu_cores');
    table.double('memory_bytes');
    table.primary(['uid', 'resolution', 'at']);
    table.index(['resolution', 'at'], 'samples_age_idx');
  });

  await knex.schema.createTable('leases', table => {
    table.comment('Who may act');
    key(knex, table, 'name').primary().notNullable();
    table.text('holder').notNullable().comment('Empty: released');
    table.bigInteger('fencing').notNullable();
    table.bigInteger('expires_at').notNullable().comment('ms since epoch');
  });

  await knex.schema.createTable('counters', table => {
    table.comment('Numbers that only grow');
    key(knex, table, 'name').primary().notNullable();
    table.bigInteger('value').notNullable();
  });

  await knex.schema.createTable('identity', table => {
    table.comment('Random identity of this database, one row');
    table.integer('id').primary().notNullable();
    table.text('epoch').notNullable();
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  for (const table of [
    'identity',
    'counters',
    'leases',
    'samples',
    'idempotency',
    'history',
    'events',
    'secrets',
    'revisions',
    'resources',
  ]) {
    await knex.schema.dropTable(table);
  }
};
