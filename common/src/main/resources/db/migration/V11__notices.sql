create table notice (
    -- by this receivers know a delivery that came twice
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    type varchar(64) not null,
    subject varchar(200) not null,
    data text not null,
    -- addresses, one a line
    emails text not null,
    occurred_at timestamp(6) with time zone not null,
    -- when its deliveries were made; null while that waits
    spread_at timestamp(6) with time zone,
    constraint pk_notice primary key (id)
);
create index ix_notice_spread on notice (spread_at, occurred_at);

create table webhook_endpoint (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    url varchar(2048) not null,
    description varchar(400) not null,
    -- words or patterns, parted by blanks; empty for all
    types text not null,
    enabled boolean not null,
    -- why we switched it off ourselves
    disabled_code varchar(64),
    created_at timestamp(6) with time zone not null,
    updated_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_webhook_endpoint primary key (id)
);
create index ix_webhook_endpoint_tenant on webhook_endpoint (tenant_id, id);

create table webhook_secret (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    endpoint_id varchar(64) not null,
    secret bytea not null,
    created_at timestamp(6) with time zone not null,
    -- null for the newest; the one before signs too until then
    ends_at timestamp(6) with time zone,
    constraint pk_webhook_secret primary key (id),
    constraint fk_webhook_secret_endpoint foreign key (endpoint_id) references webhook_endpoint (id) on delete cascade
);
create index ix_webhook_secret_endpoint on webhook_secret (endpoint_id);

create table notice_delivery (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    notice_id varchar(64) not null,
    -- what may be slow without holding up the rest: an endpoint's id, or "mail"
    lane varchar(64) not null,
    -- one of the two
    endpoint_id varchar(64),
    address varchar(320),
    state varchar(16) not null,
    attempts integer not null,
    -- when it is tried next; a try under way has moved it ahead, so that it is tried again if that try dies
    due_at timestamp(6) with time zone not null,
    gives_up_at timestamp(6) with time zone not null,
    tried_at timestamp(6) with time zone,
    answer_status integer,
    answer_code varchar(64),
    answer_text varchar(1000),
    ended_at timestamp(6) with time zone,
    created_at timestamp(6) with time zone not null,
    constraint pk_notice_delivery primary key (id),
    constraint fk_notice_delivery_notice foreign key (notice_id) references notice (id) on delete cascade,
    constraint fk_notice_delivery_endpoint foreign key (endpoint_id) references webhook_endpoint (id) on delete cascade
);
create index ix_notice_delivery_notice on notice_delivery (notice_id);
create index ix_notice_delivery_due on notice_delivery (state, due_at);
create index ix_notice_delivery_lane on notice_delivery (lane, state, due_at);
create index ix_notice_delivery_endpoint on notice_delivery (endpoint_id, created_at);
