-- What is done otherwise than profile, metadata and standard say: a JSON object; null for nothing.
alter table application add column smart varchar(16000);

-- The same for one practice, over what the application has.
create table practice_smart_settings (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    application_id varchar(64) not null,
    practice_id varchar(64) not null,
    settings varchar(16000) not null,
    updated_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_practice_smart_settings primary key (id),
    constraint uq_practice_smart_settings unique (application_id, practice_id),
    constraint fk_practice_smart_settings foreign key (application_id) references application (id) on delete cascade
);

-- How the token endpoint takes clients, as its metadata said when the browser left; separated by blanks.
alter table pending_authorization add column auth_methods varchar(1000);
alter table pending_authorization add column signing_algorithms varchar(1000);
-- False if the proof key was left out, for a server that breaks off when it sees one.
alter table pending_authorization add column pkce boolean default true not null;
-- The parameters of an authorization that is asked for by POST, sealed; null for one that goes by redirect.
alter table pending_authorization add column posted bytea;

-- Tokens of ended connections that the EHR has not confirmed to be worthless yet; at most a day.
create table pending_revocation (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    connection_id varchar(64) not null,
    application_id varchar(64) not null,
    practice_id varchar(64) not null,
    ehr varchar(64) not null,
    base_url varchar(2048) not null,
    credential_number integer,
    access_token bytea not null,
    refresh_token bytea,
    tries integer not null,
    next_at timestamp(6) with time zone not null,
    ends_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_pending_revocation primary key (id),
    constraint fk_pending_revocation_connection foreign key (connection_id) references practice_connection (id) on delete cascade
);
create index ix_pending_revocation_next on pending_revocation (next_at);
