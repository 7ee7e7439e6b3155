-- Who has a page is asked by id for each whom a list of stories names, and of all of them before that: the rows themselves are wide.
create index if not exists tl_people_listed on {schema}.tl_people (person, awaits) where valid_to = 'infinity' and visible and merged is null;
