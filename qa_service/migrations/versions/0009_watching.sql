-- The rule that makes every new signal an event, for who asks to hear of signals; it can be ended as any other.
insert into alert_rule (id, kind, made_by) values ('00000000-0000-7000-8000-000000000001', 'signal', 'the service');
