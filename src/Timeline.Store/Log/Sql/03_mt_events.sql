-- Every event of every story, in Marten's format with its optional metadata columns switched on.
create table if not exists {schema}.mt_events (
  seq_id           bigint       not null,
  id               uuid         not null,
  stream_id        varchar      null,
  version          bigint       not null,
  data             jsonb        not null,
  bdata            bytea        null,
  type             varchar(500) not null,
  "timestamp"      timestamptz  not null default now(),
  tenant_id        varchar      null default '*DEFAULT*',
  mt_dotnet_type   varchar      null,
  correlation_id   varchar      null,
  causation_id     varchar      null,
  headers          jsonb        null,
  is_archived      boolean      null default false,
  constraint pkey_mt_events_seq_id primary key (seq_id),
  constraint fkey_mt_events_stream_id foreign key (stream_id) references {schema}.mt_streams (id) on delete cascade
);
