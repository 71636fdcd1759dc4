-- A night's work on one team: done, or failed by itself with its reason; what is left of a night begins here again.
create table team_night (
  centre      text not null,
  day         date not null,
  team_id     bigint not null references team,
  state       text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  attempts    smallint not null default 0,
  left_over   jsonb,
  failure     text,
  finished_at timestamptz,
  primary key (centre, day, team_id),
  foreign key (centre, day) references night on delete cascade
);

-- What is left over is counted, and retried, without reading what is scored.
create index interaction_failed on interaction (day, id) where state = 'failed';
