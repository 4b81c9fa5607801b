create table application (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    slug varchar(64) not null,
    ehr varchar(64) not null,
    environment varchar(16) not null,
    type varchar(16) not null,
    name varchar(200) not null,
    -- separated by blanks, as OAuth writes them
    scopes text not null,
    client_auth varchar(32) not null,
    created_at timestamp(6) with time zone not null,
    updated_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_application primary key (id),
    constraint uq_application_slug unique (tenant_id, slug),
    constraint fk_application_tenant foreign key (tenant_id) references tenant (id)
);

create table credential (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    application_id varchar(64) not null,
    number integer not null,
    state varchar(16) not null,
    client_id varchar(512) not null,
    -- null for a client without a secret, and once revoked
    secret bytea,
    created_at timestamp(6) with time zone not null,
    activated_at timestamp(6) with time zone,
    ended_at timestamp(6) with time zone,
    version bigint not null,
    constraint pk_credential primary key (id),
    constraint uq_credential_number unique (application_id, number),
    constraint fk_credential_application foreign key (application_id) references application (id) on delete cascade
);
