-- Whether only hidden entries name somebody is asked when they are made public.
create index if not exists tl_entries_hidden_people on {schema}.tl_entries using gin (people) where not visible and people <> array[]::text[];
