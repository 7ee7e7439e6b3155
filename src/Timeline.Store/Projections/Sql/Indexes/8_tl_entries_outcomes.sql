-- What came of an entry is looked up with each answer that shows it.
create index if not exists tl_entries_outcomes on {schema}.tl_entries using gin (outcome_of) with (fastupdate = off)
  where outcome_of <> array[]::text[];
