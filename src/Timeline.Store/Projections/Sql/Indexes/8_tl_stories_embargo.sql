create index if not exists tl_stories_embargo on {schema}.tl_stories (embargo) where embargo is not null;
