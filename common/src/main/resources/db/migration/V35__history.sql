-- How many of a tenant's connections were in which state; the paused ones apart, revoked ones left out.
create table connection_snapshot (
    tenant_id varchar(64) not null,
    -- the beginning of a quarter of an hour
    at timestamp(6) with time zone not null,
    -- the first of its hour, which is kept longer than the others
    hourly boolean not null,
    pending integer not null,
    active integer not null,
    degraded integer not null,
    needs_reconnect integer not null,
    misconfigured integer not null,
    paused integer not null,
    constraint pk_connection_snapshot primary key (tenant_id, at)
);
create index ix_connection_snapshot_at on connection_snapshot (at);

-- Which quarter of an hour was noted last: whoever moves it notes the next one, and no other node does.
create table snapshot_turn (
    id varchar(16) not null,
    at timestamp(6) with time zone not null,
    constraint pk_snapshot_turn primary key (id)
);
insert into snapshot_turn (id, at) values ('connections', timestamp with time zone '2000-01-01 00:00:00+00:00');

-- When a node ran: one row for each of its starts.
create table gateway_run (
    id varchar(64) not null,
    node varchar(64) not null,
    started_at timestamp(6) with time zone not null,
    -- written every minute
    seen_at timestamp(6) with time zone not null,
    -- null while it runs, and for ever if it ended without a word
    ended_at timestamp(6) with time zone,
    constraint pk_gateway_run primary key (id)
);
create index ix_gateway_run_seen on gateway_run (seen_at);

-- How far an invitation led. Of whom and to which practice is not in it, so it outlives its connect session.
create table connect_journey (
    -- of the connect session
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    application_id varchar(64) not null,
    reconnects boolean not null,
    invited_at timestamp(6) with time zone not null,
    opened_at timestamp(6) with time zone,
    -- a search showed practices, or the invitation names one
    found_at timestamp(6) with time zone,
    -- for the EHR's sign-in, the first time
    left_at timestamp(6) with time zone,
    returned_at timestamp(6) with time zone,
    connected_at timestamp(6) with time zone,
    -- from opened_at to connected_at
    took_seconds bigint,
    constraint pk_connect_journey primary key (id)
);
create index ix_connect_journey_opened on connect_journey (tenant_id, opened_at);
create index ix_connect_journey_invited on connect_journey (invited_at);
