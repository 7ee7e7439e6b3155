-- One row per story. Columns, types, defaults and names are Marten's, so that Marten finds nothing to change.
create table if not exists {schema}.mt_streams (
  id           varchar     not null,
  type         varchar     null,
  version      bigint      null,
  "timestamp"  timestamptz not null default now(),
  created      timestamptz not null default now(),
  tenant_id    varchar     null default '*DEFAULT*',
  is_archived  boolean     null default false,
  constraint pkey_mt_streams_id primary key (id)
);
