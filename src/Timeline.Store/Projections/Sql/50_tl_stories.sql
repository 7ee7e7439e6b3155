-- One row per story, and per person in the register: the head of the stream. `version` is the version of its stream up to which the chronology is folded.
create table if not exists {schema}.tl_stories (
  id             text primary key,
  version        bigint not null,
  public_version bigint not null, -- 0 until the public sees it
  recorded       timestamptz not null,
  since          timestamptz,     -- when it came into view; null before
  embargo        timestamptz,     -- when the clock ends its embargo, or publishes it
  model          int not null     -- the oldest version of the read models that wrote a row of it
);
