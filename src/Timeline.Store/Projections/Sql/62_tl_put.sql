-- Writes states of entries and public changes, one array element each. States that end in this call carry their end;
-- p_closed_* end states that were written before.
create or replace function {schema}.tl_put(
  p_closed_story text[], p_closed_entry text[], p_closed_at timestamptz[],
  p_story text[], p_entry text[], p_from timestamptz[], p_to timestamptz[], p_visible boolean[], p_kind text[],
  p_key boolean[], p_background boolean[], p_sort_at bigint[], p_sort_width bigint[], p_since timestamptz[],
  p_earliest timestamptz[], p_latest timestamptz[], p_embargo timestamptz[],
  p_people text[], p_places text[], p_links text[], p_versions text[],  -- lists, joined by U+001F
  p_config text[], p_text text[], p_same int[],  -- which state before it in this call has the same words
  p_doc text[],
  p_change_story text[], p_change_version bigint[], p_change_recorded timestamptz[], p_change_type text[],
  p_change_entry text[]
) returns void language plpgsql as $$
declare
  v_search tsvector[];
begin
  if cardinality(p_closed_story) > 0 then
    perform {schema}.tl_close(p_closed_story, p_closed_entry, p_closed_at);
  end if;

  -- Finding the words of a text takes as long as all the rest, and most changes of an entry leave them alone.
  for i in 1 .. cardinality(p_story) loop
    v_search[i] := case when p_same[i] is null then to_tsvector(p_config[i]::regconfig, p_text[i]) else v_search[p_same[i]] end;
  end loop;

  -- By subscript, which PL/pgSQL makes quick, and not by unnest, which fills a store of its own for each array and whose plan
  -- is made anew at each call, as its cost depends on the arrays: planning takes as long as the work.
  insert into {schema}.tl_entries (
    story, entry, valid_from, valid_to, visible, kind, key, background, sort_at, sort_width, since, earliest, latest,
    embargo, people, places, links, versions, search, doc)
  select p_story[i], p_entry[i], p_from[i], p_to[i], p_visible[i], p_kind[i], p_key[i], p_background[i], p_sort_at[i],
         p_sort_width[i], p_since[i], p_earliest[i], p_latest[i], p_embargo[i],
         string_to_array(p_people[i], E'\x1f'), string_to_array(p_places[i], E'\x1f'),
         string_to_array(p_links[i], E'\x1f'), string_to_array(p_versions[i], E'\x1f')::bigint[],
         v_search[i], p_doc[i]::json
  from generate_subscripts(p_story, 1) as i;

  insert into {schema}.tl_changes (story, version, recorded, type, entry)
  select p_change_story[i], p_change_version[i], p_change_recorded[i], p_change_type[i], p_change_entry[i]
  from generate_subscripts(p_change_story, 1) as i;
end $$;
