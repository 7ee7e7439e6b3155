-- Puts the tables of a shadow schema in the place of ours and removes the shadow, in the caller's transaction. Statements
-- and functions that name the tables are planned anew by PostgreSQL, so whoever waited for the swap finds the new ones.
create or replace function {schema}.tl_swap(p_shadow text) returns void language plpgsql as $$
declare
  v_table text;
begin
  -- Every lock first: a lock that does not come in time must find nothing half done.
  for v_table in select tablename from pg_tables where schemaname = p_shadow order by tablename loop
    execute format('lock table {schema}.%I in access exclusive mode', v_table);
  end loop;

  for v_table in select tablename from pg_tables where schemaname = p_shadow order by tablename loop
    execute format('drop table {schema}.%I', v_table);
    execute format('alter table %I.%I set schema {schema}', p_shadow, v_table);
  end loop;

  execute format('drop schema %I cascade', p_shadow);
end $$;
