-- The keys by which every node signs the cookies and forms of the editors' desk (ASP.NET Core Data Protection).
create table if not exists {schema}.tl_desk_keys (
  name text primary key,
  xml  text not null
);

-- The links that somebody has signed in by, for as long as they would have been good: each is good once.
create table if not exists {schema}.tl_desk_links (
  id    text primary key,
  until timestamptz not null
);
