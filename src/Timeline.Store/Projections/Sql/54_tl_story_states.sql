-- Every state of every story itself, its entries aside, as tl_entries has those of the entries.
create table if not exists {schema}.tl_story_states (
  story      text not null,
  valid_from timestamptz not null,
  valid_to   timestamptz not null,
  visible    boolean not null,    -- to the public
  stemmer    text not null,       -- the text search dictionary of its language
  links      text[] not null,     -- the entries that where things stand rests on
  needs      text[] not null default '{}', -- what the story itself waits for in the newsroom
  state      json not null,
  constraint tl_story_states_pkey primary key (story, valid_to)
);
