-- Writes what was folded, all or nothing, from JSON arrays of objects, one object a row; null for none. What is long, the documents
-- and the words of the entries, is beside them, in the rows' order: JSON in JSON would be read three times. Its name carries the version of the
-- read models: a service of an older version goes on calling its own, beside a newer one.
--
--   TL003  the first or last recorded time is more than {skew} from our clock   HINT: our clock, ISO 8601, UTC
--   TL005  a story is not at the version that was folded from                      HINT: the story
--
-- The clock is looked at so that a node whose clock is wrong cannot drag a story into the future; a rebuild, which says what was
-- recorded long ago, gives no times.
--
-- Whoever holds a row for longer than {lock_timeout}, as an import does, must not hold up the other stories of a call: 55P03.
--
-- In the order of the stories' ids, also of those that must only stay as they are, so that two callers never wait for each other in a
-- circle; and row by row, by the key alone: a plan that was made while a table was small must not read it all once it is large.
create or replace function {schema}.tl_write_{version}(
  p_first timestamptz, p_last timestamptz, p_stories json, p_states json, p_people json, p_ended json, p_entries json, p_docs json[], p_words text[],
  p_changes json, p_withheld json, p_takedowns json
) returns void language plpgsql set enable_seqscan = off set lock_timeout = '{lock_timeout}' as $$
declare
  s record;
  v_clock constant timestamptz := clock_timestamp();
begin
  if p_first < v_clock - interval '{skew}' or p_last > v_clock + interval '{skew}' then
    raise exception 'The recorded time is more than {skew} from the server''s clock.' using
      errcode = 'TL003',
      hint = to_char(v_clock at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
  end if;

  for s in
    select * from json_to_recordset(p_stories) as r(
      id text, expected bigint, version bigint, public_version bigint, recorded timestamptz, since timestamptz,
      embargo timestamptz)
    -- Those that there are not yet have no row to lock, and are looked at last: a rebuild's swap lets readers of the table pass before it
    -- holds writers up, and who only reads first and then writes would be in its way, and it in theirs.
    order by version is null and expected = 0, id
  loop
    if s.version is null and s.expected = 0 then
      perform where not exists (select from {schema}.tl_stories t where t.id = s.id);
    elsif s.version is null then
      -- It must be at that version until we commit: something was decided on it, and of two that rest on one another each would find the
      -- other unmoved.
      perform from {schema}.tl_stories t where t.id = s.id and t.version = s.expected for share;
    elsif s.expected = 0 then
      insert into {schema}.tl_stories (id, version, public_version, recorded, since, embargo, model)
      values (s.id, s.version, s.public_version, s.recorded, s.since, s.embargo, {version})
      on conflict do nothing;
    else
      update {schema}.tl_stories t set
        version = s.version, public_version = s.public_version, recorded = s.recorded, since = s.since, embargo = s.embargo,
        -- A story is as old as its oldest row.
        model = least(t.model, {version})
      where t.id = s.id and t.version = s.expected;
    end if;
    if not found then
      raise exception 'The story is at another version.' using errcode = 'TL005', hint = s.id;
    end if;
  end loop;

  if p_states is not null then
    for s in
      select * from json_to_recordset(p_states) as r(
        story text, valid_from timestamptz, visible boolean, stemmer text, links text[], needs text[], state json)
      order by story, valid_from
    loop
      update {schema}.tl_story_states set valid_to = s.valid_from where story = s.story and valid_to = 'infinity';
      insert into {schema}.tl_story_states (story, valid_from, valid_to, visible, stemmer, links, needs, state)
      values (s.story, s.valid_from, 'infinity', s.visible, s.stemmer, s.links, s.needs, s.state);
    end loop;
  end if;

  if p_people is not null then
    for s in
      select * from json_to_recordset(p_people) as r(
        stream text, person text, valid_from timestamptz, visible boolean, awaits boolean, merged text, search text, state json)
      order by stream, valid_from
    loop
      update {schema}.tl_people set valid_to = s.valid_from where stream = s.stream and valid_to = 'infinity';
      insert into {schema}.tl_people (stream, person, valid_from, valid_to, visible, awaits, merged, search, state)
      values (s.stream, s.person, s.valid_from, 'infinity', s.visible, s.awaits, s.merged, s.search::tsvector, s.state);
    end loop;
  end if;

  if p_ended is not null then
    for s in select * from json_to_recordset(p_ended) as r(story text, entry text, at timestamptz) loop
      update {schema}.tl_entries set valid_to = s.at, corrections = null where story = s.story and entry = s.entry and valid_to = 'infinity';
    end loop;
  end if;

  -- What is not said of an entry is as it is of most.
  insert into {schema}.tl_entries (
    story, entry, valid_from, valid_to, visible, revision, kind, key, background, aftermath, planned, corrected, sort_key, since,
    earliest, latest, embargo, listed, takedown, people, places, topics, links, outcome_of, pictures,
    outcome, plan_ends, no_report, corrections, needs, versions, search, doc)
  select r.story, r.entry, r.valid_from, coalesce(r.valid_to, 'infinity'), r.visible, r.revision, r.kind, coalesce(r.key, false),
         coalesce(r.background, false), coalesce(r.aftermath, false), coalesce(r.planned, false), coalesce(r.corrected, false), r.sort_key, r.since,
         coalesce(r.earliest, -9223372036854775808), coalesce(r.latest, 9223372036854775807), r.embargo, r.unlisted is not true, r.takedown,
         coalesce(r.people, '{}'), coalesce(r.places, '{}'), coalesce(r.topics, '{}'), coalesce(r.links, '{}'), coalesce(r.outcome_of, '{}'),
         coalesce(r.pictures, '{}'), r.outcome, r.plan_ends, r.no_report, r.corrections, coalesce(r.needs, '{}'), r.versions,
         p_words[r.ordinality]::tsvector, p_docs[r.ordinality]
  from rows from (json_to_recordset(p_entries) as (
    story text, entry text, valid_from timestamptz, valid_to timestamptz, visible boolean, revision int, kind text, key boolean,
    background boolean, aftermath boolean, planned boolean, corrected boolean, sort_key text, since timestamptz, earliest bigint, latest bigint,
    embargo timestamptz, unlisted boolean, takedown json, people text[], places text[], topics text[], links text[], outcome_of text[],
    pictures text[], outcome json, plan_ends bigint, no_report text, corrections json, needs text[], versions bigint[])) with ordinality as r;

  insert into {schema}.tl_changes (story, version, recorded, type, entry, of_past)
  select c.story, c.version, c.recorded, c.type, c.entry, c.of_past
  from json_to_recordset(p_changes) as c(
    story text, version bigint, recorded timestamptz, type text, entry text, of_past boolean);

  -- All states of an entry that began before that; none, where no time is given.
  if p_withheld is not null then
    for s in select * from json_to_recordset(p_withheld) as r(story text, entry text, before timestamptz) loop
      update {schema}.tl_entries e set withheld = not e.withheld
      where e.story = s.story and e.entry = s.entry and e.withheld <> (e.valid_from < coalesce(s.before, '-infinity'));
    end loop;
  end if;

  -- All states before a take-down, of the entry or of the story itself: what follows it, where a story is folded in one go, says of it what
  -- it does where it is written after it. Of what is gone as if it had never been there no change
  -- names it either.
  if p_takedowns is not null then
    for s in
      select * from json_to_recordset(p_takedowns) as r(
        story text, entry text, at timestamptz, whole boolean, gone boolean, listed boolean, takedown json)
    loop
      if s.entry is null then
        update {schema}.tl_story_states set
          state = (state::jsonb || s.takedown::jsonb)::json, visible = visible and not s.whole
        where story = s.story and valid_from <= s.at;
        update {schema}.tl_entries set listed = false where story = s.story and valid_from <= s.at and not s.listed;
      else
        update {schema}.tl_entries set
          takedown = s.takedown, listed = s.listed, withheld = withheld or s.whole, visible = visible and not s.gone
        where story = s.story and entry = s.entry and valid_from <= s.at;
      end if;
      if s.gone and s.entry is not null then
        update {schema}.tl_changes set type = 'story-changed', entry = null, of_past = false
        where story = s.story and entry = s.entry and recorded <= s.at;
      end if;
    end loop;
  end if;
end $$;
