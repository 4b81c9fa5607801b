create table signing_key (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    -- no foreign key: a registration publishes keys under the id it reserved, before there is an application
    application_id varchar(64) not null,
    kid varchar(128) not null,
    algorithm varchar(16) not null,
    origin varchar(16) not null,
    thumbprint varchar(64) not null,
    public_jwk text not null,
    -- null once nothing signs with it any more
    private_jwk bytea,
    created_at timestamp(6) with time zone not null,
    first_used_at timestamp(6) with time zone,
    retired_at timestamp(6) with time zone,
    -- no longer published
    removed_at timestamp(6) with time zone,
    version bigint not null,
    constraint pk_signing_key primary key (id),
    constraint uq_signing_key_kid unique (application_id, kid),
    constraint uq_signing_key_thumbprint unique (application_id, thumbprint),
    constraint fk_signing_key_tenant foreign key (tenant_id) references tenant (id)
);

-- null: for the whole application
alter table credential add column practice_id varchar(64);
alter table credential add column kind varchar(16) default 'SECRET' not null;
update credential set kind = 'PUBLIC' where secret is null and state <> 'REVOKED';
alter table credential add column key_id varchar(64);
alter table credential add column kid varchar(128);
alter table credential add column expires_at timestamp(6) with time zone;
alter table credential add column rotate_after timestamp(6) with time zone;
-- of the reminder that was sent last
alter table credential add column reminded_days integer;
-- when a token endpoint first accepted it
alter table credential add column proven_at timestamp(6) with time zone;
alter table credential add column test_result text;
alter table credential add column registration_uri varchar(2048);
alter table credential add column registration_token bytea;
alter table credential add constraint fk_credential_key foreign key (key_id) references signing_key (id);

-- whose turn it is to test an application's credentials, and how often it was done
create table probe_turn (
    application_id varchar(64) not null,
    tenant_id varchar(64) not null,
    lease_until timestamp(6) with time zone not null,
    hour_began timestamp(6) with time zone not null,
    in_hour integer not null,
    version bigint not null,
    constraint pk_probe_turn primary key (application_id),
    constraint fk_probe_turn_application foreign key (application_id) references application (id) on delete cascade
);

create table reveal_count (
    tenant_id varchar(64) not null,
    -- ISO 8601, UTC
    on_day varchar(10) not null,
    reveals integer not null,
    version bigint not null,
    constraint pk_reveal_count primary key (tenant_id),
    constraint fk_reveal_count_tenant foreign key (tenant_id) references tenant (id)
);

create table dynamic_registration (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    application_id varchar(64) not null,
    endpoint varchar(2048) not null,
    state varchar(16) not null,
    client_id varchar(512),
    credential_number integer,
    code varchar(64),
    detail varchar(1000),
    started_at timestamp(6) with time zone not null,
    ended_at timestamp(6) with time zone,
    version bigint not null,
    constraint pk_dynamic_registration primary key (id),
    constraint fk_dynamic_registration_application foreign key (application_id) references application (id) on delete cascade
);
create index ix_dynamic_registration_application on dynamic_registration (application_id, started_at);

-- which version of the application's credential an authorization began with, and which one the EHR took last
alter table pending_authorization add column credential_number integer;
alter table token_grant add column credential_number integer;
update token_grant set credential_number = (
    select max(c.number) from credential c
    join practice_connection p on p.application_id = c.application_id
    where p.id = token_grant.connection_id and c.state = 'ACTIVE');
