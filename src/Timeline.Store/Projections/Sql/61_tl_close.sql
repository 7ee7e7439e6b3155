-- Ends states that were written before. One by one and by the key alone: a plan that was made while the table was small must
-- not read it all once it is large.
create or replace function {schema}.tl_close(p_story text[], p_entry text[], p_at timestamptz[])
returns void language plpgsql set enable_seqscan = off as $$
begin
  for i in 1 .. cardinality(p_story) loop
    update {schema}.tl_entries set valid_to = p_at[i]
    where story = p_story[i] and entry = p_entry[i] and valid_to = 'infinity';
  end loop;
end $$;
