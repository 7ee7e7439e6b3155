-- In the order of the chronology; by what stands at the end, entries of no interest are passed over in the index.
create index if not exists tl_entries_present on {schema}.tl_entries (story, sort_key, background, kind, aftermath)
  where visible and valid_to = 'infinity';
