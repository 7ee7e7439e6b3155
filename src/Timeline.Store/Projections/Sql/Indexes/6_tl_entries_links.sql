-- Without the list of what is not yet in its place: each public change looks here, and would read the whole list.
create index if not exists tl_entries_links on {schema}.tl_entries using gin (links) with (fastupdate = off)
  where visible and links <> array[]::text[];
