-- Where backups were written: an erasure is noted beside each that can be reached.
create table backup (
  folder  text primary key,
  made_at timestamptz not null default now()
);
