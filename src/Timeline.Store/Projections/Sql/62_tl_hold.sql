-- Holds the row of a story until the caller's transaction ends, also where there is none yet: whoever would make it waits, here and not at
-- its stream, where it holds rows that we need.
create or replace function {schema}.tl_hold(p_story text) returns void language plpgsql as $$
begin
  insert into {schema}.tl_stories (id, version, public_version, recorded, model) values (p_story, 0, 0, now(), {version}) on conflict do nothing;
  delete from {schema}.tl_stories where id = p_story and version = 0;
  perform from {schema}.tl_stories where id = p_story for update;
end $$;
