-- What was done, by whom, in the order it was committed. Rows are only ever added; each carries the MAC of the one before,
-- and its own MAC covers every column. See common.audit.
create table audit_event (
    seq bigint not null,
    recorded_at timestamp(6) with time zone not null,
    tenant_id varchar(64) not null,
    actor_kind varchar(16) not null,
    actor_id varchar(256) not null,
    request_id varchar(64),
    address varchar(64),
    action varchar(64) not null,
    target varchar(256) not null,
    outcome varchar(16) not null,
    -- a JSON object of texts, its keys in order
    details text not null,
    prev bytea not null,
    mac bytea not null,
    constraint pk_audit_event primary key (seq)
);

create index ix_audit_event_tenant on audit_event (tenant_id, seq);

-- The end of the chain. One row, locked by whoever adds to it.
create table audit_head (
    id integer not null,
    seq bigint not null,
    mac bytea not null,
    constraint pk_audit_head primary key (id)
);

insert into audit_head (id, seq, mac) values (1, 0, '');
