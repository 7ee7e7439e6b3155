-- In a file of its own, because a rebuild makes the tables first, fills them, and makes the indexes after.
-- In the order of the chronology; by what stands at the end, entries of no interest are passed over in the index.
create index if not exists tl_entries_present on {schema}.tl_entries (story, sort_at, sort_width, since, background, kind)
  where visible and valid_to = 'infinity';
create index if not exists tl_entries_past on {schema}.tl_entries
  (story, sort_at, sort_width, since, entry, valid_from, valid_to, background, kind) where visible;
create index if not exists tl_entries_people on {schema}.tl_entries using gin (people) where visible;
create index if not exists tl_entries_search on {schema}.tl_entries using gin (search) where visible;
create index if not exists tl_entries_links on {schema}.tl_entries using gin (links)
  where visible and links <> array[]::text[];
create index if not exists tl_entries_embargo on {schema}.tl_entries (embargo)
  where embargo is not null and valid_to = 'infinity';
create unique index if not exists tl_changes_recorded on {schema}.tl_changes (story, recorded);
