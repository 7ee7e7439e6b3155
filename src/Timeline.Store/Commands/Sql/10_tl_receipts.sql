-- What was answered to a request that carried an Idempotency-Key: kept with what it stored, or for itself where it stored
-- nothing.
create table if not exists {schema}.tl_receipts (
  actor           text not null,
  key             text not null,
  fingerprint     bytea not null,       -- SHA-256 of the request
  story           text not null,
  entry           text,
  event_version   bigint not null,
  public_version  bigint not null,
  updated         timestamptz not null, -- the entry's, or the story's
  unchanged       text,                 -- why nothing was stored; null where something was
  notes           json not null,        -- what the service decided by itself: [{ field, sentence }]
  created         timestamptz not null default now(),
  constraint tl_receipts_pkey primary key (actor, key)
);
