-- One row, once a backup was restored: drawn anew by each restore, and part of the lineage of every story.
create table if not exists {schema}.tl_restored (
  one  boolean primary key default true check (one),
  mark text not null
);
