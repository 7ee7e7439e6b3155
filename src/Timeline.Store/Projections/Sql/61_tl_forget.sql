-- Lets go of all rows of a story, which its events say anew: in the transaction that rewrites them, or in a shadow.
--
--   TL005  the story is not at the version that was folded from; HINT: the story
create or replace function {schema}.tl_forget(p_story text, p_version bigint) returns void language plpgsql as $$
begin
  delete from {schema}.tl_stories where id = p_story and version = coalesce(p_version, version);
  if not found and p_version is not null then
    raise exception 'The story is at another version.' using errcode = 'TL005', hint = p_story;
  end if;
  delete from {schema}.tl_story_states where story = p_story;
  delete from {schema}.tl_people where stream = p_story;
  delete from {schema}.tl_entries where story = p_story;
  delete from {schema}.tl_changes where story = p_story;
end $$;
