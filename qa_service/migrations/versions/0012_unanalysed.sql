-- Changes of what analyses are made of, that no standing analysis has read yet. A row for each, never updated, so that
-- nobody waits for another; the analysis takes those that were there before it began to read.
create table unanalysed (id bigint generated always as identity primary key);
insert into unanalysed default values;

create function unanalysed_change() returns trigger language plpgsql as $$
begin
  insert into unanalysed default values;
  return null;
end $$;

create trigger agent_day_moved after insert or update or delete or truncate on agent_day
  for each statement execute function unanalysed_change();
create trigger signal_base_moved after insert or update or delete or truncate on signal_base
  for each statement execute function unanalysed_change();
create trigger outcome_moved after insert or update or delete or truncate on outcome
  for each statement execute function unanalysed_change();
create trigger review_sample_moved after update or delete or truncate on review_sample
  for each statement execute function unanalysed_change();
create trigger review_moved after update or delete or truncate on review
  for each statement execute function unanalysed_change();
create trigger review_score_moved after insert or update or delete or truncate on review_score
  for each statement execute function unanalysed_change();
create trigger agent_renamed after update of ref, kind on agent
  for each statement execute function unanalysed_change();
create trigger team_renamed after update of ref on team
  for each statement execute function unanalysed_change();
