-- One row per story: its head. `version` is the version of its stream up to which the chronology is folded.
create table if not exists {schema}.tl_stories (
  id             text primary key,
  title          text not null,
  language       text not null,
  time_zone      text not null,
  first_day      text not null,   -- EDTF
  last_day       text,            -- EDTF; null while the story goes on
  version        bigint not null,
  public_version bigint not null,
  recorded       timestamptz not null,
  config         text not null,   -- the text search configuration of its language
  model          int not null     -- the oldest version of the read models that wrote a row of it
);
