-- What the newsroom has to do: few entries wait for anything. Looked at by few, and written by many: so with a short list of what is not yet in its place.
create index if not exists tl_entries_needs on {schema}.tl_entries using gin (needs) with (gin_pending_list_limit = 256)
  where valid_to = 'infinity' and needs <> array[]::text[];
