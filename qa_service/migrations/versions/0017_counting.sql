-- Counted over millions of rows without reading them: contacts by state, and scores of a period by instrument.
create index interaction_state on interaction (state);
create index agent_day_scores on agent_day (instrument_id, day) include (n);
drop index agent_day_period;
