create table practice_connection (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    application_id varchar(64) not null,
    ehr varchar(64) not null,
    practice_id varchar(64) not null,
    practice_name varchar(400) not null,
    endpoint_id varchar(64) not null,
    endpoint_kind varchar(32) not null,
    -- as the EHR named it when the connection was made; the directory may say otherwise later
    base_url varchar(2048) not null,
    end_user_id varchar(200) not null,
    end_user_email varchar(320),
    end_user_name varchar(200),
    -- endpoint and end user while the connection lives, its own id once it was revoked
    live_key varchar(300) not null,
    state varchar(32) not null,
    cause_code varchar(64) not null,
    cause_text varchar(1000) not null,
    state_since timestamp(6) with time zone not null,
    scopes_requested text not null,
    scopes_granted text not null,
    launch_context bytea,
    launch_generation bigint not null,
    created_at timestamp(6) with time zone not null,
    connected_at timestamp(6) with time zone,
    version bigint not null,
    constraint pk_practice_connection primary key (id),
    constraint uq_practice_connection_live unique (tenant_id, application_id, live_key),
    constraint fk_practice_connection_application foreign key (application_id) references application (id)
);
create index ix_practice_connection_tenant on practice_connection (tenant_id, id);
create index ix_practice_connection_endpoint on practice_connection (endpoint_id);

create table connection_event (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    connection_id varchar(64) not null,
    at timestamp(6) with time zone not null,
    kind varchar(64) not null,
    code varchar(64) not null,
    text varchar(1000) not null,
    constraint pk_connection_event primary key (id),
    constraint fk_connection_event_connection foreign key (connection_id) references practice_connection (id) on delete cascade
);
create index ix_connection_event_connection on connection_event (connection_id, at);

create table token_grant (
    connection_id varchar(64) not null,
    tenant_id varchar(64) not null,
    generation bigint not null,
    access_token bytea not null,
    refresh_token bytea,
    lifetime_seconds bigint not null,
    expires_at timestamp(6) with time zone not null,
    obtained_at timestamp(6) with time zone not null,
    refreshed_at timestamp(6) with time zone,
    lease_attempt varchar(64),
    lease_until timestamp(6) with time zone,
    version bigint not null,
    constraint pk_token_grant primary key (connection_id),
    constraint fk_token_grant_connection foreign key (connection_id) references practice_connection (id) on delete cascade
);

create table connect_session (
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    token_hash varchar(64) not null,
    application_id varchar(64) not null,
    endpoint_id varchar(64),
    reconnects varchar(64),
    end_user_id varchar(200) not null,
    end_user_email varchar(320),
    end_user_name varchar(200),
    return_url varchar(2048),
    scopes text not null,
    confirm boolean not null,
    state varchar(16) not null,
    connection_id varchar(64),
    failure_code varchar(64),
    failure_reference varchar(64),
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_connect_session primary key (id),
    constraint uq_connect_session_token unique (token_hash),
    constraint fk_connect_session_application foreign key (application_id) references application (id) on delete cascade
);
create index ix_connect_session_expiry on connect_session (expires_at);

create table pending_authorization (
    -- SHA-256 of the state parameter, which itself is nowhere else than in the browser
    id varchar(64) not null,
    tenant_id varchar(64) not null,
    session_id varchar(64) not null,
    application_id varchar(64) not null,
    ehr varchar(64) not null,
    practice_id varchar(64) not null,
    practice_name varchar(400) not null,
    endpoint_id varchar(64) not null,
    endpoint_kind varchar(32) not null,
    base_url varchar(2048) not null,
    issuer varchar(2048),
    issuer_promised boolean not null,
    token_endpoint varchar(2048) not null,
    redirect_uri varchar(2048) not null,
    scopes text not null,
    verifier bytea not null,
    session_token bytea not null,
    browser_hash varchar(64) not null,
    in_popup boolean not null,
    state varchar(16) not null,
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null,
    version bigint not null,
    constraint pk_pending_authorization primary key (id),
    constraint fk_pending_authorization_session foreign key (session_id) references connect_session (id) on delete cascade
);
create index ix_pending_authorization_expiry on pending_authorization (expires_at);
