-- One row for each EHR whose practices we know.
create table directory (
    ehr varchar(64) not null,
    -- the snapshot that readers see; null before the first import
    snapshot bigint,
    -- counts changes to practices added by hand, so that every node notices them
    by_hand_revision bigint not null,
    -- the import that may write now, until when
    claim bigint,
    claimed_until timestamp(6) with time zone,
    imported_at timestamp(6) with time zone,
    practices integer not null,
    endpoints integer not null,
    failed_at timestamp(6) with time zone,
    failure varchar(2000),
    version bigint not null,
    constraint pk_directory primary key (ehr)
);

create sequence directory_snapshot_seq start with 1 increment by 1;

-- One import. Its rows below are seen by nobody before published_at is set.
create table directory_snapshot (
    id bigint not null,
    ehr varchar(64) not null,
    started_at timestamp(6) with time zone not null,
    published_at timestamp(6) with time zone,
    added integer not null,
    changed integer not null,
    removed integer not null,
    rejected integer not null,
    constraint pk_directory_snapshot primary key (id)
);

-- Snapshot 0 holds what was added by hand.
insert into directory_snapshot (id, ehr, started_at, published_at, added, changed, removed, rejected)
values (0, '', timestamp with time zone '2026-01-01 00:00:00+00', timestamp with time zone '2026-01-01 00:00:00+00', 0, 0, 0, 0);

-- A practice as one snapshot changed it. The one with the newest published snapshot counts.
create table practice (
    id varchar(64) not null,
    snapshot bigint not null,
    ehr varchar(64) not null,
    -- null: from the EHR's directory, for all tenants
    tenant_id varchar(64),
    external_key varchar(300) not null,
    name varchar(8192) not null,
    npi varchar(64),
    ein varchar(64),
    guid varchar(64),
    street varchar(500),
    city varchar(200),
    state varchar(100),
    postal_code varchar(32),
    removed_at timestamp(6) with time zone,
    constraint pk_practice primary key (id, snapshot),
    constraint fk_practice_tenant foreign key (tenant_id) references tenant (id)
);
-- The key first: H2 looks up a list of keys by an index only in its first column.
create index ix_practice_external_key on practice (external_key, ehr);
create index ix_practice_tenant on practice (tenant_id, ehr);

create table practice_endpoint (
    id varchar(64) not null,
    snapshot bigint not null,
    practice_id varchar(64) not null,
    ehr varchar(64) not null,
    tenant_id varchar(64),
    kind varchar(32) not null,
    -- exactly as listed: what aud and iss are compared with
    base_url varchar(2048) not null,
    canonical_url varchar(2048) not null,
    -- the directory's fullUrl names another address
    disputed boolean not null,
    removed_at timestamp(6) with time zone,
    constraint pk_practice_endpoint primary key (id, snapshot)
);
create index ix_practice_endpoint_practice on practice_endpoint (practice_id);
create index ix_practice_endpoint_url on practice_endpoint (canonical_url);
