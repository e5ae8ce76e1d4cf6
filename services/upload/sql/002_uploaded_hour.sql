-- What each user has uploaded within a day, by the hour: a deletion gives a file's room back, but
-- what its job has added to the log stays there, sealed for good.
create table upload.uploaded_hour (
  user_id text        not null,
  hour    timestamptz not null,
  bytes   bigint      not null,
  primary key (user_id, hour)
);
create index uploaded_hour_by_age on upload.uploaded_hour (hour);
grant select, insert, update, delete on upload.uploaded_hour to rollcall_service;
