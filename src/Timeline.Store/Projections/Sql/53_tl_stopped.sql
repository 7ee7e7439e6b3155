-- Stories that a rebuild could not fold on, and why: seen in /health/ready, never skipped in silence.
create table if not exists {schema}.tl_stopped (
  story    text primary key,
  version  bigint not null,   -- of the event that could not be folded
  reason   text not null,
  since    timestamptz not null default now()
);
