-- Moves a story's head by compare-and-set, in the transaction that writes what was folded; raises TL005 (HINT: where the
-- head is) when somebody else has moved it, so that nothing is folded twice or out of order.
create or replace function {schema}.tl_fold_to(
  p_id text, p_from bigint, p_to bigint, p_public bigint, p_recorded timestamptz,
  p_title text, p_language text, p_time_zone text, p_first_day text, p_last_day text,
  p_config text
) returns void language plpgsql as $$
begin
  if p_from = 0 then
    insert into {schema}.tl_stories
    values (p_id, p_title, p_language, p_time_zone, p_first_day, p_last_day, p_to, p_public, p_recorded,
            p_config)
    on conflict do nothing;
  else
    update {schema}.tl_stories set version = p_to, public_version = p_public, recorded = p_recorded
    where id = p_id and version = p_from;
  end if;
  if not found then
    raise exception 'The chronology of this story is at another version.' using
      errcode = 'TL005',
      hint = coalesce((select version from {schema}.tl_stories where id = p_id), 0)::text;
  end if;
end $$;
