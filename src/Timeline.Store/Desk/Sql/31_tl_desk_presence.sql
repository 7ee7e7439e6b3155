-- Who is at work on which entry just now, as each node hears it from its browsers; forgotten after some seconds, and with a crash.
create unlogged table if not exists {schema}.tl_desk_presence (
  story text not null,
  entry text not null,
  actor text not null,
  name  text not null,
  seen  timestamptz not null,
  primary key (story, entry, actor)
);
