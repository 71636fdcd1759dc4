-- Lists of an agent's contacts in the order in which they came in, and a contact by its reference alone.
create index interaction_agent on interaction (agent_id, id);
create index interaction_key_ref on interaction_key (ref);
