-- Who may say what each user has; see event-store/sql/grants.sql.
select event_store.ensure_role('rollcall_may_keep_files');
grant usage on schema upload to rollcall_may_keep_files;
grant select, insert, update, delete on upload.kept_file to rollcall_may_keep_files;
grant select, insert, update, delete on upload.uploaded_hour to rollcall_may_keep_files;
