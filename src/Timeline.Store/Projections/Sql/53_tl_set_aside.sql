-- Stories that cannot be folded on, and why: seen in /health/ready, never skipped in silence.
create table if not exists {schema}.tl_set_aside (
  story    text primary key,
  version  bigint not null,
  position bigint not null,
  reason   text not null,
  since    timestamptz not null default now()
);
