-- The few stories that wait for something themselves.
create index if not exists tl_story_states_needs on {schema}.tl_story_states (story) where valid_to = 'infinity' and needs <> array[]::text[];
