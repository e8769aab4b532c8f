-- The WAL files that wait for the archiver, by their marks; the directory's every file is looked at, so that this is
-- asked once for each time that archiving fails.
select min(modification) as waiting_since, count(*) as files
from pg_ls_archive_statusdir()
where name like '%.ready'
