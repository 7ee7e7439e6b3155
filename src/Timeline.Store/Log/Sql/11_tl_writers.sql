-- The open transactions that may yet commit an event whose position is already taken, or whose clock check is passed.
-- Each is named by virtual transaction id and process: a virtual id is never given to a second transaction.
--
-- * Our own appenders hold the shared advisory lock.
-- * Any other writer (a Marten application, a hand in psql) holds a RowExclusiveLock: on the sequence from the
--   moment that
--   nextval is called, and on mt_events from its insert; both until its transaction ends.
--
-- Not covered, since nothing in the database shows it: a writer that takes a number in one transaction and inserts
-- in another (Marten's EventAppendMode.Rich, unless its session calls BeginTransactionAsync and tl_enter first; the
-- quick modes do both in one).
--
-- PL/pgSQL, as its plan is kept: PostgreSQL plans what an SQL function says at every call, which takes longer than the look.
create or replace function {schema}.tl_writers() returns text[] language plpgsql volatile as $$
begin
  return (
    select coalesce(array_agg(distinct virtualtransaction || ' ' || coalesce(pid, 0)), '{}')
    from pg_locks
    where granted
      and database = (select oid from pg_database where datname = current_database())
      and pid is distinct from pg_backend_pid()
      and (
        (locktype = 'advisory' and (classid::bigint, objid::bigint) = ({append_lock}) and objsubid = 2)
        or (locktype = 'relation' and mode = 'RowExclusiveLock'
            and relation in ('{schema}.mt_events'::regclass, '{schema}.mt_events_sequence'::regclass))));
end $$;
