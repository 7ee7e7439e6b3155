-- What was answered to a request that carried an Idempotency-Key. Ours; Marten does not look at it.
create table if not exists {schema}.tl_idempotency (
  actor        text        not null,
  key          text        not null,
  fingerprint  bytea       not null,
  stream       varchar     not null,
  version      bigint      not null,
  result       text        not null,
  created      timestamptz not null default now(),
  constraint pk_tl_idempotency primary key (actor, key)
);
