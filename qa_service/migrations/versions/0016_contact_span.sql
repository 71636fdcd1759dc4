-- What cases need of a contact's turns, noted while there are any: retention takes the words, and the case is strung anew
-- whenever the customer comes back. A contact that is here and has no turn is one whose words are gone.
create table contact_span (
  interaction_id uuid primary key,
  ended_at       timestamptz not null,
  answered       boolean not null
);
insert into contact_span (interaction_id, ended_at, answered) select interaction_id, ended_at, true from first_contact;
