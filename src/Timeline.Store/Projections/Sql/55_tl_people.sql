-- Every state of everybody in the register, as tl_story_states has those of the stories.
create table if not exists {schema}.tl_people (
  stream     text not null,
  person     text not null,
  valid_from timestamptz not null,
  valid_to   timestamptz not null,
  visible    boolean not null,    -- they have a page
  awaits     boolean not null,    -- but only once an entry in view names them
  merged     text,                -- the id that stands for them
  search     tsvector not null,   -- all of their names
  state      json not null,
  constraint tl_people_pkey primary key (stream, valid_to)
);
