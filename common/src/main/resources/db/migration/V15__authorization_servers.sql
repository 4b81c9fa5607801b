-- Which servers a practice's credentials and tokens go to, as first seen, and another choice that waits for a yes.
create table authorization_server (
    -- asrv_ and a digest of EHR and FHIR base
    id varchar(64) not null,
    ehr varchar(64) not null,
    base_url varchar(2048) not null,
    issuer varchar(2048) not null,
    token_server varchar(300) not null,
    key_server varchar(300) not null,
    seen_at timestamp(6) with time zone not null,
    -- null unless the practice's metadata says otherwise now
    new_issuer varchar(2048),
    new_token_server varchar(300),
    new_key_server varchar(300),
    changed_at timestamp(6) with time zone,
    version bigint not null,
    constraint pk_authorization_server primary key (id)
);
create index ix_authorization_server_changed on authorization_server (changed_at);
