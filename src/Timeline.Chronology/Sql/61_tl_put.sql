-- Writes states of entries and public changes, one array element each. States that end in this call carry their end;
-- p_closed_* end states that were written before.
create or replace function {schema}.tl_put(
  p_closed_story text[], p_closed_entry text[], p_closed_at timestamptz[],
  p_story text[], p_entry text[], p_from timestamptz[], p_to timestamptz[], p_visible boolean[], p_kind text[],
  p_key boolean[], p_background boolean[], p_sort_at bigint[], p_sort_width bigint[], p_since timestamptz[],
  p_earliest timestamptz[], p_latest timestamptz[], p_embargo timestamptz[],
  p_people text[], p_places text[], p_links text[], p_versions text[],  -- lists, joined by U+001F
  p_config text[], p_text text[], p_doc text[],
  p_change_story text[], p_change_version bigint[], p_change_recorded timestamptz[], p_change_type text[],
  p_change_entry text[]
) returns void language plpgsql
-- A plan made while the table was small must not read it all once it is large.
set enable_seqscan = off as $$
begin
  if cardinality(p_closed_story) > 0 then
    update {schema}.tl_entries e set valid_to = c.at
    from unnest(p_closed_story, p_closed_entry, p_closed_at) as c(story, entry, at)
    where e.story = c.story and e.entry = c.entry and e.valid_to = 'infinity';
  end if;

  insert into {schema}.tl_entries (
    story, entry, valid_from, valid_to, visible, kind, key, background, sort_at, sort_width, since, earliest, latest,
    embargo, people, places, links, versions, search, doc)
  select r.story, r.entry, r.valid_from, r.valid_to, r.visible, r.kind, r.key, r.background, r.sort_at, r.sort_width,
         r.since, r.earliest, r.latest, r.embargo,
         string_to_array(r.people, E'\x1f'), string_to_array(r.places, E'\x1f'), string_to_array(r.links, E'\x1f'),
         string_to_array(r.versions, E'\x1f')::bigint[],
         to_tsvector(r.config::regconfig, r.text), r.doc::json
  from unnest(
    p_story, p_entry, p_from, p_to, p_visible, p_kind, p_key, p_background, p_sort_at, p_sort_width, p_since,
    p_earliest, p_latest, p_embargo, p_people, p_places, p_links, p_versions, p_config, p_text, p_doc
  ) as r(
    story, entry, valid_from, valid_to, visible, kind, key, background, sort_at, sort_width, since,
    earliest, latest, embargo, people, places, links, versions, config, text, doc);

  insert into {schema}.tl_changes (story, version, recorded, type, entry)
  select * from unnest(p_change_story, p_change_version, p_change_recorded, p_change_type, p_change_entry);
end $$;
