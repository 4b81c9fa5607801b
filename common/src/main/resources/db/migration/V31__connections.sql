-- Null while it is in use. Set by somebody who wants no calls through it and no refreshes of it for now.
alter table practice_connection add column paused_at timestamp(6) with time zone;
alter table practice_connection add column pause_reason varchar(400);
-- What lists are in the order of: the practice's name in lower case, cut short, and how much a state needs somebody (0 most).
alter table practice_connection add column sort_name varchar(120) default '' not null;
alter table practice_connection add column urgency integer default 4 not null;
update practice_connection set
    sort_name = lower(substring(practice_name from 1 for 120)),
    urgency = case state
        when 'NEEDS_RECONNECT' then 0
        when 'MISCONFIGURED' then 1
        when 'DEGRADED' then 2
        when 'PENDING' then 3
        when 'ACTIVE' then 4
        else 5 end;
create index ix_practice_connection_name on practice_connection (tenant_id, sort_name, id);
create index ix_practice_connection_urgency on practice_connection (tenant_id, urgency, sort_name, id);
create index ix_practice_connection_created on practice_connection (tenant_id, created_at, id);
-- The newest of a tenant, whatever connection they are of.
create index ix_connection_event_tenant on connection_event (tenant_id, at);
