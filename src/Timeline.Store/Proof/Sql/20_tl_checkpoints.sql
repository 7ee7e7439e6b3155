-- Signed checkpoints, in the order in which they were made. They prove themselves: nobody can change one without the key.
create table if not exists {schema}.tl_checkpoints (
  number  bigint generated always as identity primary key,
  made    timestamptz not null,
  events  bigint not null,     -- how many it covers
  jws     text not null        -- compact serialization (RFC 7515)
);
