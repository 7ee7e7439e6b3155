-- The public changes of each story, numbered without gaps.
create table if not exists {schema}.tl_changes (
  story    text not null,
  version  bigint not null,
  recorded timestamptz not null,
  type     text not null,
  entry    text,
  of_past  boolean not null default false, -- from here on the public may read less, or more, of what the entry said before
  constraint tl_changes_pkey primary key (story, version)
);
