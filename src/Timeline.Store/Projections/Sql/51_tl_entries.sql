-- Every state of every entry, with the recorded time during which it held (a temporal table): the present is the rows
-- whose valid_to is infinity, the past at any instant is the rows valid then. Of a row only valid_to changes,
-- and by a take-down what it may no longer say.
create table if not exists {schema}.tl_entries (
  story      text not null,
  entry      text not null,
  valid_from timestamptz not null,
  valid_to   timestamptz not null,
  visible    boolean not null,       -- to the public
  withheld   boolean not null default false, -- from the public, since the state ended: it learns that it was, and no word of it
  revision   int not null,           -- where it is visible, the public's count of its states
  kind       text not null,
  key        boolean not null,
  background boolean not null,
  aftermath  boolean not null,
  sort_key   text collate "C" not null, -- the entry's place in the chronology
  planned    boolean not null default false, -- still to come
  corrected  boolean not null default false, -- it says that it was corrected or retracted, or has a reply
  since      timestamptz not null,   -- recorded; for the public, when it first came into view
  earliest   bigint not null,        -- seconds from 1970; the least number where open or unknown
  latest     bigint not null,        -- the greatest
  listed     boolean not null default true, -- found by search, among people and in feeds
  takedown   json,                   -- what readers are told of what was taken down
  embargo    timestamptz,            -- when the clock ends its embargo, or publishes it
  people     text[] not null,
  places     text[] not null,        -- lower case
  topics     text[] not null,
  links      text[] not null,        -- the entries that it names, by links and in claims
  outcome_of text[] not null,        -- the entries of which it tells what came of them
  pictures   text[] not null default '{}', -- those that were uploaded, by their names
  outcome    json,                   -- how it is shown at those
  plan_ends  bigint,                 -- seconds from 1970: what is planned is past after it, and awaits a report
  no_report  text,                   -- what is said of it from then on
  corrections json,                  -- all of them, where a state still holds: a document has the newest
  needs      text[] not null default '{}', -- what it waits for in the newsroom (Need); read only for whoever works there
  versions   bigint[] not null,      -- of the events that the entry is folded from
  search     tsvector not null,
  doc        json not null,          -- json, not jsonb: the answer's own bytes, in the answer's order
  -- At most one present state for each entry.
  constraint tl_entries_pkey primary key (story, entry, valid_to)
);
